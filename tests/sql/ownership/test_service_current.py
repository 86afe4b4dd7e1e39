from datetime import UTC, datetime

from etl.records import Service
from tests.builders import snapshot


def test_newest_catalogue_counts_alone(warehouse, steps):
    old = [Service(row_no=1, service="chat", business_unit="retail"), Service(row_no=2, service="gone")]
    snapshot(warehouse, "backstage.entities", old, as_of=datetime(2026, 3, 1, tzinfo=UTC))
    snapshot(warehouse, "backstage.entities", [Service(row_no=1, service="chat", business_unit="bank")])
    assert steps.rows("service_current", {}, "service", "business_unit", "data_classes") == [("chat", "bank", None)]


def test_of_two_catalogues_of_one_instant_the_higher_digest_counts(warehouse, steps):
    for digest in ("b", "c", "a"):
        snapshot(warehouse, "backstage.entities", [Service(row_no=1, service="chat", name=digest)], digest=digest, complete=False)
    assert steps.rows("service_current", {}, "name") == [("c",)]


def test_no_catalogue_no_service(steps):
    assert steps.rows("service_current", {}, "service") == []

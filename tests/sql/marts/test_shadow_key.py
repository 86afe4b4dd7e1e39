from datetime import UTC, datetime, timedelta

from etl.records import Credential, Usage
from tests.builders import snapshot
from tests.metric_examples import example

HOUR = datetime(2026, 6, 1, 10, tzinfo=UTC)
USE = {"credential_id": 9, "credential_known": False, "provider": "aws", "tenant": "t", "natural_key": "k13", "source": "aws.cloudtrail"}


def window(hour, **facts):
    return {**USE, "starts_at": HOUR + timedelta(hours=hour), "ends_at": HOUR + timedelta(hours=hour + 1), **facts}


def shadows(steps, columns, *windows):
    return steps.rows("shadow_key", {"key_usage": windows}, *columns.split())


def test_shadow_keys_of_the_standard_are_logged_and_in_no_inventory(warehouse, steps):
    given, expected = example("shg-01")
    names = {"provider": "openai", "tenant": "t"}
    listed = [Credential(row_no=n, kind="api_key", natural_key=key, **names) for n, key in enumerate(given["inventory"], 1)]
    used = [
        Usage(row_no=n, credential=key, starts_at=HOUR, ends_at=HOUR + timedelta(hours=1), requests=1, **names)
        for n, key in enumerate(given["logs"], 1)
    ]
    snapshot(warehouse, "openai.project_api_keys", listed)
    snapshot(warehouse, "openai.usage", used)
    assert [row[0] for row in steps.rows("shadow_key", {}, "natural_key")] == expected["shadow"]


def test_first_and_last_sight_counts_and_who_called_from_where(steps):
    rows = shadows(
        steps,
        "credential_id natural_key first_seen_at last_seen_at requests failures principals models source_ips sources",
        window(0, requests=2, failures=1, principal="p2", model="m", source_ips=["b", "a"], first_at=HOUR + timedelta(minutes=5)),
        window(5, requests=3, principal="p1", source_ips=["a"]),
    )
    assert rows == [(9, "k13", "2026-06-01 10:05", "2026-06-01 16:00", 5, 1, ["p1", "p2"], ["m"], ["a", "b"], ["aws.cloudtrail"])]


def test_what_no_log_tells_is_null(steps):
    assert shadows(steps, "requests failures principals models source_ips", window(0)) == [(None,) * 5]


def test_a_key_that_an_inventory_knows_is_none(steps):
    assert shadows(steps, "credential_id", window(0, credential_known=True)) == []


def test_no_use_no_shadow(steps):
    assert shadows(steps, "credential_id") == []

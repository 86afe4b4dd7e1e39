from datetime import UTC, datetime

from etl.records import Credential
from tests.builders import snapshot

COLUMNS = ("natural_key", "source", "status", "present", "first_seen_at", "last_seen_at", "absent_at", "is_register")
SOURCE = "aws.access_keys"


def day(month, date):
    return datetime(2026, month, date, tzinfo=UTC)


def key(name="A", status="active", **facts):
    return Credential(row_no=1, provider="aws", tenant="t", kind="access_key", natural_key=name, status=status, **facts)


def test_newest_word_of_each_source_with_first_and_last_sight(warehouse, steps):
    snapshot(warehouse, SOURCE, [key()], as_of=day(3, 1))
    snapshot(warehouse, SOURCE, [key(status="inactive")], as_of=day(4, 1))
    snapshot(warehouse, "register.keys", [key()], as_of=day(3, 15))
    assert steps.rows("credential_latest", {}, *COLUMNS) == [
        ("A", SOURCE, "inactive", True, "2026-03-01 00:00", "2026-04-01 00:00", None, False),
        ("A", "register.keys", "active", True, "2026-03-15 00:00", "2026-03-15 00:00", None, True),
    ]


def test_absent_from_a_later_complete_listing_is_not_present_any_more(warehouse, steps):
    snapshot(warehouse, SOURCE, [key("A"), key("B")], as_of=day(3, 1))
    snapshot(warehouse, SOURCE, [key("B")], as_of=day(4, 1))
    assert steps.rows("credential_latest", {}, "natural_key", "present", "absent_at") == [
        ("A", False, "2026-04-01 00:00"),
        ("B", True, None),
    ]


def test_absent_from_a_partial_listing_is_still_present(warehouse, steps):
    snapshot(warehouse, SOURCE, [key("A"), key("B")], as_of=day(3, 1))
    snapshot(warehouse, SOURCE, [key("B")], as_of=day(4, 1), complete=False)
    assert steps.rows("credential_latest", {}, "natural_key", "present") == [("A", True), ("B", True)]


def test_what_is_listed_later_than_asked_is_not_known_yet(warehouse, steps):
    snapshot(warehouse, SOURCE, [key()], as_of=day(7, 1))
    assert steps.rows("credential_latest", {}, *COLUMNS) == []


def test_a_word_that_says_unknown_is_silence(warehouse, steps):
    snapshot(warehouse, SOURCE, [key()], as_of=day(3, 1))
    assert steps.rows("credential_latest", {}, "environment", "use_claim", "privilege", "principal_kind") == [(None,) * 4]


def test_a_listing_of_one_project_gives_its_keys_the_project(warehouse, steps):
    snapshot(warehouse, SOURCE, [key()], as_of=day(3, 1), scope="proj_1")
    assert steps.rows("credential_latest", {}, "project") == [("proj_1",)]

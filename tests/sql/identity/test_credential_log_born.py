from datetime import UTC, datetime

from etl.records import LifecycleEvent
from tests.builders import snapshot

COLUMNS = ("natural_key", "kind", "principal", "created_at")


def event(kind="created", at=datetime(2026, 3, 1, 9, tzinfo=UTC), **facts):
    made = {"subject_kind": "credential", "subject": "A", "event_id": f"{kind}{at}", **facts}
    return LifecycleEvent(row_no=1, provider="aws", tenant="t", kind=kind, at=at, **made)


def born(warehouse, steps, *events):
    snapshot(warehouse, "aws.cloudtrail", events, complete=False)
    return steps.rows("credential_log_born", {}, *COLUMNS)


def test_the_first_event_of_issue_gives_the_credential(warehouse, steps):
    again = event(at=datetime(2026, 3, 2, tzinfo=UTC))
    rows = born(warehouse, steps, event(credential_kind="access_key", principal="arn:ann"), again)
    assert rows == [("A", "access_key", "arn:ann", "2026-03-01 09:00")]


def test_a_kind_that_the_log_does_not_say_is_other(warehouse, steps):
    assert born(warehouse, steps, event()) == [("A", "other", None, "2026-03-01 09:00")]


def test_other_events_and_the_making_of_principals_give_none(warehouse, steps):
    assert born(warehouse, steps, event("deleted"), event(subject_kind="principal", subject="ann")) == []


def test_an_issue_to_come_gives_none(warehouse, steps):
    assert born(warehouse, steps, event(at=datetime(2026, 7, 1, tzinfo=UTC))) == []

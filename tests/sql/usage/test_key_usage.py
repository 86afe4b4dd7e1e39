from datetime import UTC, datetime, timedelta

from etl.records import Usage
from tests.builders import snapshot

HOUR = datetime(2026, 6, 1, 10, tzinfo=UTC)
DAY = datetime(2026, 6, 1, tzinfo=UTC)
COLUMNS = ("natural_key", "starts_at", "requests")


def use(requests=1, starts_at=HOUR, hours=1, **facts):
    made = {"provider": "aws", "tenant": "t", "credential": "A", "starts_at": starts_at, "ends_at": starts_at + timedelta(hours=hours)}
    return Usage(row_no=1, requests=requests, **{**made, **facts})


def report(requests, **facts):
    return use(requests, starts_at=DAY, hours=24, provider="openai", **facts)


def test_logs_add_up(warehouse, steps):
    for requests in (3, 4):
        snapshot(warehouse, "aws.cloudtrail", [use(requests)], as_of=HOUR + timedelta(hours=requests), complete=False)
    assert steps.rows("key_usage", {}, *COLUMNS) == [("A", "2026-06-01 10:00", 3), ("A", "2026-06-01 10:00", 4)]


def test_of_two_reports_of_one_window_the_newer_counts_whole(warehouse, steps):
    snapshot(warehouse, "openai.usage", [report(5), report(2, model="old")], as_of=DAY + timedelta(days=1))
    snapshot(warehouse, "openai.usage", [report(9)], as_of=DAY + timedelta(days=2))
    assert steps.rows("key_usage", {}, *COLUMNS) == [("A", "2026-06-01 00:00", 9)]


def test_a_newer_report_leaves_windows_alone_that_it_does_not_hold(warehouse, steps):
    snapshot(warehouse, "openai.usage", [report(5)], as_of=DAY + timedelta(days=1))
    later = use(7, starts_at=DAY + timedelta(days=1), hours=24, provider="openai")
    snapshot(warehouse, "openai.usage", [later], as_of=DAY + timedelta(days=2))
    assert [row[2] for row in steps.rows("key_usage", {}, *COLUMNS)] == [5, 7]


def test_reports_of_two_tenants_or_scopes_do_not_replace_each_other(warehouse, steps):
    for tenant, scope in (("t", ""), ("u", ""), ("t", "proj_1")):
        snapshot(warehouse, "openai.usage", [report(5, tenant=tenant)], tenant=tenant, scope=scope)
    assert len(steps.rows("key_usage", {}, "tenant")) == 3


def test_of_two_reports_of_one_instant_the_higher_digest_counts(warehouse, steps):
    for digest, requests in (("b", 2), ("c", 3), ("a", 1)):
        snapshot(warehouse, "openai.usage", [report(requests)], digest=digest)
    assert steps.rows("key_usage", {}, "requests") == [(3,)]


def test_a_key_of_no_inventory_is_kept_and_marked(warehouse, steps):
    snapshot(warehouse, "aws.cloudtrail", [use()], complete=False)
    assert steps.rows("key_usage", {}, "natural_key", "credential_known") == [("A", False)]


def test_use_that_names_no_key_belongs_to_none(warehouse, steps):
    snapshot(warehouse, "aws.cloudtrail", [use(credential=None, principal="arn:role")], complete=False)
    assert steps.rows("key_usage", {}, *COLUMNS) == []


def test_a_window_without_calls_is_no_use_but_tokens_or_cost_without_a_count_are(warehouse, steps):
    rows = [
        use(0, credential="none"),
        use(None, credential="tokens", output_tokens=9),
        use(None, credential="cost", cost_usd=0.1),
        use(None, credential="silent"),
    ]
    snapshot(warehouse, "aws.cloudtrail", rows, complete=False)
    assert steps.rows("key_usage", {}, "natural_key", "is_used") == [("cost", True), ("none", False), ("silent", False), ("tokens", True)]


def test_what_comes_later_than_asked_is_not_counted(warehouse, steps):
    snapshot(warehouse, "aws.cloudtrail", [use(starts_at=datetime(2026, 7, 1, tzinfo=UTC))], complete=False)
    assert steps.rows("key_usage", {}, *COLUMNS) == []


def test_no_log_no_use(steps):
    assert steps.rows("key_usage", {}, *COLUMNS) == []

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.metric_examples import example

AS_OF = datetime(2026, 6, 30, tzinfo=UTC)
FACT = {"credential_id": 1, "provider": "aws", "tenant": "t", "natural_key": "AKIA1", "kind": "access_key", "status": "active",
        "environment": "production", "privilege": "read"}  # fmt: skip
EMPTY = {"credential_owner": [], "owner_suggestion": [], "credential_use": [], "max_age": [], "credential_exposure": [], "credential_reach": [],
         "credential_end": [],
         "credential_priority": []}  # fmt: skip
PROMISED = [
    "credential_id",
    "provider",
    "tenant",
    "natural_key",
    "kind",
    "name",
    "hint",
    "fingerprint",
    "status",
    "environment",
    "service",
    "purpose",
    "business_unit",
    "owner",
    "owner_kind",
    "owner_source",
    "owner_confidence",
    "owner_valid_from",
    "owner_left_at",
    "owner_left_days",
    "team",
    "suggested_owner",
    "suggestion_reason",
    "ownership_class",
    "ownership_flags",
    "created_at",
    "created_unknown_reason",
    "secret_since",
    "expires_at",
    "first_seen_at",
    "last_seen_at",
    "use_state",
    "last_used_claimed_at",
    "last_used_observed_at",
    "idle_days",
    "use_window_from",
    "age_days",
    "secret_age_days",
    "max_age_days",
    "rotation_due_at",
    "rotation_lag_days",
    "dormant",
    "over_privileged",
    "privilege",
    "scopes",
    "unused_scopes",
    "models_used",
    "dependent_count",
    "blast_radius",
    "data_classes",
    "reaches_customer_data",
    "open_exposures",
    "first_exposed_at",
    "valid_when_found",
    "priority",
    "priority_reason",
    "waiver_until",
    "reviewed_at",
    "reviewed_by",
    "snapshot_id",
    "row_no",
]


def ago(days):
    return None if days is None else AS_OF - timedelta(days=days)


def fact(age=None, first_seen=None, **facts):
    return {**FACT, "created_at": ago(age), "secret_since": ago(age), "first_seen_at": ago(first_seen), **facts}


def credentials(steps, columns, *facts, **given):
    return steps.rows("credential", {**EMPTY, "credential_fact": facts, **given}, *columns.split())


def test_every_promised_column_is_published_with_its_meaning(steps):
    steps.build("credential", EMPTY | {"credential_fact": []})
    found = steps.connection.execute(
        "select column_name, data_type from information_schema.columns where table_schema = 'given' and table_name = 'credential'"
    ).fetchall()
    types = dict(found)
    assert set(PROMISED) <= set(types)
    assert {types[name] for name in types if re.search(r"_(at|until|from|since)$", name)} == {"timestamp with time zone"}
    assert {types[name] for name in types if name.endswith("_days")} == {"double precision"}
    assert {types[name] for name in ("scopes", "unused_scopes", "data_classes", "ownership_flags", "models_used")} == {"ARRAY"}


def test_ages_of_the_standard_with_bounds_where_the_issue_is_unknown(steps):
    given, expected = example("age-01")
    facts = [fact(age, age, credential_id=n) for n, age in enumerate(given["known_ages_days"])]
    facts += [fact(None, seen, credential_id=100 + n) for n, seen in enumerate(given["unknown_created_min_age_days"])]
    rows = credentials(steps, "age_days age_lower_days rotation_lag_days", *facts,
                       max_age=[{"credential_id": f["credential_id"], "max_age_days": given["policy_days"]} for f in facts])  # fmt: skip
    known = [row for row in rows if row[0] is not None]
    over, policy = sum(age > given["policy_days"] for age, _, _ in known), given["policy_days"]
    assert sum(lag > 0 for _, _, lag in known) == over
    assert over / len(known) == pytest.approx(expected["over_known_only"], abs=1e-4)
    over_at_least = sum(lower > policy for _, lower, _ in rows)
    assert over_at_least / len(rows) == pytest.approx(expected["over_lower_bound"], abs=1e-4)
    assert (over + len(rows) - len(known)) / len(rows) == pytest.approx(expected["over_upper_bound"], abs=1e-4)


def test_open_lag_of_the_standard_counts_up_to_now(steps):
    _, expected = example("rot-01")
    rows = credentials(steps, "secret_age_days rotation_due_at rotation_lag_days", fact(expected["open_interval"]),
                       max_age=[{"credential_id": 1, "max_age_days": 90}])  # fmt: skip
    assert rows == [(122, "2026-05-29 00:00", expected["open_lag"])]


def test_a_renewed_secret_is_younger_than_its_credential(steps):
    rows = credentials(steps, "age_days secret_age_days rotation_lag_days", fact(300, secret_since=ago(10)),
                       max_age=[{"credential_id": 1, "max_age_days": 90}])  # fmt: skip
    assert rows == [(300, 10, -80)]


def test_where_policy_does_not_ask_nothing_is_due(steps):
    assert credentials(steps, "max_age_days rotation_due_at rotation_lag_days", fact(300)) == [(None, None, None)]


@pytest.mark.parametrize(("status", "lag"), [("inactive", 210), ("revoked", None), ("absent", None), ("expired", None)])
def test_what_is_gone_is_not_overdue(steps, status, lag):
    limit = [{"credential_id": 1, "max_age_days": 90}]
    assert credentials(steps, "rotation_lag_days", fact(300, status=status), max_age=limit) == [(lag,)]


def use(state="used", idle=None):
    return [{"credential_id": 1, "use_state": state, "idle_days": idle}]


@pytest.mark.parametrize(
    ("state", "idle", "age", "dormant"),
    [
        ("used", 90, 300, True),
        ("used", 89.9, 300, False),
        ("used", None, 300, False),
        ("never_used", None, 90, True),
        ("never_used", None, 89, False),
        ("new", None, 10, False),
        ("unknown", None, 300, False),
    ],
)
def test_dormant_is_idle_or_never_used_for_as_long_as_policy_says(steps, state, idle, age, dormant):
    assert credentials(steps, "dormant", fact(age, age), credential_use=use(state, idle)) == [(dormant,)]


def test_never_used_of_unknown_issue_is_as_old_as_its_first_sight(steps):
    assert credentials(steps, "dormant age_lower_days", fact(None, 90), credential_use=use("never_used")) == [(True, 90)]


def test_only_what_is_active_lies_dormant(steps):
    assert credentials(steps, "dormant", fact(300, status="inactive"), credential_use=use("used", 200)) == [(False,)]


@pytest.mark.parametrize(
    ("privilege", "scopes", "state", "over"),
    [
        ("admin", None, "used", True),
        ("write", ["*"], "used", True),
        ("write", ["repo"], "never_used", True),
        ("write", ["repo"], "used", False),
        ("read", None, "never_used", False),
        ("unknown", None, "never_used", None),
    ],
)
def test_over_privileged_is_known_only_where_rights_are(steps, privilege, scopes, state, over):
    rows = credentials(steps, "over_privileged", fact(300, privilege=privilege, scopes=scopes), credential_use=use(state))
    assert rows == [(over,)]


def test_latest_review_and_longest_waiver_are_shown(steps):
    waivers = [{"credential_id": 1, "kind": "age", "until": until, "reason": "r", "approved_by": "b", "recorded_at": ago(1)}
               for until in (ago(-10), ago(-20))]  # fmt: skip
    reviews = [{"credential_id": 1, "reviewed_at": ago(days), "reviewed_by": by} for days, by in ((5, "new"), (50, "old"))]
    given = {"governance.waiver": waivers, "governance.attestation": reviews}
    assert credentials(steps, "waiver_until reviewed_at reviewed_by", fact(300), **given) == [
        ("2026-07-20 00:00", "2026-06-25 00:00", "new")
    ]


def test_days_since_the_last_owner_left_and_whom_to_ask(steps):
    owner = {"credential_id": 1, "ownership_class": "owner_left", "owner_left_at": ago(8.5)}
    asked = {"credential_id": 1, "suggested_owner": "bob@x", "suggestion_reason": "Made it, and is still there"}
    rows = credentials(steps, "owner_left_days suggested_owner suggestion_reason", fact(300), fact(300, credential_id=2),
                       credential_owner=[owner], owner_suggestion=[asked])  # fmt: skip
    assert rows == [(8.5, "bob@x", "Made it, and is still there"), (None, None, None)]


def test_nothing_exposed_and_nothing_reached_is_zero_not_null(steps):
    assert credentials(steps, "open_exposures dependent_count blast_radius reaches_customer_data", fact(1)) == [(0, 0, 0, None)]


def test_empty_register(steps):
    assert credentials(steps, "credential_id") == []


def test_the_end_is_told_with_both_its_bounds(steps):
    ends = [{"credential_id": 1, "ended_lower": ago(9), "ended_upper": ago(2)}]
    rows = credentials(steps, "credential_id ended_lower ended_upper", fact(10), fact(10, credential_id=2), credential_end=ends)
    assert rows == [(1, "2026-06-21 00:00", "2026-06-28 00:00"), (2, None, None)]

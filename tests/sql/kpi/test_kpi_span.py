"""Spans of what counts, as of 30 June 2026, on rows written out."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.metric_examples import example

AS_OF = datetime(2026, 6, 30, tzinfo=UTC)
INPUTS = ("credential", "credential_end", "credential_use", "exposure", "rotation", "shadow_key")


def ago(days):
    return AS_OF - timedelta(days=days)


def credential(number=1, **facts):
    return {"credential_id": number, "provider": "aws", "business_unit": "retail", "status": "active", "created_at": ago(300), **facts}


def build(steps, step="kpi_span", **given):
    steps.build(step, {**dict.fromkeys(INPUTS, ()), **given})


def spans(steps, metric, **given):
    build(steps, **given)
    found = steps.select("kpi_span", "metric", "began_at", "ended_lower", "ended_upper")
    return [tuple(row[1:]) for row in found if row[0] == metric]


def day(at):
    return at.strftime("%Y-%m-%d %H:%M")


def test_an_owner_counts_from_the_credential_s_first_day_until_they_leave(steps):
    credentials = [
        credential(1, ownership_class="owned", owner_source="register", owner_valid_from=ago(9)),
        credential(2, ownership_class="owner_left", owner_left_at=ago(20)),
        credential(3, ownership_class="owner_left"),
        credential(4, ownership_class="owner_left", owner_left_at=ago(400)),
        credential(5, ownership_class="team_only"),
    ]
    assert spans(steps, "owned_credentials", credential=credentials) == [
        (day(ago(300)), day(ago(20)), day(ago(20))),
        (day(ago(300)), None, None),
    ]


def test_an_assigned_owner_counts_from_the_assignment(steps):
    credentials = [credential(ownership_class="owned", owner_source="assigned", owner_valid_from=ago(9))]
    assert spans(steps, "owned_credentials", credential=credentials) == [(day(ago(9)), None, None)]


def test_a_word_of_the_register_counts_until_its_confidence_is_too_low(steps):
    given, expected = example("own-02")
    since = 180.0
    at = given["days"].index(since)
    facts = {"owner_source": "register", "owner_confidence": expected["c"][at], "ownership_class": "low_confidence"}
    ((_, _, ended),) = spans(steps, "owned_credentials", credential=[credential(**facts)])
    assert abs(datetime.fromisoformat(f"{ended}+00:00") - ago(since - expected["days_until_low"])) < timedelta(minutes=2)


@pytest.mark.parametrize(("source", "confidence"), [("creator", 0.5), ("register", 0.0), ("tag", 0.6)])
def test_a_claim_that_was_never_sure_never_counts(steps, source, confidence):
    facts = {"owner_source": source, "owner_confidence": confidence, "ownership_class": "low_confidence"}
    assert spans(steps, "owned_credentials", credential=[credential(**facts)]) == []


def test_of_what_has_ended_nobody_tells_an_owner(steps):
    gone = {"credential": [credential(status="revoked", ownership_class="owned")],
            "credential_end": [{"credential_id": 1, "ended_lower": ago(5), "ended_upper": ago(5)}]}  # fmt: skip
    assert spans(steps, "owned_credentials", **gone) == []
    assert steps.select("kpi_span", "metric", "ended_upper") == [("active_credentials", day(ago(5)))]


def test_what_logs_cover_and_what_they_saw(steps):
    given = {
        "credential": [credential(1, use_window_from=ago(100)), credential(2, use_window_from=ago(100), created_at=ago(50)), credential(3)],
        "credential_use": [
            {"credential_id": 1, "first_used_observed_at": ago(60)},
            {"credential_id": 3, "first_used_observed_at": ago(60)},
        ],
        "shadow_key": [{"provider": "aws", "first_seen_at": ago(40)}],
    }
    assert spans(steps, "covered_credentials", **given) == [(day(ago(100)), None, None), (day(ago(50)), None, None)]
    found = steps.select("kpi_span", "metric", "began_at", "provider", "business_unit")
    assert ("logged_credentials", day(ago(60)), "aws", "retail") in found
    assert ("shadow_keys", day(ago(40)), "aws", None) in found
    assert sum(row[0] == "logged_credentials" for row in found) == 1


def test_an_exposure_to_act_on_now_is_late_from_its_promise_to_its_end(steps):
    late = {"priority": "act_now", "state": "remediated", "sla_due_at": ago(10)}
    exposures = [
        {**late, "revoked_lower": ago(8), "revoked_upper": ago(7)},
        {**late, "state": "open"},
        {**late, "state": "accepted"},
        {**late, "priority": "urgent"},
    ]
    assert spans(steps, "late_act_now_exposures", exposure=exposures) == [
        (day(ago(10)), day(ago(8)), day(ago(7))),
        (day(ago(10)), None, None),
    ]


def test_what_falls_due_counts_for_thirty_days_unless_it_was_retired_before(steps):
    credentials = [credential(1, rotation_due_at=ago(10)), credential(2, rotation_due_at=ago(10)), credential(3, rotation_due_at=ago(-1))]
    ends = [{"credential_id": 2, "ended_lower": ago(11), "ended_upper": ago(11)}]
    assert spans(steps, "rotations_due", credential=credentials, credential_end=ends) == [(day(ago(10)), day(ago(-20)), day(ago(-20)))]
    assert {row[0] for row in steps.select("kpi_span", "metric")} == {"active_credentials", "overdue_rotations", "rotations_due"}


def test_a_secret_replaced_under_its_own_id_falls_due_on_the_day_of_its_policy(steps):
    rotation = {"predecessor_id": 1, "method": "same_credential", "policy_days": 90.0, "state": "finished"}
    rotations = [
        {**rotation, "started_lower": ago(50), "started_upper": ago(50), "interval_days": 60.0, "lag_days": 0.0},
        {**rotation, "started_lower": ago(15), "started_upper": ago(15), "interval_days": 95.0, "lag_days": 5.0},
    ]
    assert [row[0] for row in spans(steps, "rotations_due", credential=[credential()], rotation=rotations)] == [day(ago(20)), day(ago(20))]
    found = steps.select("kpi_span", "metric", "began_at", "ended_lower")
    assert [row[1:] for row in found if row[0] == "rotations_on_time"] == [(day(ago(20)), day(ago(-10)))]


def test_a_successor_issued_between_two_looks_around_the_due_day_is_possibly_in_time(steps):
    rotation = {"predecessor_id": 1, "method": "new_credential", "state": "finished", "started_lower": ago(12), "started_upper": ago(8)}
    found = spans(steps, "rotations_on_time", credential=[credential(rotation_due_at=ago(10))], rotation=[rotation])
    assert found == [(day(ago(10)), day(ago(10)), day(ago(-20)))]


def test_on_time_share_of_a_period_is_that_of_the_standard(steps):
    given, expected = example("rot-03")
    ages = {"rotated_by_due": 5, "rotated_late": -2, "still_open": None, "retired_before_due": None}
    credentials, rotations, ends = [], [], []
    for what, replaced_before in ages.items():
        for _ in range(given[what]):
            number = len(credentials) + 1
            credentials.append(credential(number, rotation_due_at=ago(10)))
            if replaced_before is not None:
                at = ago(10 + replaced_before)
                rotations.append(
                    {"predecessor_id": number, "method": "new_credential", "state": "finished", "started_lower": at, "started_upper": at}
                )
            if what == "retired_before_due":
                ends.append({"credential_id": number, "ended_lower": ago(12), "ended_upper": ago(12)})
    assert len(credentials) == given["due"]
    build(steps, "kpi_daily", credential=credentials, rotation=rotations, credential_end=ends)
    query = "select value, lower, upper, denominator from kpi_daily where metric = 'on_time_rotation_share' and dimension = 'all' and day = '2026-06-30'"
    value, lower, upper, denominator = steps.connection.execute(query).fetchone()
    assert value == lower == upper == pytest.approx(expected["on_time"], abs=1e-4)
    assert denominator == given["due"] - given["retired_before_due"]

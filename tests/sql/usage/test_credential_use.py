from datetime import UTC, datetime, timedelta

import pytest

from tests.metric_examples import example

AS_OF = datetime(2026, 6, 30, tzinfo=UTC)
LOG = {"provider": "aws", "tenant": "t", "window_from": "2020-01-01+00", "window_to": AS_OF}


def ago(days):
    return None if days is None else AS_OF - timedelta(days=days)


def fact(age=300, number=1, **facts):
    return {
        "credential_id": number,
        "provider": "aws",
        "tenant": "t",
        "created_at": ago(age),
        "first_seen_at": ago(2),
        "use_claim": "unknown",
        **facts,
    }


def call(days, number=1, **facts):
    return {"credential_id": number, "credential_known": True, "is_used": True, "starts_at": ago(days), "ends_at": ago(days), **facts}


def use(steps, *facts, calls=(), windows=(LOG,), columns="use_state"):
    given = {"credential_fact": facts, "key_usage": calls, "use_window": windows}
    return steps.rows("credential_use", given, *columns.split())


def test_use_states_of_the_standard(steps):
    given, expected = example("dor-01")
    keys = given["keys"]
    facts = [fact(key["age_days"], key["key"], tenant="t" if key["usage_logging"] else "unlogged") for key in keys]
    calls = [call(key["last_used_days_ago"], key["key"]) for key in keys if key["last_used_days_ago"] is not None]
    states = dict(use(steps, *facts, calls=calls, columns="credential_id use_state"))
    for state in ("never_used", "new", "unknown"):
        assert [key for key, found in states.items() if found == state] == expected["45"][state]
    idle = dict(steps.select("credential_use", "credential_id", "idle_days"))
    for limit in given["N"]:
        assert [key for key, days in idle.items() if days is not None and days >= limit] == expected[str(limit)]["dormant"]
        assert [key for key, days in idle.items() if days is not None and days < limit] == expected[str(limit)]["active"]


def test_the_newer_of_claim_and_observation_counts(steps):
    rows = use(steps, fact(last_used_claimed_at=ago(10), use_claim="used"), calls=[call(3)],
               columns="use_state last_used_claimed_at last_used_observed_at idle_days")  # fmt: skip
    assert rows == [("used", "2026-06-20 00:00", "2026-06-27 00:00", 3)]


def test_a_dead_claim_of_no_use_loses_to_the_log(steps):
    assert use(steps, fact(use_claim="never_used"), calls=[call(3)]) == [("used",)]


def test_a_report_says_no_later_than_the_end_of_its_window_and_never_later_than_now(steps):
    rows = use(steps, fact(), calls=[call(0, ends_at="2026-06-30 12:00+00")], columns="last_used_observed_at idle_days")
    assert rows == [("2026-06-30 00:00", 0)]


def test_a_claim_from_the_future_is_idle_for_no_time(steps):
    assert use(steps, fact(last_used_claimed_at=ago(-1)), columns="idle_days") == [(0,)]


def test_the_log_gives_the_last_call_not_the_end_of_its_hour(steps):
    rows = use(steps, fact(), calls=[call(1, last_at="2026-06-28 23:10+00")], columns="last_used_observed_at")
    assert rows == [("2026-06-28 23:10",)]


def test_a_window_without_calls_is_no_use(steps):
    assert use(steps, fact(), calls=[call(1, is_used=False)], columns="use_state idle_days") == [("never_used", None)]


def test_used_at_a_time_that_nobody_says(steps):
    assert use(steps, fact(use_claim="used"), columns="use_state idle_days") == [("used", None)]


def test_the_providers_own_word_proves_no_use(steps):
    assert use(steps, fact(use_claim="never_used"), windows=()) == [("never_used",)]


@pytest.mark.parametrize(("age", "state"), [(44.9, "new"), (45, "never_used")])
def test_younger_than_policy_asks_is_new(steps, age, state):
    assert use(steps, fact(age)) == [(state,)]


def test_a_young_one_that_nobody_watches_is_unknown(steps):
    assert use(steps, fact(10), windows=()) == [("unknown",)]


@pytest.mark.parametrize(("window_from", "state"), [(301, "never_used"), (299, "never_used"), (298.9, "unknown")])
def test_coverage_must_reach_back_to_the_issue_within_the_grace(steps, window_from, state):
    assert use(steps, fact(300), windows=[{**LOG, "window_from": ago(window_from)}], columns="use_state") == [(state,)]


@pytest.mark.parametrize(("window_from", "state"), [(45, "never_used"), (44, "unknown")])
def test_where_the_issue_is_unknown_coverage_as_long_as_policy_asks_must_do(steps, window_from, state):
    unknown = fact(None, first_seen_at=ago(200))
    assert use(steps, unknown, windows=[{**LOG, "window_from": ago(window_from)}]) == [(state,)]


def test_coverage_of_another_tenant_proves_nothing(steps):
    assert use(steps, fact(), windows=[{**LOG, "tenant": "u"}], columns="use_state use_window_from") == [("unknown", None)]


def test_models_that_it_called(steps):
    calls = [call(1, model="m2"), call(2, model="m1"), call(3, model="m2"), call(4), call(5, model="m3", is_used=False)]
    assert use(steps, fact(), calls=calls, columns="models_used") == [(["m1", "m2"],)]


def test_no_model_known(steps):
    assert use(steps, fact(), calls=[call(1)], columns="models_used") == [(None,)]


def test_nothing_listed_nothing_told(steps):
    assert use(steps) == []


def test_first_use_is_the_first_call_or_the_start_of_a_report(steps):
    calls = [call(9, first_at=ago(8), last_at=ago(7)), call(20, ends_at=ago(10)), call(30, is_used=False)]
    assert use(steps, fact(), calls=calls, columns="first_used_observed_at") == [("2026-06-10 00:00",)]

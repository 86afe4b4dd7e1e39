from datetime import date, timedelta

import pytest

DAY = date(2026, 6, 25)
COLUMNS = ("credential_id", "requests", "median", "mad", "score")


def weeks(values, today, credential=1):
    """Calls on the same weekday of the weeks before `DAY`, the last one first, and on `DAY`."""
    before = [
        {"credential_id": credential, "day": DAY - timedelta(weeks=n), "requests": value}
        for n, value in enumerate(values, 1)
        if value is not None
    ]
    return [*before, {"credential_id": credential, "day": DAY, "requests": today}]


def test_formula_of_the_standard(steps):
    rows = steps.rows("usage_spike", {"usage_daily": weeks([120, 131, 118, 140, 125, 133, 122, 128], 410)}, *COLUMNS)
    assert rows == [(1, 410, 126.5, 5.5, pytest.approx(34.767409))]


def test_within_the_usual_spread_is_none(steps):
    assert steps.rows("usage_spike", {"usage_daily": weeks([120, 131, 118, 140, 125, 133, 122, 128], 141)}, *COLUMNS) == []


def test_mean_deviation_takes_over_where_mad_is_zero(steps):
    """Days without a call have no row; they count as 0 from the first week in which the credential was seen."""
    rows = steps.rows("usage_spike", {"usage_daily": weeks([None] * 7 + [4], 30)}, *COLUMNS)
    assert rows == [(1, 30, 0.0, 0.0, pytest.approx(47.873079))]


def test_a_constant_baseline_leaves_the_floor_to_decide(steps):
    usage = weeks([5] * 8, 40) + weeks([5] * 8, 29, credential=2)
    assert steps.rows("usage_spike", {"usage_daily": usage}, *COLUMNS) == [(1, 40, 5.0, 0.0, None)]


def test_a_young_credential_has_no_baseline(steps):
    assert steps.rows("usage_spike", {"usage_daily": weeks([5, 5, 5], 400)}, *COLUMNS) == []


def test_models_of_one_day_are_one_figure(steps):
    usage = [*weeks([5] * 8, 20), {"credential_id": 1, "day": DAY, "model": "other", "requests": 20}]
    assert steps.rows("usage_spike", {"usage_daily": usage}, "requests") == [(40,)]

import polars as pl
import pytest

from dashboard.metrics.rotation import lags_by, late_by_more_than, on_time, period_on_time, placed


def lives(days, rotated, policy=90.0):
    return pl.DataFrame(
        {"lifetime_days": days, "policy_days": [policy] * len(days), "rotated": [bool(one) for one in rotated]},
        schema={"lifetime_days": pl.Float64, "policy_days": pl.Float64, "rotated": pl.Boolean},
    )


def test_worked_example_counts_those_still_waiting(examples):
    given, expected = examples["rot-02"]["inputs"], examples["rot-02"]["expected"]
    frame = lives(given["lifetimes_days"], given["rotated"], given["policy_days"])
    found = on_time(frame)
    assert found.share == pytest.approx(expected["km_on_time"], abs=1e-4)
    assert found.rotated_only == pytest.approx(expected["naive_on_time_rotated_only"], abs=1e-4)
    assert (found.rotated, found.open) == (expected["n_events"], expected["n_censored"])
    assert found.curve.median * given["policy_days"] == pytest.approx(expected["km_median"])
    assert late_by_more_than(frame, 30) == pytest.approx(expected["km_late_over_30d"], abs=1e-4)
    assert late_by_more_than(frame, 90) == pytest.approx(expected["km_late_over_90d"], abs=1e-4)


def test_policies_that_differ_are_compared_by_their_own_day():
    frame = pl.concat([lives([50.0], [1], 60.0), lives([100.0], [1], 90.0)])
    assert on_time(frame).share == pytest.approx(0.5)


def test_nothing_under_policy_has_no_share():
    found = on_time(lives([], []))
    assert (found.n, found.share, found.rotated_only, found.interval) == (0, None, None, None)
    assert late_by_more_than(lives([], []), 30) is None


def test_period_counts_all_that_fell_due(examples):
    given, expected = examples["rot-03"]["inputs"], examples["rot-03"]["expected"]
    share = period_on_time(given["due"], given["rotated_by_due"], given["retired_before_due"])
    assert share == pytest.approx(expected["on_time"], abs=1e-4)
    assert period_on_time(3, 0, 3) is None


def test_dots_stand_in_the_middle_of_a_fortnight_on_their_side_of_the_day_and_none_beyond_the_cap():
    found = placed(lives([90.0, 90.5, 104.0, 104.5, 60.0, 4_000.0], [1, 1, 1, 1, 0, 0]))
    assert found["days_late_about"].to_list() == [-7, 7, 7, 21, -35, 365]
    assert found["state"].to_list() == ["rotated"] * 4 + ["still waiting"] * 2


def test_dots_of_many_lives_stand_four_weeks_apart():
    found = placed(lives([90.0, 90.5, 118.0, 118.5, 470.0] * 201, [0] * 1_005))
    assert found["days_late_about"].head(5).to_list() == [-14, 14, 14, 42, 365]


def test_dots_that_fall_together_are_one_and_the_late_are_counted():
    team = pl.Series("team", ["a", "a", "a", None])
    spots, table = lags_by(placed(lives([90.0, 91.0, 200.0, 10.0], [1, 1, 0, 0])).with_columns(team), "team")
    assert sorted(spots.select("team", "days_late_about", "state", "keys").rows()) == [
        ("a", -7, "rotated", 1), ("a", 7, "rotated", 1), ("a", 105, "still waiting", 1), ("not known", -77, "still waiting", 1),
    ]  # fmt: skip
    assert table.rows() == [("a", 3, 1, 2, 1.0), ("not known", 1, 1, 0, -80.0)]

import polars as pl
import pytest

from dashboard.metrics.ages import STATES, histogram, largest, limits, over_policy


def ages(known, unknown=(), policy=90.0):
    rows = [(age, age, policy) for age in known] + [(None, least, policy) for least in unknown]
    schema = {"age_days": pl.Float64, "minimum_age_days": pl.Float64, "max_age_days": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_worked_example_with_unknown_dates_as_bounds(examples):
    given, expected = examples["age-01"]["inputs"], examples["age-01"]["expected"]
    frame = ages(given["known_ages_days"], given["unknown_created_min_age_days"], given["policy_days"])
    over = over_policy(frame)
    assert (over.known, over.unknown) == (expected["n_known"], expected["n_unknown"])
    assert over.known_only == pytest.approx(expected["over_known_only"], abs=1e-4)
    assert over.lower == pytest.approx(expected["over_lower_bound"], abs=1e-4)
    assert over.upper == pytest.approx(expected["over_upper_bound"], abs=1e-4)
    known = frame["age_days"]
    assert known.quantile(0.5, "linear") == pytest.approx(expected["median_known_type7"])
    assert known.quantile(0.9, "linear") == pytest.approx(expected["p90_known_type7"])
    assert frame.filter(pl.col("age_days") > 365).height / over.known == pytest.approx(expected["over_365_known"], abs=1e-4)


def test_age_equal_to_policy_passes():
    assert over_policy(ages([90.0])).known_over == 0


def test_no_policy_is_counted_apart():
    over = over_policy(ages([400.0], policy=None))
    assert (over.n, over.lower, over.upper, over.known_only, over.without_policy) == (0, None, None, None, 1)


def test_histogram_has_every_bin_and_one_for_unknown_dates():
    bins = histogram(ages([0.0, 30.0, 30.5, 90.0, 91.0, 731.0], [5.0]))
    assert dict(bins.select("age", "credentials").rows()) == {
        "0-30 d": 2, "31-60 d": 1, "61-90 d": 1, "91-180 d": 1, "181-365 d": 0, "366-730 d": 0, "over 730 d": 1,
        "not known": 1,
    }  # fmt: skip
    assert bins["over"].to_list() == [0, 0, 0, 1, 0, 0, 1, 0]
    assert histogram(ages([])).height == 8


def test_limits_are_the_most_common_ones_shortest_first():
    rows = [(1.0, 1.0, days) for days in [90.0] * 3 + [60.0] * 2 + [180.0, 200.0, 365.0, 400.0] * 2 + [7.0] + [None] * 9]
    frame = pl.DataFrame(rows, schema=ages([]).schema, orient="row")
    assert limits(frame).rows() == [(60.0, 2), (90.0, 3), (180.0, 2), (200.0, 2), (365.0, 2)]


def test_states_part_all_credentials():
    frame = pl.concat([ages([90.0, 91.0], [500.0]), ages([500.0], policy=None)])
    found = {name: frame.with_row_index().filter(state)["index"].to_list() for name, state in STATES.items()}
    assert found == {"over policy": [1], "not over policy": [0, 3], "date not known": [2]}


def test_largest_groups_first_and_the_unknown_is_none():
    bins = histogram(ages([1.0] * 6).with_columns(provider=pl.Series(["a", "b", "b", "c", None, None])), by="provider")
    assert largest(bins, "provider", 2) == ["b", "a"]

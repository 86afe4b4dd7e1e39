from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from dashboard.metrics.leaving import Standing, offboarding, since_leaving, standing

AS_OF = datetime(2026, 11, 1, tzinfo=UTC)


def left(*days):
    return pl.DataFrame({"owner_left_days": days}, schema={"owner_left_days": pl.Float64})


def test_keys_past_the_day_and_the_week_are_counted_and_unknown_days_stand_apart():
    assert standing(left(0.5, 1.0, 1.5, 7.0, 8.0, 400.0, None)) == Standing(
        n=7, undated=1, over_day=4, over_week=2, longest_days=400.0, median_days=4.25
    )


def test_no_day_known_has_no_longest():
    assert standing(left(None)) == Standing(n=1, undated=1, over_day=0, over_week=0, longest_days=None, median_days=None)


def test_every_bin_is_there_with_what_the_target_says_of_it():
    assert since_leaving(left(0.5, 7.0, 8.0, None)).rows() == [
        ("within 24 h", 1, 0.25, "in time"),
        ("1-7 d", 1, 0.25, "past the target"),
        ("8-30 d", 1, 0.25, "past the target"),
        ("31-90 d", 0, 0.0, "past the target"),
        ("91-365 d", 0, 0.0, "past the target"),
        ("over 365 d", 0, 0.0, "past the target"),
        ("not known", 1, 0.25, "day not known"),
    ]


def test_keys_that_were_ended_count_and_those_that_ended_before_or_nobody_knows_since_when_do_not():
    day = timedelta(days=1)
    known = AS_OF - 30 * day
    rows = [
        (known, known + day / 2),  # in time
        (known, known + 4 * day),
        (known, None),
        (AS_OF - day / 4, None),  # left a quarter of a day ago: censored before the target
        (known, known - day),
        (None, known),
    ]
    moment = pl.Datetime("us", "UTC")
    curve = offboarding(pl.DataFrame(rows, schema={"owner_left_at": moment, "ended_upper": moment}, orient="row"), AS_OF)
    assert (curve.n, curve.open) == (4, 2)
    assert 1 - curve.at(1.0) == pytest.approx(1 / 3)
    assert 1 - curve.at(7.0) == pytest.approx(2 / 3)

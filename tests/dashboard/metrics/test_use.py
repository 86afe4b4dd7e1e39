from datetime import date

import polars as pl

from dashboard.metrics.use import by_day, by_model

SCHEMA = {"day": pl.Date, "model": pl.String, "action_class": pl.String, "requests": pl.Int64, "failures": pl.Int64, "cost_usd": pl.Float64,
          "distinct_ips": pl.Int64}  # fmt: skip


def use(*rows):
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


FIRST, SECOND = date(2026, 10, 1), date(2026, 10, 2)
SEEN = use(
    (FIRST, "opus", "inference", 10, 4, 1.5, 2),
    (FIRST, "haiku", "inference", 5, None, None, None),
    (SECOND, "opus", "inference", 1, 0, 0.5, 7),
)


def test_days_are_parted_into_answered_and_failed_and_no_empty_part_is_drawn():
    assert by_day(SEEN).rows() == [(FIRST, "answered", 11), (FIRST, "failed", 4), (SECOND, "answered", 1)]


def test_models_are_summed_with_what_nobody_tells_left_out():
    assert by_model(SEEN).rows(named=True) == [
        {"model": "opus", "action_class": "inference", "days": 2, "first_day": FIRST, "last_day": SECOND, "requests": 11, "failures": 4,
         "cost_usd": 2.0, "most_ips_in_a_day": 7},
        {"model": "haiku", "action_class": "inference", "days": 1, "first_day": FIRST, "last_day": FIRST, "requests": 5, "failures": None,
         "cost_usd": None, "most_ips_in_a_day": None},
    ]  # fmt: skip


def test_no_use_no_row():
    assert by_day(use()).is_empty() and by_model(use()).is_empty()

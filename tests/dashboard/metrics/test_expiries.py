"""Months of expiry, worked out by hand."""

from datetime import UTC, datetime, timedelta

import polars as pl

from dashboard.metrics.expiries import calendar, expires_in

AS_OF = datetime(2026, 11, 15, 12, tzinfo=UTC)
EMPTY = pl.DataFrame(schema={"expires_at": pl.Datetime("us", "UTC")})


def counts(*expiries):
    frame = pl.DataFrame({"expires_at": list(expiries)}, schema=EMPTY.schema)
    return {month: number for month, number in calendar(frame, AS_OF).iter_rows() if number}


def test_every_month_is_there_in_order_also_without_expiries():
    months = calendar(EMPTY, AS_OF)
    assert months["month"].to_list() == [
        "past", "2026-11", "2026-12", "2027-01", "2027-02", "2027-03", "2027-04", "2027-05", "2027-06", "2027-07", "2027-08", "2027-09",
        "2027-10", "later",
    ]  # fmt: skip
    assert months["credentials"].sum() == 0


def test_the_as_of_parts_past_from_this_month():
    assert counts(AS_OF - timedelta(seconds=1), AS_OF, None) == {"past": 1, "2026-11": 1}


def test_a_year_on_is_later():
    assert counts(datetime(2027, 10, 31, 23, 59, tzinfo=UTC), datetime(2027, 11, 1, tzinfo=UTC)) == {"2027-10": 1, "later": 1}


def test_month_finds_the_credentials_that_it_counts():
    days = [AS_OF - timedelta(days=1), AS_OF, datetime(2027, 2, 28, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC), None]
    frame = pl.DataFrame({"expires_at": days}, schema=EMPTY.schema).with_row_index()
    found = {
        month: frame.filter(expires_in(month, AS_OF))["index"].to_list() for month in ("past", "2026-11", "2027-02", "later", "2099-01")
    }
    assert found == {"past": [0], "2026-11": [1], "2027-02": [2], "later": [3], "2099-01": []}

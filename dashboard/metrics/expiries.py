"""When credentials expire: what is past, the coming months, and those of which nobody knows an end."""

from datetime import datetime

import polars as pl

MONTHS = 12
PAST, LATER = "past", "later"


def calendar(credentials: pl.DataFrame, as_of: datetime) -> pl.DataFrame:
    """Credentials by the month in which they expire, in order: past, this month and the eleven after it, later.

    Columns: month, credentials. Every month is there, also an empty one. Those without an expiry are in none of them.
    """
    counted = credentials.group_by(_place(as_of).alias("place")).agg(credentials=pl.len().cast(pl.Int64))
    return (
        pl.DataFrame({"month": _names(as_of)})
        .with_row_index("place")
        .cast({"place": pl.Int32})
        .join(counted, on="place", how="left", maintain_order="left")
        .select("month", pl.col("credentials").fill_null(0))
    )


def expires_in(month: str, as_of: datetime) -> pl.Expr:
    """Does a credential expire in this month of the calendar? None does in a month that it does not have."""
    names = _names(as_of)
    return (_place(as_of) == (names.index(month) if month in names else -1)).fill_null(value=False)


def _place(as_of: datetime) -> pl.Expr:
    """The month's place in the calendar; null: no expiry is known."""
    expires_at = pl.col("expires_at")
    ends = pl.Series([as_of, *(_start(as_of, ahead) for ahead in range(1, MONTHS + 1))], dtype=pl.Datetime("us", "UTC"))
    return pl.when(expires_at.is_not_null()).then(pl.lit(ends).search_sorted(expires_at, side="right")).cast(pl.Int32)


def _names(as_of: datetime) -> list[str]:
    return [PAST, *(_start(as_of, ahead).strftime("%Y-%m") for ahead in range(MONTHS)), LATER]


def _start(as_of: datetime, ahead: int) -> datetime:
    """The beginning of the month so many months after that of the as-of."""
    number = as_of.month - 1 + ahead
    return as_of.replace(year=as_of.year + number // 12, month=number % 12 + 1, day=1, hour=0, minute=0, second=0, microsecond=0)

"""When credentials expire: what is past, the coming months, and those of which nobody knows an end."""

from datetime import datetime

import polars as pl

MONTHS = 12
PAST, LATER = "past", "later"


def calendar(credentials: pl.DataFrame, as_of: datetime) -> pl.DataFrame:
    """Credentials by the month in which they expire, in order: past, this month and the eleven after it, later.

    Columns: month, credentials. Every month is there, also an empty one. Those without an expiry are in none of them.
    """
    first = as_of.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    months = [_later(first, number) for number in range(MONTHS)]
    until = _later(first, MONTHS)
    expires_at = pl.col("expires_at")
    placed = credentials.filter(expires_at.is_not_null()).select(
        month=pl.when(expires_at < as_of)
        .then(pl.lit(PAST))
        .when(expires_at >= until)
        .then(pl.lit(LATER))
        .otherwise(expires_at.dt.strftime("%Y-%m"))
    )
    counted = placed.group_by("month").agg(credentials=pl.len())
    named = [PAST, *(month.strftime("%Y-%m") for month in months), LATER]
    return (
        pl.DataFrame({"month": named})
        .join(counted, on="month", how="left", maintain_order="left")
        .with_columns(pl.col("credentials").fill_null(0).cast(pl.Int64))
    )


def _later(first: datetime, months: int) -> datetime:
    number = first.month - 1 + months
    return first.replace(year=first.year + number // 12, month=number % 12 + 1)

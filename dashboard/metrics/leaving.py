"""How long keys have stood since nobody of their owners is there any more, against the day that offboarding may take."""

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from dashboard.metrics.bins import UNKNOWN, Bins
from dashboard.metrics.survival import Curve, kaplan_meier

TARGET_DAYS = 1.0  # control T-OFFB: disabled or handed over within 24 h
TARGET_SHARE = 0.95  # control T-OFFB: of all, by Kaplan-Meier
LATEST_DAYS = 7.0  # control T-OFFB: none open for longer
SINCE = Bins(
    "owner_left_days",
    (TARGET_DAYS, LATEST_DAYS, 30.0, 90.0, 365.0),
    ("within 24 h", "1-7 d", "8-30 d", "31-90 d", "91-365 d", "over 365 d"),
)


@dataclass(frozen=True)
class Standing:
    """Keys of owners who left. `undated`: the day is not known, so that they are in none of the other figures."""

    n: int
    undated: int
    over_day: int
    over_week: int
    longest_days: float | None
    median_days: float | None


def standing(left: pl.DataFrame) -> Standing:
    """Figures of the active keys whose owners have all left. Columns: owner_left_days (null: day not known)."""
    days = left["owner_left_days"]
    known = days.drop_nulls()
    longest, median = known.max(), known.median()
    return Standing(
        n=days.len(),
        undated=days.null_count(),
        over_day=int((known > TARGET_DAYS).sum()),
        over_week=int((known > LATEST_DAYS).sum()),
        longest_days=longest if isinstance(longest, float) else None,
        median_days=median if isinstance(median, float) else None,
    )


def offboarding(left: pl.DataFrame, as_of: datetime) -> Curve:
    """How many days keys outlive the leaving of their last owner; those that still work are open at the as-of.

    Columns: owner_left_at, ended_upper. Left out: keys that had ended before, and those whose owner left on a day that nobody knows.
    """
    ended = pl.col("ended_upper").is_not_null()
    days = (pl.col("ended_upper").fill_null(as_of) - pl.col("owner_left_at")).dt.total_microseconds() / 86_400e6
    watched = left.select(days=days, ended=ended).filter(pl.col("days") >= 0)
    return kaplan_meier(watched["days"].to_numpy(), watched["ended"].to_numpy())


def since_leaving(left: pl.DataFrame) -> pl.DataFrame:
    """Keys by the time since the last owner left: since, credentials, share, state; every bin is there, also an empty one."""
    counted = left.group_by(SINCE.position.alias("position")).agg(credentials=pl.len().cast(pl.Int64))
    state = pl.when(pl.col("name") == UNKNOWN).then(pl.lit("day not known")).when(pl.col("position") == 0)
    return (
        SINCE.frame.join(counted, on="position", how="left", maintain_order="left")
        .with_columns(pl.col("credentials").fill_null(0), state=state.then(pl.lit("in time")).otherwise(pl.lit("past the target")))
        .select(since="name", credentials="credentials", share=pl.col("credentials") / max(left.height, 1), state="state")
    )

"""Which time the logs that we hold tell of, and the gaps between; none is told before the first window."""

from datetime import datetime, timedelta

import polars as pl

DAYS = 180
MARKS_MOST = 2_000
LANE = ("source", "tenant", "kind")
KINDS = {"lifecycle": "changes"}  # in a reader's words
LONGER = tuple(timedelta(hours=hours) for hours in (0, 1, 6, 24, 72, 168, 720, 24 * DAYS))


def held(windows: pl.DataFrame, as_of: datetime) -> pl.DataFrame:
    """The windows within the last days, cut at their edges.

    Columns: source, tenant, kind (use, changes, or both), starts_at, ends_at, gap_from (null: no gap before).
    """
    start = as_of - timedelta(days=DAYS)
    return (
        _kinds_together(windows)
        .filter(pl.col("ends_at") > start, pl.col("starts_at") < as_of)
        .sort(*LANE, "starts_at")
        .with_columns(
            gap_from=pl.col("ends_at").shift(1).over(LANE),
            starts_at=pl.col("starts_at").clip(lower_bound=start),
            ends_at=pl.col("ends_at").clip(upper_bound=as_of),
        )
        .select(*LANE, "starts_at", "ends_at", "gap_from")
    )


def _kinds_together(windows: pl.DataFrame) -> pl.DataFrame:
    """Where the same windows tell of use and of changes, as in a trail of all calls, they are one lane of both."""
    kinds = (
        windows.sort("kind", descending=True)
        .group_by(LANE, maintain_order=True)
        .agg(pl.struct("starts_at", "ends_at").hash().sort().implode().hash().first().alias("same"))
        .group_by("source", "tenant", "same", maintain_order=True)
        .agg(pl.col("kind").first(), pl.col("kind").replace(KINDS).str.join(" and ").alias("kinds"))
    )
    return windows.join(kinds, on=LANE).with_columns(kind="kinds")


def by_lane(windows: pl.DataFrame, as_of: datetime) -> pl.DataFrame:
    """One row a lane, those with most gaps first: windows, gaps, longest and last gap, covered_share, behind (its end to the as-of)."""
    gap = pl.col("starts_at") - pl.col("gap_from")
    span = pl.lit(as_of) - pl.col("starts_at").min()
    return (
        windows.group_by(LANE)
        .agg(
            pl.len().alias("windows"),
            gap.is_not_null().sum().alias("gaps"),
            (gap.max().dt.total_seconds() / 3600).alias("longest_gap_hours"),
            pl.col("gap_from").max().alias("last_gap_from"),
            pl.col("starts_at").filter(pl.col("gap_from").is_not_null()).max().alias("last_gap_to"),
            pl.col("starts_at").min().alias("covered_from"),
            pl.col("ends_at").max().alias("covered_to"),
            ((pl.col("ends_at") - pl.col("starts_at")).sum() / span).alias("covered_share"),
            ((pl.lit(as_of) - pl.col("ends_at").max()).dt.total_seconds() / 3600).alias("behind_hours"),
        )
        .sort("gaps", "longest_gap_hours", *LANE, descending=[True, True, False, False, False], nulls_last=True)
    )


def drawable(windows: pl.DataFrame, most: int = MARKS_MOST) -> tuple[pl.DataFrame, timedelta]:
    """The windows joined over the shortest gaps until at most `most` are left, and the longest gap that is so hidden."""
    for hidden in LONGER:
        joined = _joined(windows, hidden)
        if joined.height <= most:
            return joined, hidden
    return joined.head(most), LONGER[-1]


def _joined(windows: pl.DataFrame, over: timedelta) -> pl.DataFrame:
    opens = (pl.col("starts_at") - pl.col("gap_from") > over).fill_null(value=False)
    return (
        windows.with_columns(number=opens.cast(pl.Int32).cum_sum().over(LANE))
        .group_by(*LANE, "number", maintain_order=True)
        .agg(pl.col("starts_at").min(), pl.col("ends_at").max(), pl.col("gap_from").first())
        .with_columns(gap_from=pl.when(pl.col("number") > 0).then("gap_from"))
        .drop("number")
    )

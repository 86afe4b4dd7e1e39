"""Calls of a log → use per hour, credential, principal, model and class of action.

The roll-up is additive: counts add up, instants widen, sets unite, so parts of a log may be rolled up apart and
merged in any order. Keys and the final shape are Narwhals expressions, which a Spark frame takes as it takes a Polars
one; collecting distinct values into a list is no Narwhals aggregation (2.29), so the grouping itself is per engine.
"""

from typing import TypeVar

import narwhals as nw
import polars as pl

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)

GROUP = ("provider", "tenant", "credential", "principal", "starts_at", "model", "action_class")
SETS = {"source_ips": "source_ip", "user_agents": "user_agent", "countries": "country", "actions": "action"}
COLUMNS = (
    "provider", "tenant", "credential", "principal", "starts_at", "ends_at", "model", "action_class", "requests",
    "failures", "input_tokens", "output_tokens", "cost_usd", "first_at", "last_at", *SETS,
)  # fmt: skip


def hourly(events: Frame) -> Frame:
    """Calls (`EVENT_SCHEMA`) as hourly use: the columns of `records.Usage` without `row_no`, in no order.

    A call that names no credential keeps its principal, so that its use is counted for somebody. Lists are sorted and
    hold no null; tokens and cost are null because logs of calls have none.
    """
    keyed = nw.from_native(events).with_columns(starts_at=nw.col("at").dt.truncate("1h"))
    rolled = nw.from_native(_grouped(nw.to_native(keyed)))
    shaped = rolled.with_columns(
        ends_at=nw.col("starts_at").dt.offset_by("1h"),
        input_tokens=nw.lit(None, nw.Int64),
        output_tokens=nw.lit(None, nw.Int64),
        cost_usd=nw.lit(None, nw.Float64),
    ).select(*COLUMNS)
    return nw.to_native(shaped)


def merged(rolled: Frame) -> Frame:
    """Hourly use of disjoint parts of a log, stacked, as the hourly use of the whole."""
    return (
        rolled.group_by(*GROUP, "ends_at")
        .agg(
            pl.col("requests", "failures", "input_tokens", "output_tokens", "cost_usd").sum(),
            pl.col("first_at").min(),
            pl.col("last_at").max(),
            *(pl.col(name).list.explode().drop_nulls().unique().sort() for name in SETS),
        )
        .with_columns(pl.lit(None, kind).alias(name) for name, kind in _WITHOUT_COUNT.items())
        .select(COLUMNS)
    )


_WITHOUT_COUNT = {"input_tokens": pl.Int64, "output_tokens": pl.Int64, "cost_usd": pl.Float64}


def _grouped(keyed: Frame) -> Frame:
    return keyed.group_by(GROUP).agg(
        pl.len().cast(pl.Int64).alias("requests"),
        pl.col("failed").cast(pl.Int64).sum().alias("failures"),
        pl.col("at").min().alias("first_at"),
        pl.col("at").max().alias("last_at"),
        *(pl.col(column).drop_nulls().unique().sort().alias(name) for name, column in SETS.items()),
    )

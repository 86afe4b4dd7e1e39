"""What the published days say of the past: a figure's last ninety days, as a line or as a clause.

Only figures that history can give again have a past (`kpi_daily`); the others have their as-of day alone and no line.
"""

from collections.abc import Sequence
from datetime import timedelta

import polars as pl

from dashboard.data import Filters
from dashboard.theme import counted, percent

DAYS = 90


def dimension_of(filters: Filters) -> str | None:
    """The published dimension that the filters ask for: all, one provider or one business unit; None: no such days are published."""
    chosen = filters.chosen()
    if not chosen:
        return "all"
    name, values = next(iter(chosen.items()))
    if len(chosen) > 1 or len(values) > 1 or name not in ("provider", "business_unit"):
        return None
    return f"{name}={'unknown' if values[0] == 'not_known' else values[0]}"


def series(kpi: pl.DataFrame, metric: str, dimension: str | None, days: int = DAYS) -> list[float]:
    """The figure on each day from so many days ago to the last one, oldest first; empty where fewer than two are published."""
    return [values[0] for values in together(kpi, (metric,), dimension, days)]


def together(kpi: pl.DataFrame, metrics: Sequence[str], dimension: str | None, days: int = DAYS) -> list[tuple[float, ...]]:
    """Figures day by day, on those days on which the first one is published; another that is not counts as 0.

    Empty where there are fewer than two days.
    """
    of = kpi.filter(pl.col("metric").is_in(metrics), pl.col("dimension") == (dimension or ""), pl.col("value").is_not_null())
    by_day = of.group_by("day").agg(pl.col("value").filter(pl.col("metric") == metric).first().alias(metric) for metric in metrics)
    rows = by_day.filter(pl.col(metrics[0]).is_not_null()).sort("day").tail(days + 1).select(pl.col(metrics).fill_null(0.0)).rows()
    return rows if len(rows) > 1 else []


def moved(kpi: pl.DataFrame, metric: str, dimension: str | None, unit: str = "", days: int = DAYS) -> str:
    """Where the figure comes from, as a clause: "up from 2,408 keys in 90 days"; "" where fewer than two of the days are published.

    Shares (`…_share`) are written as percent. `unit` is the noun behind a count.
    """
    of = kpi.filter(pl.col("metric") == metric, pl.col("dimension") == (dimension or ""), pl.col("value").is_not_null())
    rows = of.filter(pl.col("day") >= pl.col("day").max() - timedelta(days=days)).sort("day").select("day", "value")
    if rows.height <= 1:
        return ""
    (began, first), (ended, last) = rows.row(0), rows.row(-1)
    within = f"in {counted((ended - began).days, 'day')}"
    before, now = (percent(value) if metric.endswith("_share") else f"{value:,.0f}" for value in (first, last))
    if before == now:
        return f"{unit} {'un' if first == last else 'hardly '}changed {within}".lstrip()
    return f"{'up' if last > first else 'down'} from {f'{before} {unit}'.rstrip()} {within}"

"""What the published days say of the past: a figure's last ninety days, and what came and went since an instant.

Only figures that history can give again have a past (`kpi_daily`); the others have their as-of day alone and no line.
"""

from datetime import date, timedelta

import polars as pl

from dashboard.data import Filters
from dashboard.theme import counted, percent

DAYS = 90
PAIRS = (
    ("new_credentials", "credentials came", "ended_credentials", "ended"),
    ("new_exposures", "exposures opened", "closed_exposures", "closed"),
    ("new_overdue_rotations", "rotations fell overdue", "closed_overdue_rotations", "were done"),
)
"""What came and what went: metric and words, twice."""
FLOWS = tuple(metric for came, _, went, _ in PAIRS for metric in (came, went))


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
    """The figure on each of the last days, oldest first; empty where fewer than two are published."""
    rows = kpi.filter(pl.col("metric") == metric, pl.col("dimension") == (dimension or "")).sort("day").tail(days)
    values = rows["value"].drop_nulls().to_list()
    return values if len(values) > 1 else []


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


def flows(kpi: pl.DataFrame, dimension: str | None, after: date) -> dict[str, int]:
    """What came and went on the days after `after`, by metric in the order of `FLOWS`; empty where no day is published."""
    rows = kpi.filter(pl.col("dimension") == (dimension or ""), pl.col("day") > after, pl.col("metric").is_in(FLOWS))
    sums = dict(rows.group_by("metric").agg(pl.col("value").sum()).iter_rows())
    return {metric: round(sums[metric]) for metric in FLOWS if metric in sums}


def compared_with(as_of: date, earlier: date | None) -> date:
    """The day from which changes are told: the earlier publication's, or a week before where there is none."""
    return earlier if earlier is not None and earlier < as_of else as_of - timedelta(days=7)

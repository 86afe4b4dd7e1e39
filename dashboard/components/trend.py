"""Where a published figure comes from, as a clause for a page's finding."""

from dashboard.metrics.trend import DAYS, dimension_of, moved
from dashboard.view import View


def trend(view: View, metric: str, unit: str = "", days: int = DAYS) -> str:
    """Such as "up from 2,408 keys in 90 days" or "keys unchanged in 90 days"; "" where no past is published for these filters.

    `metric` is one of `kpi_daily`, `unit` the noun behind a count (`keys`, `open exposures`); shares are written as percent.
    """
    if "kpi_daily" not in view.held.tables():
        return ""
    return view.shared(
        ("trend", metric, unit, days), lambda: moved(view.table("kpi_daily"), metric, dimension_of(view.filters), unit, days)
    )

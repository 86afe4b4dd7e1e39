"""Days, and what came and went, from published days worked out by hand."""

from datetime import date, timedelta

import polars as pl
import pytest

from dashboard.data import Filters
from dashboard.metrics.trend import dimension_of, moved, series, together

ROWS = [(date(2026, 10, day), metric, dimension, value) for day, metric, dimension, value in [
    (3, "open_exposures", "all", 5.0), (1, "open_exposures", "all", 3.0), (2, "open_exposures", "all", 4.0), (2, "open_exposures", "provider=aws", 1.0),
    (1, "new_credentials", "all", 7.0), (2, "new_credentials", "all", 2.0), (3, "new_credentials", "all", 1.0), (3, "closed_exposures", "all", 0.0),
    (3, "dormant", "all", 9.0),
]]  # fmt: skip
KPI = pl.DataFrame(ROWS, schema=["day", "metric", "dimension", "value"], orient="row")


def test_days_come_in_order_and_no_more_than_asked():
    assert series(KPI, "open_exposures", "all") == [3.0, 4.0, 5.0]
    assert series(KPI, "open_exposures", "all", days=1) == [4.0, 5.0]


@pytest.mark.parametrize(("metric", "dimension"), [("dormant", "all"), ("open_exposures", "provider=aws"), ("open_exposures", None)])
def test_fewer_than_two_days_are_no_line(metric, dimension):
    assert series(KPI, metric, dimension) == []


@pytest.mark.parametrize(
    ("first", "last", "metric", "unit", "clause"),
    [
        (2_408.0, 2_578.0, "overdue_rotations", "", "up from 2,408 in 90 days"),
        (13.0, 12.0, "open_exposures", "open exposures", "down from 13 open exposures in 90 days"),
        (0.7, 0.73, "strict_ownership_share", "", "up from 70\u00a0% in 90 days"),
        (5.0, 5.0, "open_exposures", "", "unchanged in 90 days"),
        (5.0, 5.0, "open_exposures", "open exposures", "open exposures unchanged in 90 days"),
        (0.731, 0.734, "strict_ownership_share", "", "hardly changed in 90 days"),
    ],
)
def test_a_figure_and_where_it_comes_from(first, last, metric, unit, clause):
    rows = [(date(2026, 6, 1), first - 1), (date(2026, 7, 3), first), (date(2026, 10, 1), last)]
    rows += [(date(2026, 7, 3) + timedelta(days=at), first) for at in range(1, 90)]
    kpi = pl.DataFrame([(day, metric, "all", value) for day, value in rows], schema=KPI.schema, orient="row")
    assert moved(kpi, metric, "all", unit) == clause
    assert moved(kpi, metric, "provider=aws", unit) == moved(kpi, metric, None, unit) == ""


def test_a_past_of_two_days_says_that_it_is_short():
    assert moved(KPI, "open_exposures", "all", days=1) == "up from 4 in 1 day"
    assert moved(KPI, "open_exposures", "provider=aws") == ""


def test_figures_stand_together_by_day_and_what_is_missing_counts_as_none():
    assert together(KPI, ("open_exposures", "new_credentials", "dormant"), "all") == [(3.0, 7.0, 0.0), (4.0, 2.0, 0.0), (5.0, 1.0, 9.0)]
    assert together(KPI, ("dormant", "open_exposures"), "all") == []


@pytest.mark.parametrize(
    ("filters", "dimension"),
    [
        (Filters(), "all"),
        (Filters(provider=("aws",)), "provider=aws"),
        (Filters(business_unit=("not_known",)), "business_unit=unknown"),
        (Filters(provider=("aws", "openai")), None),
        (Filters(kind=("api_key",)), None),
        (Filters(provider=("aws",), kind=("api_key",)), None),
    ],
)
def test_filters_that_have_published_days(filters, dimension):
    assert dimension_of(filters) == dimension

"""Declared figures are those of the reference list, and ours are counted as they were."""

import json
import os
from pathlib import Path

import polars as pl
import pytest

from dashboard.metrics.benchmarks import BELIEVED_REMEDIATION, BENCHMARKS, FASTEST_USE, MEAN_USE, holders_over_a_year
from dashboard.metrics.remediation import THRESHOLDS

SECONDS = {"minutes": 60, "days": 86_400}


@pytest.fixture(scope="module")
def listed():
    folder = Path(os.environ.get("KEYINV_SHARED", Path(__file__).parents[3].parent / "shared"))
    path = folder / "data" / "reference" / "benchmarks.json"
    if not path.exists():
        pytest.skip(f"{path} is not there: set KEYINV_SHARED")
    return {one["id"]: one for one in json.loads(path.read_text())["benchmarks"]}


@pytest.mark.parametrize("declared", BENCHMARKS, ids=lambda one: one.id)
def test_declared_figure_is_the_listed_one_and_was_read_in_a_source(listed, declared):
    found = listed[declared.id]
    assert (declared.title, declared.value, declared.unit, declared.statistic, declared.sample) == tuple(
        found[name] for name in ("title", "value", "unit", "statistic", "sample")
    )
    assert (declared.source, declared.year, declared.url) == (found["source_name"], found["source_year"], found["source_url"])
    assert declared.verification == found["verification"] != "unverified"


def test_reference_times_of_the_survival_curve_are_the_listed_ones():
    times = {one.value * SECONDS[one.unit] for one in (FASTEST_USE, MEAN_USE, BELIEVED_REMEDIATION)}
    assert times <= {at for _, at in THRESHOLDS}


def keys(*rows):
    names = ("provider", "kind", "principal", "age_days", "age_lower_days")
    return pl.DataFrame(rows, schema=dict(zip(names, (*[pl.String] * 3, *[pl.Float64] * 2), strict=True)), orient="row")


def user(name, age, at_least=None, provider="aws", kind="access_key"):
    return (provider, kind, name, age, age if at_least is None else at_least)


def test_holder_counts_once_with_its_oldest_key_and_unknown_dates_are_bounds():
    given = keys(
        user("ann", 400.0), user("ann", 10.0), user("bob", 365.0), user("cy", None, 366.0), user("dee", None, 20.0),
        user(None, 900.0), user("arn:aws:iam::1:root", 900.0), user("ann", 900.0, provider="openai", kind="api_key"),
    )  # fmt: skip
    assert holders_over_a_year(given).rows() == [("AWS IAM users", 4, 2, 0.5, 0.75, 1, 0.59, "Datadog 2025")]


def test_population_that_nobody_published_a_figure_of_has_none():
    assert holders_over_a_year(keys(user("ann", 400.0, provider="openai", kind="service_account_key"))).is_empty()


def test_population_without_any_known_holder_has_no_share():
    assert holders_over_a_year(keys(user(None, 400.0, provider="gcp", kind="service_account_key"))).rows() == [
        ("Google service accounts", 0, 0, None, None, 1, 0.55, "Datadog 2025")
    ]

import numpy as np
import polars as pl
import pytest

from dashboard.metrics import remediation
from dashboard.metrics.remediation import DAY, at_risk, is_interval, promise, window_bounds, window_curve


def test_left_out_are_counted_with_their_reason(published):
    rows = [
        {"exposure_id": 1, "exposure_days_lower": 1.0, "exposure_days_upper": 1.0},
        {"exposure_id": 2, "state": "false_positive", "exposure_days_lower": 1.0},
        {"exposure_id": 3, "was_dead": True, "exposure_days_lower": 0.0, "exposure_days_upper": 0.0},
        {"exposure_id": 4},
        {"exposure_id": 5, "state": "open", "exposure_days_lower": 9.0},
    ]
    found = at_risk(published.frame("exposure", rows))
    assert found.at_risk["exposure_id"].to_list() == [1, 5]
    assert (found.false_positive, found.dead_before, found.undated, found.excluded) == (1, 1, 1, 3)


def test_open_exposures_are_censored_not_dropped(examples, published):
    given, expected = examples["km-01"]["inputs"], examples["km-01"]["expected"]
    rows = [
        {
            "state": "remediated" if revoked else "open",
            "exposure_days_lower": hours / 24,
            "exposure_days_upper": hours / 24 if revoked else None,
        }
        for hours, revoked in zip(given["hours"], given["revoked"], strict=True)
    ]
    population = at_risk(published.frame("exposure", rows)).at_risk
    curve = window_curve(population)
    assert curve.median == pytest.approx(expected["median"] * 3_600)
    assert curve.at(3_600) == pytest.approx(expected["survival_at"]["1h"], abs=1e-4)
    assert curve.open == expected["n_open"]
    assert window_bounds(population) is None


def test_end_between_two_looks_is_carried_as_an_interval(published):
    rows = [{"exposure_days_lower": 0.0, "exposure_days_upper": 7.0} for _ in range(3)]
    population = at_risk(published.frame("exposure", rows)).at_risk
    assert is_interval(population).all()
    assert window_bounds(population).bounds_at(3_600) == (pytest.approx(0.0), 1.0)
    assert window_curve(population).median == 7 * DAY


def test_open_past_its_time_is_breached_now(examples):
    given, expected = examples["sla-01"]["inputs"]["incidents"], examples["sla-01"]["expected"]
    cases = pl.DataFrame({"breached": [case["age_h"] > case["sla"] for case in given], "ended": [case["closed"] for case in given]})
    kept = promise(cases)
    assert (kept.met, kept.breached, kept.pending) == tuple(len(expected[k]) for k in ("met", "breached", "pending"))
    assert kept.compliance == pytest.approx(expected["compliance"])


def test_nothing_decided_has_no_compliance():
    cases = pl.DataFrame({"breached": [None], "ended": [False]}, schema={"breached": pl.Boolean, "ended": pl.Boolean})
    assert promise(cases).compliance is None


def test_the_ends_of_many_cases_are_told_apart_to_a_thousandth(monkeypatch):
    random = np.random.default_rng(4)
    began, kind = random.exponential(1e6, 5_000), random.random(5_000)
    began[:50] = 0.0
    ended = np.where(kind < 0.6, began, np.where(kind < 0.7, began + random.exponential(4e5, 5_000), np.nan))
    population = pl.DataFrame({"lower_seconds": began, "upper_seconds": ended}, nan_to_null=True).with_columns(
        ended=pl.col("upper_seconds").is_not_null()
    )
    exact = window_bounds(population)
    monkeypatch.setattr(remediation, "EXACT_MOST", 100)
    rounded = window_bounds(population)
    assert len(rounded.mass) < len(exact.mass)
    for when in np.geomspace(60, 2e7, 50):
        assert rounded.bounds_at(when) == pytest.approx(exact.bounds_at(when), abs=3e-3)

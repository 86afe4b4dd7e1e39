import numpy as np
import pytest

from dashboard.metrics.survival import cumulative_incidence, kaplan_meier, log_rank


def test_worked_example_with_limits_median_and_restricted_mean(examples):
    given, expected = examples["km-01"]["inputs"], examples["km-01"]["expected"]
    curve = kaplan_meier(given["hours"], given["revoked"])
    rows = zip(curve.time, curve.at_risk, curve.events, curve.survival, curve.lower, curve.upper, strict=True)
    table = [tuple(row[key] for key in ("t", "at_risk", "events", "S", "lo", "hi")) for row in expected["table"]]
    assert list(rows) == [pytest.approx(row, abs=1e-4) for row in table]
    assert (curve.median, curve.median_interval) == (50.0, (0.5, None))
    mean, error = curve.restricted_mean(given["tau_hours"])
    assert mean == pytest.approx(expected["rmst_27d"], abs=1e-4)
    assert error == pytest.approx(expected["rmst_27d_se"], abs=1e-4)
    for name, hours in given["thresholds_hours"].items():
        assert curve.at(hours) == pytest.approx(expected["survival_at"][name], abs=1e-4)
        assert curve.interval_at(hours) == pytest.approx(tuple(expected["survival_ci95_at"][name]), abs=1e-4)
    assert (curve.n, curve.open, curve.longest) == (14, 4, 2000.0)


def test_without_an_event_survival_is_one_and_the_median_is_not_reached():
    curve = kaplan_meier([5, 7], [0, 0])
    assert (curve.median, curve.at(5), curve.interval_at(5)) == (None, 1.0, None)
    assert curve.median_interval == (None, None)


def test_one_case_that_ended_leaves_nothing_and_no_limits():
    curve = kaplan_meier([4], [1])
    assert (curve.median, curve.at(4), curve.interval_at(4)) == (4.0, 0.0, None)


def test_duration_of_zero_is_an_event_at_zero():
    curve = kaplan_meier([0, 2, 4, 9], [1, 1, 0, 0])
    assert (curve.at(0), curve.at(2), curve.median) == (0.75, 0.5, 2.0)


def test_no_case_is_no_curve():
    curve = kaplan_meier([], [])
    assert (curve.n, curve.time.size, curve.median) == (0, 0, None)


def test_late_entry_counts_only_who_was_watched(examples):
    given, expected = examples["km-03"]["inputs"], examples["km-03"]["expected"]
    curve = kaplan_meier(given["days"], given["closed"], given["entry_days"])
    assert curve.at_risk.tolist() == [row["at_risk"] for row in expected["table"]]
    assert curve.survival.tolist() == pytest.approx([row["S"] for row in expected["table"]], abs=1e-4)
    assert curve.median == expected["median"]
    assert kaplan_meier(given["days"], given["closed"]).median == expected["median_ignoring_entry"]


def test_groups_are_compared_by_log_rank(examples):
    given, expected = examples["km-04"]["inputs"], examples["km-04"]["expected"]
    chi2, p = log_rank(*[kaplan_meier(given[name]["h"], given[name]["e"]) for name in ("owned", "unowned")])
    assert chi2 == pytest.approx(expected["chi2"], abs=1e-3)
    assert p == pytest.approx(expected["p"], abs=1e-3)


def test_retirement_competes_with_rotation(examples):
    given, expected = examples["rot-04"]["inputs"], examples["rot-04"]["expected"]
    lives, causes = given["durations_days"], given["event"]
    assert cumulative_incidence(lives, causes, 1, 91) == pytest.approx(expected["cif_rotated_91d"], abs=1e-4)
    assert cumulative_incidence(lives, causes, 1, 160) == pytest.approx(expected["cif_rotated_160d"], abs=1e-4)
    assert cumulative_incidence(lives, causes, 2, 160) == pytest.approx(expected["cif_retired_160d"], abs=1e-4)
    alone = 1 - kaplan_meier(lives, np.asarray(causes) == 1).at(160)
    assert alone == pytest.approx(expected["one_minus_km_rotated_160d"], abs=1e-4)


def test_cohort_share_after_thirty_days(examples):
    for name, cohort in examples["coh-01"]["inputs"].items():
        curve, expected = kaplan_meier(cohort["d"], cohort["e"]), examples["coh-01"]["expected"][name]
        assert (curve.longest, curve.n) == (expected["max_followup"], expected["n"])
        if expected["S30"] is not None:
            assert curve.at(30) == pytest.approx(expected["S30"], abs=1e-4)


@pytest.mark.parametrize("seed", range(5))
def test_agrees_with_lifelines_on_random_cases(seed):
    from lifelines import KaplanMeierFitter

    random = np.random.default_rng(seed)
    durations, ended = random.exponential(10, 60).round(0), random.random(60) < 0.6
    curve = kaplan_meier(durations, ended)
    fitted = KaplanMeierFitter().fit(durations, ended)
    for at in (1, 5, 10, 20):
        assert curve.at(at) == pytest.approx(float(fitted.predict(at)), abs=1e-9)
    limits = fitted.confidence_interval_.loc[curve.time]
    assert curve.lower == pytest.approx(limits.iloc[:, 0].to_numpy(), abs=1e-6, nan_ok=True) or np.isnan(curve.lower).any()

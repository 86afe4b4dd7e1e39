"""Survival by group, worked out by hand and held against lifelines."""

import numpy as np
import polars as pl
import pytest

from dashboard.metrics.groups import by_group
from dashboard.metrics.survival import kaplan_meier, log_rank


def population(groups, lasted, ended):
    return pl.DataFrame(
        {
            "team": groups,
            "ended": [bool(one) for one in ended],
            "lower_seconds": [float(one) for one in lasted],
            "upper_seconds": [float(days) if over else None for days, over in zip(lasted, ended, strict=True)],
        },
        schema_overrides={"upper_seconds": pl.Float64},
    )


def named(found):
    return [(one.name, one.n, one.ended, one.curve is not None) for one in found.shown]


def test_group_of_fewer_than_five_is_counts_and_no_value_is_a_group():
    found = by_group(population(["a"] * 6 + [None] * 5 + ["b"] * 4, range(15), [1] * 15), "team")
    assert named(found) == [("a", 6, 6, True), ("not known", 5, 5, True), ("b", 4, 4, False)]
    assert [one.name for one in found.curves] == ["a", "not known"]
    assert found.test is None


def test_each_curve_is_of_its_own_cases_alone():
    found = by_group(population(["a"] * 5 + ["b"] * 5, [1, 2, 3, 4, 5, 10, 20, 30, 40, 50], [1, 1, 0, 1, 1, 1, 1, 1, 0, 0]), "team")
    assert [one.curve.median for one in found.shown] == [4.0, 30.0]
    assert [one.curve.at(2) for one in found.shown] == [pytest.approx(0.6), 1.0]


def test_five_largest_are_shown_and_the_rest_is_counted():
    groups = [name for name, n in zip("abcdefg", [9, 8, 7, 6, 5, 3, 2], strict=True) for _ in range(n)]
    found = by_group(population(groups, range(len(groups)), [1] * len(groups)), "team")
    assert [one.name for one in found.shown] == list("abcde")
    assert (found.others, found.other_cases) == (2, 5)


def test_case_of_two_detectors_counts_in_both_and_is_not_tested():
    seen = [["gitleaks"]] * 10 + [["gitleaks", "github"]] * 10 + [[]] + [None]
    found = by_group(population(seen, range(22), [1] * 22), "team")
    assert named(found) == [("gitleaks", 20, 20, True), ("github", 10, 10, True), ("not known", 2, 2, False)]
    assert (found.overlapping, found.test) == (True, None)


@pytest.mark.parametrize(("ends", "tested"), [(10, True), (9, False)])
def test_groups_are_tested_only_with_ten_ends_in_each(ends, tested):
    found = by_group(population(["a"] * 12 + ["b"] * 12, range(24), [1] * 12 + [1] * ends + [0] * (12 - ends)), "team")
    assert (found.test is not None) is tested


def test_one_group_alone_is_not_tested():
    assert by_group(population(["a"] * 20, range(20), [1] * 20), "team").test is None


@pytest.mark.parametrize("many", [2, 3, 4, 5])
def test_curves_and_test_agree_with_lifelines(many):
    from lifelines import KaplanMeierFitter
    from lifelines.statistics import multivariate_logrank_test

    random = np.random.default_rng(many)
    groups = random.integers(0, many, 60 * many)
    lasted, ended = random.integers(1, 40, groups.size) * (1.0 + groups), random.random(groups.size) < 0.7
    found = by_group(population([f"g{one}" for one in groups], lasted, ended), "team")
    theirs = multivariate_logrank_test(lasted, groups, ended)
    assert found.test == (pytest.approx(theirs.test_statistic), pytest.approx(theirs.p_value))
    for one in found.shown:
        mine = groups == int(one.name[1:])
        fitted = KaplanMeierFitter().fit(lasted[mine], ended[mine])
        for when in (5, 20, 60):
            assert one.curve.at(when) == pytest.approx(float(fitted.predict(when)))


def test_groups_that_end_alike_do_not_differ():
    curve = kaplan_meier([1, 2, 3, 4], [1, 1, 1, 0])
    assert log_rank(curve, curve) == (pytest.approx(0), pytest.approx(1))


def test_last_one_at_risk_adds_no_variance():
    first, second = kaplan_meier([1, 2], [1, 1]), kaplan_meier([3], [1])
    chi2, p = log_rank(first, second)
    assert (chi2, p) == (pytest.approx(25 / 17), pytest.approx(0.2253, abs=1e-4))

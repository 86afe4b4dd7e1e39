import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.metrics.turnbull import Mass, turnbull


def test_worked_example_of_weekly_looks(examples):
    given, expected = examples["tb-01"]["inputs"]["intervals_L_R"], examples["tb-01"]["expected"]
    found = turnbull([low for low, _ in given], [np.inf if high is None else high for _, high in given])
    intervals = [[low, None if np.isinf(high) else high] for low, high in zip(found.left, found.right, strict=True)]
    assert intervals == expected["turnbull_intervals"]
    assert found.mass == pytest.approx(np.array(expected["mass"]), abs=2e-3)
    assert found.log_likelihood == pytest.approx(expected["log_likelihood"], abs=2e-3)
    assert found.median_interval == tuple(expected["median_interval"])
    for day, share in expected["survival_at_right_end"].items():
        assert found.bounds_at(float(day))[1] == pytest.approx(share, abs=2e-3)


def test_shorter_than_the_cadence_is_a_bound_not_a_value(examples):
    given, expected = examples["tb-02"]["inputs"], examples["tb-02"]["expected"]
    hours = given["cadence_hours"]
    found = turnbull([0] * 4 + [hours] * 6, [hours] * 4 + [np.inf] * 6)
    bounds = [found.bounds_at(at) for at in given["thresholds_hours"]]
    assert [low for low, _ in bounds] == pytest.approx(expected["lower"])
    assert [high for _, high in bounds] == pytest.approx(expected["upper"])


def test_exact_ends_give_kaplan_meier():
    found = turnbull([1, 2, 3, 2], [1, 2, 3, np.inf])
    assert found.bounds_at(1)[1] == pytest.approx(0.75)
    assert found.bounds_at(2)[1] == pytest.approx(0.5, abs=1e-6)
    assert found.median_interval[1] == 2.0


@pytest.mark.parametrize("seed", range(6))
def test_agrees_with_lifelines_on_small_sets(seed):
    from lifelines.fitters.npmle import npmle

    random = np.random.default_rng(seed)
    left = random.integers(0, 6, 15) * 7.0
    right = np.where(random.random(15) < 0.2, np.inf, left + random.integers(1, 4, 15) * 7.0)
    ours = turnbull(left, right)
    mass, intervals = npmle(left + 1e-6, right, tol=1e-12, optimize=False, max_iter=50_000)
    theirs = {round(float(high)) if np.isfinite(high) else np.inf: share for share, (_, high) in zip(mass, intervals, strict=True)}
    for high in ours.right:
        below = sum(share for end, share in theirs.items() if end <= high)
        assert 1 - float(ours.mass[ours.right <= high].sum()) == pytest.approx(1 - below, abs=2e-3)


@settings(max_examples=200)
@given(
    st.lists(
        st.tuples(st.integers(0, 12), st.sampled_from([0, 0, 1, 2, 5, None])),
        min_size=1,
        max_size=60,
    )
)
def test_no_interval_could_raise_the_likelihood(cases):
    """Exact ends, intervals and open cases mixed: the best mass by the condition of Karush, Kuhn and Tucker, written out here."""
    left = np.array([at for at, _ in cases], dtype=float)
    right = np.array([np.inf if width is None else at + width for at, width in cases], dtype=float)
    found = turnbull(left, right)
    assert found.mass.sum() == pytest.approx(1)
    assert _rises(found, left, right).max() <= 1 + 1e-6
    assert _rises(found, left, right)[found.mass > 1e-6] == pytest.approx(1, abs=1e-3)


def _rises(found: Mass, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """How much the mean log-likelihood rises with the mass of each interval."""
    start = np.where(left == right, np.nextafter(right, -np.inf), left)
    covers = (start[:, None] <= found.left[None, :]) & (found.right[None, :] <= right[:, None])
    return (covers / (covers @ found.mass)[:, None]).mean(axis=0)


def test_one_rare_case_among_thousands_keeps_its_mass():
    """A step that makes one case of thousands impossible raises all other likelihoods; taken, it never ended and gave a wrong curve."""
    looks = np.repeat(np.arange(100.0, 120.0), 200)
    exact, within = np.repeat([1.0, 2.0, 3.0], [20, 1, 20]), np.arange(100.0, 120.0)
    left = np.concatenate([exact, looks, np.zeros(20)])
    right = np.concatenate([exact, np.full(looks.size, np.inf), within])
    found = turnbull(left, right)
    assert found.iterations < 50
    assert found.mass.min() >= 0
    assert _rises(found, left, right).max() <= 1 + 1e-6
    at_two = found.mass[found.right == 2.0]
    assert at_two == pytest.approx(1 / left.size, rel=0.6), "its own share, and a little of the intervals around it"


def test_exact_ends_among_intervals_reach_the_summit_in_few_steps():
    """Mass that one step took from an interval must be able to come back: with steps that only multiply, this never ended."""
    random = np.random.default_rng(5)
    exact, looked, still = random.exponential(20, 3_000), random.exponential(20, 300), random.exponential(30, 2_000)
    left = np.concatenate([exact, looked, still])
    right = np.concatenate([exact, looked + random.exponential(10, 300), np.full(2_000, np.inf)])
    assert turnbull(left, right).iterations < 500


def test_many_distinct_intervals_take_less_than_a_second():
    import time

    random = np.random.default_rng(3)
    left = random.exponential(20, 600)
    right = left + random.exponential(10, 600)
    started = time.perf_counter()
    found = turnbull(left, right)
    assert found.mass.sum() == pytest.approx(1)
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(("left", "right"), [([], []), ([2.0], [1.0])])
def test_impossible_input_is_an_error(left, right):
    with pytest.raises(ValueError):
        turnbull(left, right)

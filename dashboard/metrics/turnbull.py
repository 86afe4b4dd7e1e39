"""Survival when an end is only known to lie between two looks: Turnbull's estimate by vectorised EM and convex minorants.

A case is (L, R]: still so at L, over by R; R infinite: still so at the last look. Probability can only sit on the
Turnbull intervals; where inside one it sits is unknown, so the curve is a band and the median is an interval.
Turnbull 1976; Wellner and Zhan 1997. Written here because the usual libraries are slow (18 s on 579 distinct intervals) or stop early.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import isotonic_regression

Floats = NDArray[np.float64]
LEAST = 1e-300  # of a probability, so that it has a logarithm
FLATTEST = 1e-12  # of a curvature, so that a step has a length
SHORTEST_STEP = 1e-3


@dataclass(frozen=True)
class Mass:
    """Where the probability sits: interval j is (left[j], right[j]] with share mass[j]."""

    left: Floats
    right: Floats
    mass: Floats
    log_likelihood: float
    iterations: int

    @property
    def survival(self) -> Floats:
        """The share that lasts beyond the right end of each interval."""
        return np.clip(1 - np.cumsum(self.mass), 0.0, 1.0)

    def bounds_at(self, when: float) -> tuple[float, float]:
        """The share that lasts longer than `when`, as far as the looks can tell: lowest and highest."""
        ended = float(self.mass[self.right <= when].sum())
        begun = float(self.mass[self.left < when].sum())
        return max(0.0, 1 - begun), max(0.0, 1 - ended)

    @property
    def median_interval(self) -> tuple[float, float] | None:
        """Half have ended somewhere in this interval; none: not reached within the looks."""
        hits = np.flatnonzero(self.survival <= 0.5 + 1e-9)
        if not hits.size or np.isinf(self.right[hits[0]]):
            return None
        return float(self.left[hits[0]]), float(self.right[hits[0]])


def turnbull(left: ArrayLike, right: ArrayLike, *, tolerance: float = 1e-6, most: int = 2_000) -> Mass:
    """The most likely distribution of the ends; an exact end t is given as left = right = t.

    Stops when no interval could raise the log-likelihood by more than `tolerance` a case (Karush-Kuhn-Tucker), not
    when steps get small: a slow climb is no summit.

    Raises:
        ValueError: no case, or a right end before its left.
    """
    start, end = np.asarray(left, dtype=np.float64), np.asarray(right, dtype=np.float64)
    if not start.size:
        raise ValueError("no case to estimate from")
    if np.any(end < start):
        raise ValueError("a right end lies before its left end")
    start = np.where(start == end, np.nextafter(end, -np.inf), start)
    distinct = pl.DataFrame({"start": start, "end": end}).group_by("start", "end").len().sort("start", "end")
    starts, ends, weights = (distinct[name].to_numpy() for name in distinct.columns)
    lefts, rights = _innermost(starts, ends)
    cases = _Cases(np.searchsorted(lefts, starts, side="left"), np.searchsorted(rights, ends, side="right"), weights / start.size)
    mass, likelihood, iterations = _climb(cases, tolerance, most)
    return Mass(lefts, rights, mass, likelihood * start.size, iterations)


def _innermost(left: Floats, right: Floats) -> tuple[Floats, Floats]:
    """Intervals from a left end to the next right end with no other end between.

    At the same instant a right end comes first: (0, 7] and (7, 14] share no moment.
    """
    ends = np.concatenate([right, left])
    is_left = np.concatenate([np.zeros(right.size, dtype=bool), np.ones(left.size, dtype=bool)])
    order = np.lexsort((is_left, ends))
    ends, is_left = ends[order], is_left[order]
    opening = np.flatnonzero(is_left[:-1] & ~is_left[1:])
    return ends[opening], ends[opening + 1]


@dataclass(frozen=True)
class _Cases:
    """Distinct cases: case i covers intervals low[i] to high[i] - 1 and is `share[i]` of all."""

    low: NDArray[np.int64]
    high: NDArray[np.int64]
    share: Floats

    @cached_property
    def size(self) -> int:
        """How many intervals there are."""
        return int(self.high.max())

    def covered(self, mass: Floats) -> Floats:
        """The probability that each case covers."""
        total = np.concatenate([[0.0], np.cumsum(mass)])
        sums: Floats = np.maximum(total[self.high] - total[self.low], LEAST)
        return sums

    def likelihood(self, mass: Floats) -> float:
        """The mean log-likelihood of a case; minus infinity where one has become impossible."""
        covered = self.covered(mass)
        return float((self.share * np.log(covered)).sum()) if covered.min() > LEAST else -np.inf

    def by_end(self, values: Floats) -> tuple[Floats, Floats]:
        """Values of cases added up where the cases end and where they begin, by position between intervals."""
        ends, begins = (np.bincount(at, values, self.size + 1).astype(np.float64) for at in (self.high, self.low))
        return ends, begins

    def gradient(self, mass: Floats) -> Floats:
        """How much the likelihood rises with each mass; at the summit 1, and less where no mass belongs."""
        ends, begins = self.by_end(self.share / self.covered(mass))
        rise: Floats = np.cumsum(begins - ends)[: self.size]
        return rise


def _climb(cases: _Cases, tolerance: float, most: int) -> tuple[Floats, float, int]:
    """EM and convex minorants in turn (Wellner and Zhan 1997): each alone is slow where exact ends lie among intervals."""
    mass = np.full(cases.size, 1.0 / cases.size)
    for iteration in range(1, most + 1):  # noqa: B007 - told to the caller
        gradient = cases.gradient(mass)
        if gradient.max() <= 1 + tolerance:
            break
        expected = mass * gradient
        mass = _by_minorant(cases, expected / expected.sum())
    return mass, cases.likelihood(mass), iteration


def _by_minorant(cases: _Cases, mass: Floats) -> Floats:
    """One step of the distribution towards the isotonic fit of its Newton step; it can give mass back to an interval without any.

    The step is halved until the likelihood rises; where none does, the mass stays as it is.
    """
    covered = cases.covered(mass)
    ends, begins = cases.by_end(cases.share / covered)
    bent_ends, bent_begins = cases.by_end(cases.share / covered**2)
    slope, weight = (ends - begins)[1:-1], np.maximum((bent_ends + bent_begins)[1:-1], FLATTEST)
    if not slope.size:
        return mass
    fitted = isotonic_regression(np.cumsum(mass)[:-1] + slope / weight, weights=weight).x
    towards = np.diff(np.concatenate([[0.0], np.clip(fitted, 0.0, 1.0), [1.0]])) - mass
    here, step = cases.likelihood(mass), 1.0
    while step > SHORTEST_STEP:
        there = mass + step * towards
        if cases.likelihood(there) > here:
            return there
        step /= 2
    return mass

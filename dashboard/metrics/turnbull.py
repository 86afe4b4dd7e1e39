"""Survival when an end is only known to lie between two looks: Turnbull's estimate by vectorised EM.

A case is (L, R]: still so at L, over by R; R infinite: still so at the last look. Probability can only sit on the
Turnbull intervals; where inside one it sits is unknown, so the curve is a band and the median is an interval.
Turnbull 1976. Written here because the usual libraries are slow (18 s on 579 distinct intervals) or stop early.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


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


def turnbull(left: ArrayLike, right: ArrayLike, *, tolerance: float = 1e-9, most: int = 20_000) -> Mass:
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
    pairs, weights = np.unique(np.column_stack([start, end]), axis=0, return_counts=True)
    lefts, rights = _innermost(pairs[:, 0], pairs[:, 1])
    low = np.searchsorted(lefts, pairs[:, 0], side="left")
    high = np.searchsorted(rights, pairs[:, 1], side="right")
    mass, likelihood, iterations = _climb(low, high, weights / weights.sum(), tolerance, most)
    return Mass(lefts, rights, mass, likelihood * float(weights.sum()), iterations)


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


def _climb(low: NDArray[np.int64], high: NDArray[np.int64], share: Floats, tolerance: float, most: int) -> tuple[Floats, float, int]:
    """EM with squared extrapolation (SQUAREM): each case covers intervals low..high-1."""
    size = int(high.max())

    def step(mass: Floats) -> tuple[Floats, Floats, float]:
        total = np.concatenate([[0.0], np.cumsum(mass)])
        covered = np.maximum(total[high] - total[low], 1e-300)
        ratio = share / covered
        change = np.bincount(low, ratio, size + 1) - np.bincount(high, ratio, size + 1)
        gradient = np.cumsum(change)[:size]
        return mass * gradient, gradient, float((share * np.log(covered)).sum())

    mass = np.full(size, 1.0 / size)
    for iteration in range(1, most + 1):  # noqa: B007 - told to the caller
        once, gradient, likelihood = step(mass)
        if gradient.max() <= 1 + tolerance:
            break
        twice, _, _ = step(once)
        moved, bent = once - mass, twice - 2 * once + mass
        length = float(np.sqrt((moved**2).sum() / max(float((bent**2).sum()), 1e-300)))
        leap = np.maximum(mass + 2 * length * moved + length**2 * bent, 0.0)
        leap = leap / leap.sum()
        landed, _, reached = step(leap)
        mass = landed / landed.sum() if length > 1 and reached >= likelihood else twice
    return mass, likelihood, iteration

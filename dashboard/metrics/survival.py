"""How long things last when some have not ended yet: Kaplan-Meier, restricted mean, log-rank, competing risks.

Open cases are censored, never dropped: closed-only figures flatter. Confidence limits are 95 %, Greenwood's variance
on the log-log scale; at ties events come before censorings. Durations may have any one unit; results have the same.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Z95 = 1.959963984540054  # the normal 97.5 % quantile
HALF = 0.5


@dataclass(frozen=True)
class Curve:
    """A survival curve: one step for each time at which something ended.

    `lower` and `upper` are NaN where Greenwood's variance is not defined (nobody has ended, or nobody is left).
    """

    time: Floats
    at_risk: Floats
    events: Floats
    survival: Floats
    lower: Floats
    upper: Floats
    variance: Floats
    n: int
    open: int
    longest: float
    durations: Floats
    ended: NDArray[np.bool_]
    entry: Floats

    def at(self, when: float) -> float:
        """The share that lasts longer than `when`."""
        step = int(np.searchsorted(self.time, when, side="right")) - 1
        return 1.0 if step < 0 else float(self.survival[step])

    def interval_at(self, when: float) -> tuple[float, float] | None:
        """The 95 % limits of `at(when)`; none where they are not defined."""
        step = int(np.searchsorted(self.time, when, side="right")) - 1
        if step < 0 or math.isnan(self.lower[step]):
            return None
        return float(self.lower[step]), float(self.upper[step])

    def at_risk_at(self, when: float) -> int:
        """How many are known to last at least until `when` and were already watched then."""
        return int(np.count_nonzero((self.durations >= when) & ((self.entry < when) | (self.entry <= 0))))

    def ended_by(self, when: float) -> int:
        """How many are known to have ended by `when`."""
        return int(np.count_nonzero((self.durations <= when) & self.ended))

    def censored_by(self, when: float) -> int:
        """How many are open and were last seen at or before `when`."""
        return int(np.count_nonzero((self.durations <= when) & ~self.ended))

    def quantile(self, share: float = 0.5) -> float | None:
        """The first time by which `1 - share` is the most that lasts; none: not reached."""
        return _first(self.time, self.survival <= 1 - share + 1e-12)

    @property
    def median(self) -> float | None:
        """Half have ended by then; none: not reached, say "more than the longest follow-up"."""
        return self.quantile(HALF)

    @property
    def median_interval(self) -> tuple[float | None, float | None]:
        """Brookmeyer-Crowley: where the limits of the curve cross one half."""
        with np.errstate(invalid="ignore"):
            return _first(self.time, self.lower <= HALF), _first(self.time, self.upper <= HALF)

    def restricted_mean(self, horizon: float) -> tuple[float, float]:
        """Mean duration up to the horizon and its standard error: the area under the curve."""
        inside = self.time <= horizon
        edges = np.concatenate([[0.0], self.time[inside], [horizon]])
        areas = np.concatenate([[1.0], self.survival[inside]]) * np.diff(edges)
        after = np.cumsum(areas[::-1])[::-1][1:]  # area from each event to the horizon
        risk, died = self.at_risk[inside], self.events[inside]
        with np.errstate(divide="ignore", invalid="ignore"):
            terms = np.where(risk > died, after**2 * died / (risk * (risk - died)), 0.0)
        return float(areas.sum()), float(math.sqrt(terms.sum()))


def kaplan_meier(durations: ArrayLike, ended: ArrayLike, entry: ArrayLike | None = None) -> Curve:
    """The curve of all cases; `ended` false: still open at that duration.

    `entry` is when watching began (late start of monitoring): a case counts as at risk in (entry, duration].
    Kaplan & Meier 1958; Greenwood 1926. No case gives an empty curve with `n` 0, not a survival of 1.
    """
    lasted = np.asarray(durations, dtype=np.float64)
    over = np.asarray(ended, dtype=bool)
    begun = np.broadcast_to(np.float64(0), lasted.shape) if entry is None else np.asarray(entry, dtype=np.float64)
    time, events = _counted(_ascending(lasted[over]))
    at_risk = lasted.size - np.searchsorted(_ascending(lasted), time, side="left")
    if entry is not None:  # not yet watched: entry >= t, but for those watched from the start
        late = np.sort(begun[begun > 0])
        at_risk = at_risk - (late.size - np.searchsorted(late, time, side="left"))
    with np.errstate(divide="ignore", invalid="ignore"):
        survival = np.cumprod(1 - events / at_risk)
        variance = np.cumsum(events / (at_risk * (at_risk - events)))
        width = np.exp(Z95 * np.sqrt(variance) / np.log(survival))
        lower, upper = survival ** (1 / width), survival**width
    undefined = ~np.isfinite(variance) | (survival <= 0) | (survival >= 1)
    return Curve(
        time=time,
        at_risk=at_risk.astype(np.float64),
        events=events.astype(np.float64),
        survival=np.asarray(survival, dtype=np.float64),
        lower=np.where(undefined, np.nan, np.minimum(lower, upper)),
        upper=np.where(undefined, np.nan, np.maximum(lower, upper)),
        variance=variance,
        n=int(lasted.size),
        open=int(np.count_nonzero(~over)),
        longest=float(lasted.max()) if lasted.size else 0.0,
        durations=lasted,
        ended=over,
        entry=begun,
    )


def _ascending(values: Floats) -> Floats:
    """Sorted, at once where they are already."""
    return values if np.all(values[1:] >= values[:-1]) else np.sort(values)


def _counted(ascending: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """Each different value once, and how often it stands there."""
    first = np.flatnonzero(np.concatenate([[True], ascending[1:] > ascending[:-1]])) if ascending.size else np.zeros(0, dtype=np.int64)
    return ascending[first], np.diff(np.append(first, ascending.size))


def log_rank(*curves: Curve) -> tuple[float, float]:
    """Do the groups differ? Chi-square with one degree of freedom less than groups, and p. Only with ten events in each.

    Mantel 1966; Peto & Peto 1972. Every case belongs to one group.
    """
    times = np.unique(np.concatenate([curve.time for curve in curves]))
    risk = np.array([curve.n - np.searchsorted(np.sort(curve.durations), times, side="left") for curve in curves], dtype=np.float64)
    died = np.array([_events_at(curve, times) for curve in curves])
    total, events = risk.sum(axis=0), died.sum(axis=0)
    share = risk / total
    spread = np.where(total > 1, events * (total - events) / np.maximum(total - 1, 1), 0.0)
    variance = np.diag((share * spread).sum(axis=1)) - (share * spread) @ share.T
    apart = (died - share * events).sum(axis=1)[1:]  # the last follows from the others
    chi2 = float(apart @ np.linalg.pinv(variance[1:, 1:]) @ apart)
    return chi2, _chi2_tail(chi2, len(curves) - 1)


def _chi2_tail(chi2: float, freedom: int) -> float:
    """The probability of more, by the recurrence of the incomplete gamma function from one or two degrees of freedom."""
    half = max(chi2, 0.0) / 2
    tail = math.erfc(math.sqrt(half)) if freedom % 2 else math.exp(-half)
    for below in range(2 - freedom % 2, freedom, 2):
        tail += half ** (below / 2) * math.exp(-half) / math.gamma(below / 2 + 1)
    return tail


def cumulative_incidence(durations: ArrayLike, causes: ArrayLike, cause: int, when: float) -> float:
    """Probability that `cause` has happened by `when`, other causes competing (Aalen-Johansen 1978); cause 0: open."""
    lasted, why = np.asarray(durations, dtype=np.float64), np.asarray(causes)
    any_cause = kaplan_meier(lasted, why != 0)
    before = np.concatenate([[1.0], any_cause.survival[:-1]])
    of_cause = np.array([np.count_nonzero((lasted == t) & (why == cause)) for t in any_cause.time])
    inside = any_cause.time <= when
    return float((before * of_cause / any_cause.at_risk)[inside].sum())


def _events_at(curve: Curve, times: Floats) -> Floats:
    counts = np.zeros(times.size)
    counts[np.searchsorted(times, curve.time)] = curve.events
    return counts


def _first(times: Floats, where: NDArray[np.bool_]) -> float | None:
    hits = np.flatnonzero(where)
    return float(times[hits[0]]) if hits.size else None

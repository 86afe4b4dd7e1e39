"""How long leaked credentials stay usable: which exposures count, with which bounds, and who kept the promise."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dashboard.metrics.survival import Curve, kaplan_meier
from dashboard.metrics.turnbull import Mass, turnbull

DAY = 86_400.0
EXACT_MOST = 10_000  # cases whose ends are all told apart
THRESHOLDS = (("9 min", 540.0), ("17 min", 1_020.0), ("1 h", 3_600.0), ("1 d", DAY), ("27 d", 27 * DAY))
AT_RISK = (
    "state", "was_dead", "exposure_days_lower", "exposure_days_upper", "introduced_at", "detected_at", "revoked_upper", "sla_breached",
    "priority", "sla_state",
)  # fmt: skip
"""The columns of an exposure that these figures read."""


@dataclass(frozen=True)
class Population:
    """Exposures that were at risk, and those left out, each with its reason."""

    at_risk: pl.DataFrame
    false_positive: int
    dead_before: int
    undated: int

    @property
    def excluded(self) -> int:
        """All that the curve does not count."""
        return self.false_positive + self.dead_before + self.undated

    @property
    def accepted(self) -> int:
        """Those at risk whose secret still works because somebody accepted that: not open to those who count what is to be done."""
        return self.at_risk.filter(~pl.col("ended"), pl.col("state") == "accepted").height


def at_risk(exposures: pl.DataFrame) -> Population:
    """The exposures a survival curve may count, with the columns ended, lower_seconds, upper_seconds.

    Left out: judged a false positive; `was_dead`, dead before it leaked (window 0 by definition, not by speed); no
    date at all. `upper` null and a state other than remediated: still open, censored at `lower`.
    """
    false_positive = pl.col("state").eq_missing("false_positive")
    dead = pl.col("was_dead").fill_null(value=False)
    undated = pl.col("exposure_days_lower").is_null() & pl.col("exposure_days_upper").is_null()
    kept = exposures.filter(~false_positive & ~dead & ~undated)
    reasons = exposures.select(
        false_positive=false_positive.sum(),
        dead=(~false_positive & dead).sum(),
        undated=(~false_positive & ~dead & undated).sum(),
    ).row(0)
    return Population(
        kept.with_columns(
            ended=pl.col("exposure_days_upper").is_not_null(),
            lower_seconds=pl.col("exposure_days_lower").fill_null(0.0).clip(lower_bound=0.0) * DAY,
            upper_seconds=_since_proved() * DAY,
        ),
        *(int(value) for value in reasons),
    )


def _since_proved() -> pl.Expr:
    """Days from the first proof of the exposure to the latest possible end.

    Where no scan and no detector bounds the beginning, `exposure_days_upper` counts from the credential's creation: true as a
    bound, but a key's age and no exposure. The curve starts at the proof, and the rows show both ends.
    """
    proved = pl.coalesce("introduced_at", "detected_at")
    since_proof = (pl.col("revoked_upper") - proved).dt.total_microseconds() / (DAY * 1_000_000)
    bounded = pl.min_horizontal("exposure_days_upper", since_proof.clip(lower_bound=0.0))
    at_least = pl.max_horizontal(bounded, pl.col("exposure_days_lower"))
    return pl.when(pl.col("exposure_days_upper").is_not_null()).then(at_least).clip(lower_bound=0.0)


def window_curve(population: pl.DataFrame) -> Curve:
    """Share of leaked credentials that still work, in seconds since exposure; an interval counts to its late end."""
    ended = population["ended"].to_numpy()
    lasted = population.select(pl.coalesce("upper_seconds", "lower_seconds")).to_series().to_numpy()
    return kaplan_meier(lasted, ended)


def window_bounds(population: pl.DataFrame) -> Mass | None:
    """The same share where ends are known to intervals only; none when nothing ended or every end is exact.

    Of many cases, ends are taken to a thousandth of themselves: so a hundred thousand have a few thousand different ones.
    """
    if not population["ended"].any() or not is_interval(population).any():
        return None
    ends = population["lower_seconds"].to_numpy(), _late_end(population)
    early, late = (_to_a_thousandth(one) for one in ends) if population.height > EXACT_MOST else ends
    return turnbull(early, late)


def _to_a_thousandth(seconds: NDArray[np.float64]) -> NDArray[np.float64]:
    with np.errstate(divide="ignore"):
        return np.exp(np.round(np.log(seconds), 3))


def is_interval(population: pl.DataFrame) -> NDArray[np.bool_]:
    """Which ends are only known to lie between two looks (by more than a second)."""
    width = population["upper_seconds"] - population["lower_seconds"]
    return (width.fill_null(0.0) > 1.0).to_numpy()


def _late_end(population: pl.DataFrame) -> NDArray[np.float64]:
    return population["upper_seconds"].fill_null(float("inf")).to_numpy()


@dataclass(frozen=True)
class Promise:
    """Service levels: `compliance` = met / (met + breached); pending ones are open within their time."""

    met: int
    breached: int
    pending: int

    @property
    def compliance(self) -> float | None:
        """None while nothing is decided."""
        decided = self.met + self.breached
        return self.met / decided if decided else None


def promise(cases: pl.DataFrame) -> Promise:
    """Was the promised time kept? Columns: breached (null: no promise), ended. Open past its time is breached now."""
    asked = cases.filter(pl.col("breached").is_not_null())
    figures = asked.select(
        met=(~pl.col("breached") & pl.col("ended")).sum(),
        breached=pl.col("breached").sum(),
        pending=(~pl.col("breached") & ~pl.col("ended")).sum(),
    ).row(0)
    return Promise(*(int(value) for value in figures))

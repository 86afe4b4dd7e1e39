"""What a survival curve would have said on earlier days, from what was known by then."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from dashboard.metrics.survival import Floats

LOOKS, DAYS, DAY = 13, 90, 86_400.0
N_LEAST = 5  # fewer are no share


@dataclass(frozen=True)
class Cases:
    """Cases in seconds: how long each lasted, whether it has ended, and the instants it was known from and watched until."""

    lasted: Floats
    ended: np.ndarray[tuple[int], np.dtype[np.bool_]]
    known_at: Floats
    watched_until: Floats


def cases(population: pl.DataFrame, as_of: float) -> Cases:
    """The cases of a population of `remediation.at_risk`, whose last look was at `as_of` (epoch seconds)."""

    def seconds(name: str) -> pl.Expr:
        return pl.col(name).dt.epoch("us") / 1_000_000

    found = population.select(
        "ended",
        lasted=pl.coalesce("upper_seconds", "lower_seconds"),
        known_at=pl.coalesce(seconds("detected_at"), seconds("introduced_at"), seconds("revoked_upper"), pl.lit(as_of)),
        revoked_at=seconds("revoked_upper").fill_null(as_of),
    )
    ended = found["ended"].to_numpy()
    return Cases(
        lasted=found["lasted"].to_numpy(),
        ended=ended,
        known_at=found["known_at"].to_numpy(),
        watched_until=np.where(ended, found["revoked_at"].to_numpy(), as_of),
    )


def looks(as_of: float) -> Floats:
    """Thirteen instants over the last ninety days, the as-of among them, in epoch seconds."""
    return as_of - np.linspace(DAYS * DAY, 0, LOOKS)


def lasting(of: Cases, at: Floats, when: float) -> list[float | None]:
    """The share that lasts longer than `when`, as Kaplan-Meier gave it at each look; none where fewer than five cases were known.

    A case counts from the instant it was known, and is open at a look that comes before its end. Only cases that end
    or leave the watch within `when` are looked at one by one, so it costs a few passes over the cases a look.
    """
    early = np.flatnonzero(of.ended & (of.lasted <= when))
    early = early[np.argsort(of.lasted[early])]
    quick = Cases(of.lasted[early], of.ended[early], of.known_at[early], of.watched_until[early])
    return [_share(of, quick, instant, when) for instant in at]


def _share(of: Cases, quick: Cases, instant: float, when: float) -> float | None:
    known = of.known_at <= instant
    count = int(np.count_nonzero(known))
    if count < N_LEAST:
        return None
    over = of.ended & (of.watched_until <= instant)
    so_far = np.maximum(of.lasted - np.maximum(of.watched_until - instant, 0), 0)
    left = np.sort(so_far[known & ~over & (so_far < when)])  # the watch over these ended, open, within `when`
    counted = quick.lasted[(quick.known_at <= instant) & (quick.watched_until <= instant)]
    # Between two of these all ends are one step of the curve: (n - d) / n, as (1 - 1/n)(1 - 1/(n - 1)) is 1 - 2/n.
    before = np.concatenate([[0], np.searchsorted(counted, left, side="right"), [counted.size]])
    at_risk = count - before[:-1] - np.arange(before.size - 1)
    return float(np.prod(1 - np.diff(before) / np.maximum(at_risk, 1)))

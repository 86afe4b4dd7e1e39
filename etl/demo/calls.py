"""Who called when: the organisation's calls with their daily and weekly rhythm, and an attacker's among them."""

from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from etl.demo.inventory import Inventory
from etl.demo.lineages import NEVER, Ints
from etl.demo.options import DAY, DemoOptions

HOUR_WEIGHTS: Final = np.array([2, 1, 1, 1, 1, 2, 4, 8, 14, 18, 19, 18, 15, 17, 18, 17, 15, 11, 8, 6, 5, 4, 3, 2], dtype=float)
_SATURDAY: Final = 2  # 1 January 1970 was a Thursday: days since then, modulo 7
ATTACK_CALLS: Final = 60
RECONNAISSANCE: Final = ("ListFoundationModels", "GetModelInvocationLoggingConfiguration", "ListInferenceProfiles")


def _counts(chance: np.random.Generator, total: int, used: int) -> Ints:
    """How many calls each used credential makes: few make most, each makes one."""
    if not used:
        return np.zeros(0, dtype=np.int64)
    weight = chance.lognormal(0.0, 1.0, used)
    spare = max(total - used, 0)
    counts: Ints = 1 + np.floor(weight / weight.sum() * spare).astype(np.int64)
    return counts


def _rhythm(chance: np.random.Generator, at: npt.NDArray[np.int64], low: Ints, high: Ints) -> npt.NDArray[np.int64]:
    """Move calls towards office hours and away from week-ends, never out of their span."""
    count = len(at)
    day = at // DAY
    weekend = (day % 7 == _SATURDAY) | (day % 7 == _SATURDAY + 1)
    day = np.where(weekend & (chance.random(count) < 0.65), day - 2, day)  # noqa: PLR2004
    hour = np.searchsorted(np.cumsum(HOUR_WEIGHTS / HOUR_WEIGHTS.sum()), chance.random(count)).clip(0, 23)
    moved = day * DAY + hour * 3_600 + at % 3_600
    return np.where((moved >= low) & (moved <= high), moved, at)


def calls(options: DemoOptions, found: Inventory) -> pl.DataFrame:
    """One row a call, by credential and time: serial (row of the inventory), at, turn (0: the last of its key), attack.

    The last call of each used credential is at `use_to`, to the second; `place` numbers the addresses a key calls from,
    one to three.
    """
    chance = options.chance("calls")
    used = found.frame.filter(pl.col("use_to").is_not_null()).select("serial", "use_from", "use_to")
    count = _counts(chance, options.calls, used.height)
    serial = np.repeat(used["serial"].to_numpy(), count)
    low, high = np.repeat(used["use_from"].to_numpy(), count), np.repeat(used["use_to"].to_numpy(), count)
    turn = np.arange(len(serial)) - np.repeat(np.cumsum(count) - count, count)
    at = low + (chance.random(len(serial)) * (high - low)).astype(np.int64)
    at = np.where(turn == 0, high, _rhythm(chance, at, low, high))
    frame = pl.DataFrame(
        {
            "serial": serial,
            "at": at,
            "turn": turn,
            "attack": np.zeros(len(serial), dtype=bool),
            "place": chance.integers(0, 3, len(serial)),
        }
    )
    return pl.concat([frame, _attacks(found)]).sort("serial", "at", "turn")


def _attacks(found: Inventory) -> pl.DataFrame:
    """Bursts of an attacker within minutes of the leak: look around, probe, then call."""
    start = found.leaks.attacked
    hit = start != NEVER
    serial = np.repeat(found.leaks.credential[hit], ATTACK_CALLS)
    step = np.tile(np.arange(ATTACK_CALLS), int(hit.sum()))
    return pl.DataFrame(
        {
            "serial": serial.astype(np.int64),
            "at": np.repeat(start[hit], ATTACK_CALLS) + step * 11,
            "turn": step + 1,
            "attack": np.ones(len(serial), dtype=bool),
            "place": np.zeros(len(serial), dtype=np.int64),
        }
    )


def last_use_at(found: Inventory, made: pl.DataFrame, instant: int) -> pl.Series:
    """The last use of each credential up to an instant, as its provider would say; null: none. In inventory order."""
    until = made.filter(pl.col("at") <= instant).group_by("serial", maintain_order=True).agg(pl.col("at").max())
    return (
        found.frame.select("serial", "earlier_use")
        .join(until, on="serial", how="left", maintain_order="left")
        .select(pl.coalesce("at", "earlier_use").alias("last_use"))
        .to_series()
    )

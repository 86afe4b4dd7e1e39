"""Leaked secrets and how each story ends: who is chosen, when it leaks, and what that does to the key's life."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from etl.demo.lineages import NEVER, SINGLE, Ints, Lineages
from etl.demo.options import DAY, DemoOptions

ENDINGS: Final = ("revoked_in_minutes", "revoked_in_weeks", "open", "file_deleted", "dead_before_leak")
MINUTES, WEEKS, OPEN, FILE_DELETED, DEAD = range(5)


@dataclass(frozen=True)
class Leaks:
    """One entry a leaked credential: its position, how it ends, when it was detected, whether an attacker used it."""

    credential: Ints
    ending: Ints
    detected: Ints
    attacked: Ints  # first abusive call, NEVER: none


def leaks(options: DemoOptions, lives: Lineages) -> Leaks:
    """Choose leaked credentials among those with a life of their own, and rewrite their ends in `lives`."""
    chance = options.chance("leaks")
    known = (lives.provider < 3) & (lives.story == SINGLE)  # noqa: PLR2004  # AWS, OpenAI, Anthropic
    # an OpenAI key of a service account is listed until the account goes: leaked ones here belong to people
    known &= ~((lives.provider == 1) & lives.is_machine) & (lives.created < options.start)
    pool = np.flatnonzero(known)
    wanted = min(options.leaked, len(pool))
    chosen = np.sort(chance.choice(pool, wanted, replace=False)).astype(np.int64)
    ending = (np.arange(wanted) % len(ENDINGS)).astype(np.int64)
    whole = options.days * DAY
    detected = (options.start + (0.2 + 0.5 * chance.random(wanted)) * whole).astype(np.int64)
    gone = np.select(
        [ending == MINUTES, ending == WEEKS, ending == DEAD],
        [
            detected + chance.integers(180, 2_700, wanted),
            detected + (whole * (0.08 + 0.14 * chance.random(wanted))).astype(np.int64),
            detected - (whole * (0.05 + 0.1 * chance.random(wanted))).astype(np.int64),
        ],
        default=NEVER,
    )
    lives.gone[chosen] = gone
    can_be_abused = (lives.provider[chosen] == 0) & np.isin(ending, (WEEKS, OPEN))
    attacked = np.where(can_be_abused & (np.arange(wanted) % 2 == np.argmax(can_be_abused) % 2), detected + 240, NEVER)
    return Leaks(chosen, ending, detected, attacked)

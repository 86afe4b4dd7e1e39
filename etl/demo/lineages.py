"""Lives of credentials: each identity holds one secret or a chain of them, and each life is a known story.

Times are epoch seconds, -1 where a thing does not happen. A lineage is what one service or person holds over time;
its keys follow each other by rotation.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from etl.demo.options import DAY, DemoOptions

Ints = npt.NDArray[np.int64]
NEVER: Final = -1
PROVIDERS: Final = ("aws", "openai", "anthropic", "github", "register")
_PROVIDER_SHARES: Final = (0.45, 0.27, 0.16, 0.07, 0.05)
STORIES: Final = ("single", "clean", "overlapping", "unfinished", "retired", "deactivated")
_STORY_SHARES: Final = (0.66, 0.13, 0.03, 0.05, 0.09, 0.04)
SINGLE, CLEAN, OVERLAPPING, UNFINISHED, RETIRED, DEACTIVATED = range(6)
_PROVIDERS_THAT_ROTATE: Final = 3  # the first three: their logs tell create and delete to the second


@dataclass(frozen=True)
class Lineages:
    """One entry a credential, those of a lineage beside each other, oldest first.

    `lineage` and `position` say where it belongs; `provider` and `story` index `PROVIDERS` and `STORIES`;
    `created`, `gone` (deleted or archived), `inactive` (switched off, still listed) are instants.
    """

    lineage: Ints
    position: Ints
    length: Ints
    provider: Ints
    story: Ints
    is_machine: npt.NDArray[np.bool_]
    created: Ints
    gone: Ints
    inactive: Ints


def _chains(options: DemoOptions, chance: np.random.Generator) -> tuple[Ints, Ints, Ints, npt.NDArray[np.bool_]]:
    """Provider, story, length and whether a machine holds it, by lineage; lengths add up to what was asked for."""
    count = options.credentials
    provider = chance.choice(len(PROVIDERS), count, p=_PROVIDER_SHARES).astype(np.int64)
    story = chance.choice(len(STORIES), count, p=_STORY_SHARES).astype(np.int64)
    machine = (provider == 0) | (chance.random(count) < 0.5)  # noqa: PLR2004  # AWS users of services are machines
    openai_machine = (provider == 1) & machine
    # OpenAI deletes a service account's key with the account, so no chain of keys forms there
    fixed = (provider >= _PROVIDERS_THAT_ROTATE) | openai_machine
    story = np.where(fixed & np.isin(story, (CLEAN, OVERLAPPING, UNFINISHED)), SINGLE, story)
    can_pause = np.isin(provider, (0, 2))
    story = np.where(~can_pause & (story == DEACTIVATED), SINGLE, story)
    length = np.where(story == CLEAN, chance.integers(2, 4, count), np.where(np.isin(story, (OVERLAPPING, UNFINISHED)), 2, 1))
    used = int(np.searchsorted(np.cumsum(length), count)) + 1
    provider, story, length, machine = provider[:used], story[:used], length[:used].astype(np.int64), machine[:used]
    if length.sum() > count:  # the last chain is cut to what is left
        length[-1] -= length.sum() - count
        story[-1] = CLEAN if length[-1] > 1 else SINGLE
    return provider, story, length, machine


def lineages(options: DemoOptions) -> Lineages:
    """Draw who holds what, and when each secret was made, switched off and deleted."""
    chance = options.chance("lineages")
    provider, story, length, machine = _chains(options, chance)
    count, whole, end = len(provider), options.days * DAY, options.end
    u = chance.random((6, count))
    old = options.start - DAY - (chance.exponential(400.0, count) * DAY).clip(0, 1_800 * DAY).astype(np.int64)
    inside = (options.start + (0.02 + 0.96 * u[0]) * whole).astype(np.int64)
    last = np.select(
        [story == CLEAN, story == OVERLAPPING, story == UNFINISHED],
        [
            end - 8 * DAY - u[1] * (0.5 * whole - 8 * DAY),
            end - (0.5 + 5 * u[1]) * DAY,
            end - 10 * DAY - u[1] * (0.5 * whole - 10 * DAY),
        ],
        default=np.where((story == SINGLE) & (u[2] < 0.25), inside, old),  # noqa: PLR2004
    ).astype(np.int64)
    gap = np.where(length == 2, (30 + 270 * u[3]) * DAY, (0.12 + 0.08 * u[3]) * whole).astype(np.int64)  # noqa: PLR2004
    overlap = ((0.2 + 5 * u[4]) * DAY).astype(np.int64)
    retired = (options.start + (0.05 + 0.93 * u[5]) * whole).astype(np.int64)

    lineage = np.repeat(np.arange(count), length)
    position = np.arange(len(lineage)) - np.repeat(np.cumsum(length) - length, length)
    back = length[lineage] - 1 - position
    created = last[lineage] - back * gap[lineage]
    successor = np.where(back > 0, created + gap[lineage], NEVER)
    of = story[lineage]
    gone = np.where((of == CLEAN) & (back > 0), successor + overlap[lineage], np.where(of == RETIRED, retired[lineage], NEVER))
    inactive = np.where(of == DEACTIVATED, retired[lineage], NEVER)
    return Lineages(lineage, position, length[lineage], provider[lineage], of, machine[lineage], created, gone, inactive)

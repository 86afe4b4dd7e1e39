"""What can be asked of the made-up organisation, and the two instants that follow from it."""

from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Final

import msgspec
import numpy as np

from etl.errors import ConfigurationError

DAY: Final = 86_400
AS_OF: Final = datetime(2026, 11, 1, tzinfo=UTC)
EXPOSED_SHARE: Final = 0.012
LEAST_EXPOSURES: Final = 10  # two of each of `leaks.ENDINGS`
SNAPSHOT_ROWS: Final = 200_000  # listed rows over all weekly snapshots, past which snapshots become rarer


class DemoOptions(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """Size and seed of the organisation. The same options give the same bytes.

    `credentials`: listed credentials, gone ones included. `events`: calls in logs and in usage reports together
    (none: twelve a credential). `exposures`: leaked credentials (none: 1.2 % of all; fewer where too few can leak).
    `snapshots`: how often each listing was taken within `days` (none: weekly, rarer for large organisations).
    `as_of`: the end of the story, midnight UTC.
    """

    credentials: int = 5_000
    days: int = 180
    seed: int = 1
    events: int | None = None
    exposures: int | None = None
    snapshots: int | None = None
    as_of: datetime = AS_OF

    def __post_init__(self) -> None:
        """Refuse what no story can be told about."""
        if self.credentials < 100:  # noqa: PLR2004  # each planted finding needs a few of each kind
            raise ConfigurationError(f"credentials is {self.credentials}; ask for at least 100, each planted case needs a few")
        if self.exposures is not None and self.exposures < LEAST_EXPOSURES:
            raise ConfigurationError(f"exposures is {self.exposures}; ask for at least {LEAST_EXPOSURES}, two of each ending")
        if self.days < 60:  # noqa: PLR2004  # a key that was never used is only proved after 45 days
            raise ConfigurationError(f"days is {self.days}; ask for at least 60, a shorter log proves no key unused")
        if self.as_of.tzinfo is None or self.as_of.timestamp() % DAY:
            raise ConfigurationError("as_of must be a midnight in UTC, for example 2026-11-01T00:00:00Z")

    @property
    def end(self) -> int:
        """The end of the story in epoch seconds."""
        return int(self.as_of.timestamp())

    @property
    def start(self) -> int:
        """The first instant that logs and snapshots tell about, in epoch seconds."""
        return self.end - self.days * DAY

    @property
    def calls(self) -> int:
        """Calls to spread over logs and usage reports."""
        return self.events if self.events is not None else 12 * self.credentials

    @property
    def leaked(self) -> int:
        """Credentials whose secret leaks, if as many can."""
        return self.exposures if self.exposures is not None else max(LEAST_EXPOSURES, round(self.credentials * EXPOSED_SHARE))

    @cached_property
    def snapshot_times(self) -> list[int]:
        """Instants of the listings in epoch seconds, midnights, oldest first; the last is the end of the story."""
        weekly = self.days // 7 + 1
        count = self.snapshots or max(3, min(weekly, SNAPSHOT_ROWS // self.credentials))
        if count >= weekly:
            weeks = [self.end - 7 * DAY * back for back in range(weekly - 1, -1, -1)]
            return weeks if weeks[0] == self.start else [self.start, *weeks]
        days_back = np.unique(np.linspace(0, self.days, max(count, 2)).round().astype(int))[::-1]
        return [self.end - int(back) * DAY for back in days_back]

    def chance(self, stage: str) -> np.random.Generator:
        """The stage's own stream of random numbers, so that one stage's change leaves the others as they were."""
        return np.random.default_rng([self.seed, *stage.encode()])


def rfc3339(seconds: int, *, microseconds: bool = False) -> str:
    """Epoch seconds as the providers write instants."""
    instant = datetime.fromtimestamp(seconds, UTC)
    return instant.strftime("%Y-%m-%dT%H:%M:%S") + (".000000Z" if microseconds else "Z")


def date_of(seconds: int) -> str:
    """The UTC day of epoch seconds."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)).strftime("%Y-%m-%d")

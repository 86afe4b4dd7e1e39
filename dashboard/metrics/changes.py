"""What came and went since a day of the reader's zone, as conditions on rows, so that it can be counted and shown by the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl

from dashboard.zones import day_of, midnight

OPENED = ("open", "contained", "remediated")
Limits = tuple[float, float] | tuple[date, date] | tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """Rows of a table that changed. `limits` by column: two numbers, two days (both included) or the wanted words."""

    words: str
    table: str
    key: str
    limits: Mapping[str, Limits]

    def conditions(self) -> list[pl.Expr]:
        """The limits as expressions."""
        return [_within(name, limits) for name, limits in self.limits.items()]


def changes(first: date, as_of: datetime) -> list[tuple[Change, Change]]:
    """What came and what went from the first day to the as-of, in pairs."""
    days, last = (as_of - midnight(first)).total_seconds() / 86_400, day_of(as_of)
    return [
        (
            Change("credentials came", "credential", "credential_id", {"age_lower_days": (0.0, days)}),
            Change("ended", "credential", "credential_id", {"ended_upper": (first, last)}),
        ),
        (
            Change("exposures found", "exposure", "credential_id", {"detected_at": (first, last), "state": OPENED}),
            Change("ended", "exposure", "credential_id", {"revoked_upper": (first, last), "state": ("remediated",)}),
        ),
        (
            Change("rotations fell overdue", "credential", "credential_id", {"rotation_lag_days": (0.0, days)}),
            Change("secrets replaced", "rotation", "predecessor_id", {"started_upper": (first, last)}),
        ),
    ]


def moved(credentials: pl.DataFrame, earlier: pl.DataFrame) -> pl.DataFrame:
    """Credentials with another priority than `earlier` (credential_id, priority): their columns, and what it `was`.

    One that was not known then moved from nothing; one that is known no more is in none.
    """
    was = earlier.select("credential_id", was=pl.col("priority").cast(pl.String))
    now = credentials.with_columns(pl.col("priority").cast(pl.String))
    return now.join(was, on="credential_id", how="left", maintain_order="left").filter(pl.col("priority").ne_missing(pl.col("was")))


def first_day(as_of: datetime, earlier: datetime | None) -> date:
    """The day from which changes are told: the earlier publication's as-of, or a week before where there is none."""
    return day_of(earlier if earlier is not None and earlier < as_of else as_of - timedelta(days=7))


def _within(name: str, limits: Limits) -> pl.Expr:
    low, high = limits[0], limits[-1]
    if isinstance(low, date) and isinstance(high, date):
        return (pl.col(name) >= midnight(low)) & (pl.col(name) < midnight(high + timedelta(days=1)))
    return pl.col(name).is_between(low, high) if isinstance(low, float) else pl.col(name).is_in(limits)

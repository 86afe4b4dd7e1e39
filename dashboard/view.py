"""What a page is given: the publication, the reader's filters, and the colours to draw with."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

import polars as pl

from dashboard.data import FILTERS, Filters, Held, Published
from dashboard.metrics.changes import moved
from dashboard.metrics.ownership import Coverage, alike, coverage
from dashboard.metrics.rotation import OnTime, on_time, placed
from dashboard.selection import Selection
from dashboard.theme import LIGHT, Palette

T = TypeVar("T")


@dataclass(frozen=True)
class View:
    """One reader's look at one publication. `before`: the kept publication before it."""

    held: Held
    filters: Filters = field(default_factory=Filters)
    palette: Palette = LIGHT
    before: Published | None = None

    @property
    def as_of(self) -> datetime:
        """The instant that all figures are about."""
        return self.held.published.as_of

    @property
    def number(self) -> int:
        """The publication's number."""
        return self.held.published.number

    @property
    def credentials(self) -> Selection:
        """All credentials that match the filters, those that are gone as well."""
        return self.held.selected("credential", self.filters)

    @property
    def active(self) -> Selection:
        """The credentials in force that match the filters."""
        return self.chosen_of("active", lambda every: every.credentials.where(pl.col("status") == "active"))

    def ranked(self, order: str, put: Callable[[Selection], Selection]) -> Selection:
        """The credentials that match the filters, of those and in the order that `put` makes of all; `order` names it.

        All are put in order once, so that a choice of filters has nothing to sort.
        """
        return self.chosen_of(("in order", order), lambda every: put(every.credentials))

    def chosen_of(self, what: Hashable, find: Callable[["View"], Selection]) -> Selection:
        """Those of some rows that match the filters; `find` gives the rows without filters, once for all readers, and `what` names them."""
        every = self.unfiltered
        rows = every.shared(what, lambda: find(every))
        if not self.filters.chosen():
            return rows
        return self.shared(what, lambda: self.filters.among(rows))

    def of_credential(self, table: str, key: str = "credential_id") -> Selection:
        """Rows of a table whose credential matches the filters; without filters also rows of no known credential."""
        return self.held.selected(f"{table} by {key}", self.filters, lambda: self.held.with_credential(table, key))

    @property
    def moved(self) -> pl.DataFrame | None:
        """Credentials that match the filters and have another priority than in the publication before; None: nothing to compare with.

        Columns: the filter columns, credential_id, priority, was (null: it was not known then).
        """
        before, elsewhere = self.before, self.held.elsewhere
        if before is None or elsewhere is None:
            return None
        asked = ("credential_id", "priority")
        earlier = self.unfiltered.shared(("priorities of", before), lambda: elsewhere(before, "credential", asked))
        if earlier is None:
            return None
        now = self.table("credential").select(*FILTERS, *asked)
        return self.held.selected(f"moved since {before.number}", self.filters, lambda: moved(now, earlier)).whole()

    @property
    def ownership(self) -> Coverage:
        """Who answers for the credentials in force that match the filters."""
        read = (*FILTERS, "ownership_class", "ownership_flags", "blast_radius")
        counted = self.held.selected("alike in ownership", self.filters, lambda: alike(self.unfiltered.active.columns(*read), FILTERS))
        return self.shared("ownership", lambda: coverage(counted.whole()))

    @property
    def secret_lives(self) -> Selection:
        """The life of every secret under a rotation policy: replaced ones ended, those in use are open.

        Columns: the filter columns, credential_id (whose secret it is), lifetime_days, policy_days, rotated, days_late_about,
        state (`metrics.rotation.placed`). A key whose successor exists has ended its life by that replacement, also while
        both still work.
        """
        return self.held.selected("secret lives", self.filters, self._secret_lives)

    @property
    def on_time(self) -> OnTime:
        """How many of these secrets are replaced by the day that policy asks for."""
        return self.shared("on time", lambda: on_time(self.secret_lives.columns("lifetime_days", "policy_days", "rotated")))

    def _secret_lives(self) -> pl.DataFrame:
        replaced = (
            self.held.with_credential("rotation", "predecessor_id")
            .filter(pl.col("state") != "planned", pl.col("interval_days").is_not_null())
            .select(
                *FILTERS,
                credential_id="predecessor_id",
                lifetime_days="interval_days",
                policy_days="policy_days",
                rotated=pl.lit(value=True),
            )
        )
        moved_on = self.table("rotation").filter(pl.col("method") != "same_credential").select(credential_id="predecessor_id")
        waiting = (
            self.table("credential")
            .lazy()
            .filter(pl.col("status") == "active")
            .join(moved_on.lazy(), on="credential_id", how="anti")
            .select(*FILTERS, "credential_id", lifetime_days="secret_age_days", policy_days="max_age_days", rotated=pl.lit(value=False))
            .collect()
        )
        both = pl.concat([replaced, waiting], how="vertical_relaxed")
        lives = both.filter(pl.col("policy_days").is_not_null(), pl.col("lifetime_days").is_not_null())
        return placed(lives.sort(pl.col("lifetime_days") / pl.col("policy_days")))  # in the order in which survival asks for them

    def shared(self, what: Hashable, make: Callable[[], T]) -> T:
        """A figure that readers with the same filters share; `what` names it with all else that it depends on."""
        return self.held.shared(what, self.filters, make)

    @property
    def unfiltered(self) -> "View":
        """The same look without the reader's filters: for figures that no filter divides, so that all readers share them."""
        return replace(self, filters=Filters())

    def table(self, name: str) -> pl.DataFrame:
        """A published table, unfiltered: for figures that no filter divides."""
        return self.held.table(name)

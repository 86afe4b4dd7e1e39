"""What a page is given: the publication, the reader's filters, and the colours to draw with."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

import polars as pl

from dashboard.data import FILTERS, Filters, Held
from dashboard.theme import LIGHT, Palette


@dataclass(frozen=True)
class View:
    """One reader's look at one publication. `before`: the as-of of the kept publication before it."""

    held: Held
    filters: Filters = field(default_factory=Filters)
    palette: Palette = LIGHT
    before: datetime | None = None

    @property
    def as_of(self) -> datetime:
        """The instant that all figures are about."""
        return self.held.published.as_of

    @property
    def number(self) -> int:
        """The publication's number."""
        return self.held.published.number

    @cached_property
    def credentials(self) -> pl.DataFrame:
        """All credentials that match the filters, those that are gone as well."""
        return self.held.kept("credential", self.filters, lambda: self.filters.apply(self.held.table("credential")))

    @cached_property
    def active(self) -> pl.DataFrame:
        """The credentials in force that match the filters."""
        return self.held.kept("active", self.filters, lambda: self.credentials.filter(pl.col("status") == "active"))

    def of_credential(self, table: str, key: str = "credential_id") -> pl.DataFrame:
        """Rows of a table whose credential matches the filters; without filters also rows of no known credential."""
        return self.held.kept(f"{table} by {key}", self.filters, lambda: self.filters.apply(self.held.with_credential(table, key)))

    @cached_property
    def secret_lives(self) -> pl.DataFrame:
        """The life of every secret under a rotation policy: replaced ones ended, those in use are open.

        Columns: the filter columns, lifetime_days, policy_days, rotated. A key whose successor exists has ended its
        life by that replacement, also while both still work.
        """
        return self.held.kept("secret lives", self.filters, self._secret_lives)

    def _secret_lives(self) -> pl.DataFrame:
        replaced = (
            self.of_credential("rotation", "predecessor_id")
            .filter(pl.col("state") != "planned", pl.col("interval_days").is_not_null())
            .select(*FILTERS, lifetime_days="interval_days", policy_days="policy_days", rotated=pl.lit(value=True))
        )
        moved_on = self.table("rotation").filter(pl.col("method") != "same_credential")["predecessor_id"]
        waiting = self.active.filter(~pl.col("credential_id").is_in(moved_on.implode())).select(
            *FILTERS, lifetime_days="secret_age_days", policy_days="max_age_days", rotated=pl.lit(value=False)
        )
        both = pl.concat([replaced, waiting], how="vertical_relaxed")
        return both.filter(pl.col("policy_days").is_not_null(), pl.col("lifetime_days").is_not_null())

    def table(self, name: str) -> pl.DataFrame:
        """A published table, unfiltered: for figures that no filter divides."""
        return self.held.table(name)

"""How old credentials are, with the ones whose date nobody knows as bounds instead of a guess."""

from dataclasses import dataclass

import polars as pl

from dashboard.metrics.bins import Bins

AGES = Bins(
    "age_days",
    (30, 60, 90, 180, 365, 730),
    ("0-30 d", "31-60 d", "61-90 d", "91-180 d", "181-365 d", "366-730 d", "over 730 d"),
)
LIMITS_MOST = 5


@dataclass(frozen=True)
class OverPolicy:
    """The share older than policy allows. Its truth lies in [lower, upper]: unknown dates can be of any age.

    `lower` counts the unknown ones that are over by their first sighting alone; `upper` counts all unknown ones.
    """

    known: int
    unknown: int
    known_over: int
    unknown_over: int
    without_policy: int

    @property
    def n(self) -> int:
        """All credentials that policy gives an age to."""
        return self.known + self.unknown

    @property
    def known_only(self) -> float | None:
        """The share among known dates: what a report without bounds would say."""
        return self.known_over / self.known if self.known else None

    @property
    def lower(self) -> float | None:
        """At least this share is over policy."""
        return (self.known_over + self.unknown_over) / self.n if self.n else None

    @property
    def upper(self) -> float | None:
        """At most this share is over policy."""
        return (self.known_over + self.unknown) / self.n if self.n else None


def over_policy(ages: pl.DataFrame) -> OverPolicy:
    """Who is older than policy allows; an age equal to policy passes.

    Columns: age_days (null: date not known), minimum_age_days (since first seen), max_age_days (null: policy does not
    ask, counted apart).
    """
    asked = ages.filter(pl.col("max_age_days").is_not_null())
    unknown = pl.col("age_days").is_null()
    over = pl.col("age_days") > pl.col("max_age_days")
    over_at_least = pl.col("minimum_age_days") > pl.col("max_age_days")
    figures = asked.select(unknown=unknown.sum(), known_over=over.fill_null(False).sum(), unknown_over=(unknown & over_at_least).sum()).row(
        0, named=True
    )
    return OverPolicy(
        known=asked.height - figures["unknown"],
        unknown=figures["unknown"],
        known_over=figures["known_over"],
        unknown_over=figures["unknown_over"],
        without_policy=ages.height - asked.height,
    )


def histogram(ages: pl.DataFrame, *, by: str | None = None) -> pl.DataFrame:
    """Credentials in each age bin, the unknown ones in a bin of their own.

    Columns: age (bin), position, credentials, over (of them over policy), share; and `by` where given. Every bin is
    there, also an empty one, so that pictures keep their shape under any filter.
    """
    binned = ages.with_columns(
        position=AGES.position, over=(pl.col("age_days") > pl.col("max_age_days")).fill_null(False),
    )  # fmt: skip
    keys = ["position", *([by] if by else [])]
    counted = binned.group_by(keys).agg(credentials=pl.len(), over=pl.col("over").sum())
    frame = AGES.frame.rename({"name": "age"})
    if by:
        frame = frame.join(binned.select(by).unique(), how="cross")
    joined = frame.join(counted, on=keys, how="left", nulls_equal=True).with_columns(pl.col("credentials", "over").fill_null(0))
    return joined.with_columns(share=pl.col("credentials") / max(ages.height, 1)).sort(keys)


def limits(ages: pl.DataFrame) -> pl.DataFrame:
    """The ages that policy allows, shortest first: max_age_days, credentials; the most common ones, `LIMITS_MOST` at most."""
    asked = ages.filter(pl.col("max_age_days").is_not_null()).group_by("max_age_days").agg(credentials=pl.len().cast(pl.Int64))
    return asked.sort("credentials", "max_age_days", descending=[True, False]).head(LIMITS_MOST).sort("max_age_days")


def largest(histogram: pl.DataFrame, group: str, most: int) -> list[str]:
    """The groups of a histogram with the most credentials, largest first; the unknown group is none."""
    known = histogram.filter(pl.col(group).is_not_null())
    sizes = known.group_by(group).agg(pl.col("credentials").sum()).sort("credentials", group, descending=[True, False])
    names: list[str] = sizes[group].head(most).to_list()
    return names


STATES: dict[str, pl.Expr] = {
    "over policy": (pl.col("age_days") > pl.col("max_age_days")).fill_null(False),
    "not over policy": pl.col("age_days").is_not_null() & ~(pl.col("age_days") > pl.col("max_age_days")).fill_null(False),
    "date not known": pl.col("age_days").is_null(),
}
"""What the histogram's colours stand for, as conditions on a credential; where policy does not ask, nothing is over it."""

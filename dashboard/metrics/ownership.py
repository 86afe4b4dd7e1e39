"""Who answers for the credentials: shares of the exclusive classes, flags beside them, and the strict figure first."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

# The first that holds wins; the order is also that of every chart.
CLASSES = ("no_owner", "owner_left", "team_only", "low_confidence", "owned")
MEANING = {
    "no_owner": "nobody named",
    "owner_left": "owner has left",
    "team_only": "team, but no person",
    "low_confidence": "owner only inferred",
    "owned": "owned",
}


@dataclass(frozen=True)
class Coverage:
    """Ownership of one population. Shares are of `n`; without a credential they are none, never 0 or 1."""

    n: int
    counts: dict[str, int]
    flags: dict[str, int]
    strict: float | None
    any_owner: float | None
    weighted: float | None
    any_gap: float | None

    @property
    def gaps(self) -> int:
        """Credentials whose class is anything but `owned`."""
        return self.n - self.counts["owned"]


def alike(credentials: pl.DataFrame, by: Sequence[str] = ()) -> pl.DataFrame:
    """Credentials of one class with the same flags, counted: columns `by`, ownership_class, ownership_flags, credentials, reach.

    Columns taken: ownership_class, ownership_flags, blast_radius. Reach is the sum of blast radii, an unknown one counting as 1.
    """
    reach = pl.col("blast_radius").cast(pl.Float64).fill_null(1.0).sum()
    return credentials.group_by(*by, "ownership_class", "ownership_flags").agg(credentials=pl.len().cast(pl.Int64), reach=reach)


def coverage(found: pl.DataFrame) -> Coverage:
    """Ownership of the credentials that `alike` counted (the caller chooses the active ones).

    strict = owned / n; any = (n - no_owner) / n; weighted by blast radius; any_gap: class other than owned, or a flag.
    """
    n = int(found["credentials"].sum())
    by_class = dict(found.drop_nulls("ownership_class").group_by("ownership_class").agg(pl.col("credentials").sum()).iter_rows())
    counts = {name: int(by_class.get(name, 0)) for name in CLASSES}
    flagged = found.filter(pl.col("ownership_flags").list.len() > 0)
    by_flag = flagged.explode("ownership_flags").group_by("ownership_flags").agg(pl.col("credentials").sum())
    flags = by_flag.drop_nulls().sort("credentials", "ownership_flags", descending=[True, False])
    if not n:
        return Coverage(0, counts, {}, None, None, None, None)
    owned = pl.col("ownership_class").eq_missing("owned")
    gap = ~owned | (pl.col("ownership_flags").list.len().fill_null(0) > 0)
    shares = found.select(
        weighted=pl.when(pl.col("reach").sum() > 0).then(pl.col("reach").filter(owned).sum() / pl.col("reach").sum()),
        any_gap=pl.col("credentials").filter(gap).sum() / n,
    ).row(0, named=True)
    return Coverage(
        n=n,
        counts=counts,
        flags={str(flag): int(count) for flag, count in flags.iter_rows()},
        strict=counts["owned"] / n,
        any_owner=(n - counts["no_owner"]) / n,
        weighted=shares["weighted"],
        any_gap=shares["any_gap"],
    )


def decayed_confidence(confidence: float, days: Sequence[float], half_life_days: float) -> list[float]:
    """Confidence in an owner so many days after somebody attested it."""
    return [confidence * 0.5 ** (passed / half_life_days) for passed in days]


def by_group(credentials: pl.DataFrame, group: str) -> pl.DataFrame:
    """Credentials in each group and class: columns group, ownership_class, credentials, share (of the group), n."""
    rows = credentials.lazy()
    # Class by class, one key each: a group of two keys takes five times as long where there are ten thousand groups.
    each = [
        rows.filter(pl.col("ownership_class") == name).group_by(group).agg(credentials=pl.len()).with_columns(ownership_class=pl.lit(name))
        for name in CLASSES
    ]
    counted = (
        pl.concat(each)
        .group_by(pl.col(group).cast(pl.String).fill_null("not known"), "ownership_class")
        .agg(pl.col("credentials").sum())
        .collect()
    )
    total = pl.col("credentials").sum().over(group)
    return counted.with_columns(n=total, share=pl.col("credentials") / total).sort(group, "ownership_class")


@dataclass(frozen=True)
class Clusters:
    """The groups with the most gaps, and what the rest of them holds. `shares` as `by_group` gives them."""

    shares: pl.DataFrame
    names: list[str]
    groups: int
    rest_gaps: int
    rest_credentials: int

    @property
    def drawn(self) -> pl.DataFrame:
        """The shares of the groups named, a few rows each."""
        return self.shares.filter(pl.col(self.shares.columns[0]).is_in(self.names))


def clusters(credentials: pl.DataFrame, group: str, most: int) -> Clusters:
    """Where gaps cluster. Columns taken: the group, ownership_class. Groups in the order of their gaps, then of their size."""
    shares = by_group(credentials, group)
    gaps = pl.col("credentials").filter(pl.col("ownership_class") != "owned").sum()
    ranked = shares.group_by(group).agg(gaps=gaps, n=pl.col("n").first()).sort("gaps", "n", group, descending=[True, True, False])
    rest = ranked.slice(most)
    return Clusters(shares, ranked[group].head(most).to_list(), ranked.height, int(rest["gaps"].sum()), int(rest["n"].sum()))


def flag_counts(found: Coverage) -> pl.DataFrame:
    """Each flag with its credentials and their share of all: flag (in words), credentials, share."""
    rows = [(flag.replace("_", " "), count, count / found.n) for flag, count in found.flags.items()]
    return pl.DataFrame(rows, schema={"flag": pl.String, "credentials": pl.Int64, "share": pl.Float64}, orient="row")


def has_flag(flag: str) -> pl.Expr:
    """Does a credential have the flag of these words?"""
    return pl.col("ownership_flags").list.contains(flag.replace(" ", "_"))

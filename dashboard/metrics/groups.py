"""Survival once a group: who ends exposures sooner? The largest groups, the others counted."""

from dataclasses import dataclass

import polars as pl

from dashboard.metrics.survival import Curve, kaplan_meier, log_rank

DRAWN_MOST = 5
FEWEST_CASES = 5  # fewer are told as counts
FEWEST_ENDS = 10  # in each group, for a test
UNKNOWN = "not known"


@dataclass(frozen=True)
class Group:
    """One group; without a curve where it has fewer than `FEWEST_CASES`."""

    name: str
    n: int
    ended: int
    curve: Curve | None


@dataclass(frozen=True)
class Groups:
    """The largest groups, largest first. `others` more groups hold `other_cases`.

    `test` is chi-square and p of the log-rank test; none where a group shown has fewer than `FEWEST_ENDS` ends, where there
    is one group alone, or where `overlapping`: a case may stand in several groups, which no test allows.
    """

    shown: tuple[Group, ...]
    others: int
    other_cases: int
    overlapping: bool
    test: tuple[float, float] | None

    @property
    def curves(self) -> list[Group]:
        """Those large enough for a curve."""
        return [group for group in self.shown if group.curve is not None]


def by_group(population: pl.DataFrame, group: str) -> Groups:
    """Curves of the `DRAWN_MOST` largest groups of a population (`remediation.at_risk`); no value is a group of its own.

    A column of lists puts a case into each group of its list.
    """
    overlapping = isinstance(population.schema[group], pl.List)
    cases = population.lazy().select(pl.col(group).alias("group"), "ended", lasted=pl.coalesce("upper_seconds", "lower_seconds"))
    if overlapping:
        cases = cases.explode("group", empty_as_null=True, keep_nulls=True)
    held = cases.collect()
    sizes = held.group_by("group").agg(n=pl.len(), ended=pl.col("ended").sum()).with_columns(name=pl.col("group").cast(pl.String))
    ranked = sizes.sort("n", "name", descending=[True, False], nulls_last=True)
    shown = tuple(
        Group(name if name is not None else UNKNOWN, n, ended, _curve(held, value) if n >= FEWEST_CASES else None)
        for value, n, ended, name in ranked.head(DRAWN_MOST).iter_rows()
    )
    rest = ranked.slice(DRAWN_MOST)
    enough = len(shown) > 1 and all(one.curve is not None and one.ended >= FEWEST_ENDS for one in shown)
    test = log_rank(*(one.curve for one in shown if one.curve is not None)) if enough and not overlapping else None
    return Groups(shown, rest.height, int(rest["n"].sum()), overlapping, test)


def _curve(cases: pl.DataFrame, value: str | None) -> Curve:
    found = cases.filter(pl.col("group").eq_missing(pl.lit(value)))
    return kaplan_meier(found["lasted"].to_numpy(), found["ended"].to_numpy())

"""How much of what exists do we hold: capture and recapture of two sources, and the share of fields that are filled."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from dashboard.metrics.survival import Z95


@dataclass(frozen=True)
class Estimate:
    """Seen, estimated number of discoverable credentials with its 95 % interval, and the share seen of it."""

    seen: int
    total: float
    interval: tuple[float, float]

    @property
    def completeness(self) -> float:
        """The share of discoverable credentials that is seen."""
        return self.seen / self.total if self.total else 1.0

    @property
    def completeness_interval(self) -> tuple[float, float]:
        """Its 95 % limits."""
        low, high = self.interval
        return self.seen / high, self.seen / low


def chapman(first: int, second: int, both: int) -> Estimate | None:
    """Two sources that look independently; none where they share nothing (disjoint: no number can be given).

    Chapman 1951; log-normal limits on the unseen part. Always say "of discoverable credentials".
    """
    if both <= 0:
        return None
    seen = first + second - both
    total = (first + 1) * (second + 1) / (both + 1) - 1
    variance = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    unseen = total - seen
    if unseen <= 0:
        return Estimate(seen, float(seen), (float(seen), float(seen)))
    factor = math.exp(Z95 * math.sqrt(math.log(1 + variance / unseen**2)))
    return Estimate(seen, total, (seen + unseen / factor, seen + unseen * factor))


def filled(frame: pl.DataFrame, fields: Sequence[str], by: str) -> pl.DataFrame:
    """The share of rows in which each field is known, one row a group and a column a field; `unknown` is not known."""

    def known(name: str) -> pl.Expr:
        value = pl.col(name)
        text = frame.schema[name] == pl.String
        return (value.is_not_null() & (value != "unknown") if text else value.is_not_null()).mean().alias(name)

    present = [name for name in fields if name in frame.columns]
    group = pl.col(by).cast(pl.String).fill_null("not known")
    return frame.group_by(group).agg(pl.len().alias("credentials"), *[known(name) for name in present]).sort(by)


def told(counts: pl.DataFrame) -> pl.DataFrame:
    """The share that each export itself says, one row a source and a column a field, most credentials first.

    `counts`: source, field, filled_count, total_count, any number of rows each. Null: the export has no word on the field.
    """
    summed = counts.group_by("source", "field").agg(pl.col("filled_count", "total_count").sum())
    sizes = summed.group_by("source").agg(credentials=pl.col("total_count").max())
    shares = summed.with_columns(share=pl.col("filled_count") / pl.col("total_count"))
    wide = shares.sort("field").pivot("field", index="source", values="share")
    return sizes.join(wide, on="source").sort("credentials", "source", descending=[True, False])

"""Rows that a reader chose, by their positions in a table: a column is copied only when a figure asks for it.

A published table has some sixty columns and a figure reads three of them, so to filter the table itself would mostly
copy what nobody looks at.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import polars as pl

AT, ROW = "at", "row"


@dataclass(frozen=True)
class Selection:
    """Rows of `frame` at the positions `at`, in their order; none: all rows."""

    frame: pl.DataFrame
    at: pl.Series | None = None

    @property
    def height(self) -> int:
        """How many rows are chosen."""
        return self.frame.height if self.at is None else self.at.len()

    def is_empty(self) -> bool:
        """Is no row chosen?"""
        return self.height == 0

    def columns(self, *names: str) -> pl.DataFrame:
        """These columns of the chosen rows."""
        return self._taken(self.frame.select(names))

    def column(self, name: str) -> pl.Series:
        """One column of the chosen rows."""
        return self.columns(name).to_series()

    def whole(self) -> pl.DataFrame:
        """All columns of the chosen rows: for a few rows, or a file."""
        return self._taken(self.frame)

    def part(self, start: int, length: int) -> pl.DataFrame:
        """All columns of some of the chosen rows: those from `start` on."""
        return self.frame.slice(start, length) if self.at is None else self.frame[self.at.slice(start, length)]

    def where(self, *conditions: pl.Expr) -> "Selection":
        """Those of the chosen rows for which every condition holds."""
        if not conditions:
            return self
        both = pl.all_horizontal(conditions)
        found = self.columns(*dict.fromkeys(both.meta.root_names())).select(both.fill_null(value=False)).to_series().arg_true()
        return Selection(self.frame, found if self.at is None else self.at.gather(found))

    def sorted_by(self, *by: str | pl.Expr, descending: bool | Sequence[bool] = False) -> "Selection":
        """The same rows in another order, unknown values last, equal ones as they were."""
        keys = [pl.col(one) if isinstance(one, str) else one for one in by]
        names = dict.fromkeys(name for key in keys for name in key.meta.root_names())
        order = (
            self.columns(*names)
            .select(pl.arg_sort_by(keys, descending=descending, nulls_last=True, maintain_order=True).cast(pl.UInt32))
            .to_series()
        )
        return Selection(self.frame, order if self.at is None else self.at.gather(order))

    def first(self, most: int) -> "Selection":
        """The first rows."""
        return Selection(self.frame, self.positions().head(most))

    def positions(self) -> pl.Series:
        """Where the chosen rows stand in the table."""
        return pl.int_range(self.frame.height, dtype=pl.UInt32, eager=True).alias(AT) if self.at is None else self.at

    def lazily(self, names: Sequence[str]) -> pl.LazyFrame:
        """These columns of the chosen rows; a slice of them copies that slice alone, and counting them copies nothing."""
        asked = self.frame.select(names)
        row = pl.col(AT).map_batches(partial(_gathered, asked), return_dtype=pl.Struct(dict(asked.schema)), is_elementwise=True)
        # All columns by one call: a call each takes five times as long for a thousand rows of sixty columns.
        return self.positions().to_frame(AT).lazy().with_columns(row.alias(ROW)).select(pl.col(ROW).struct.field(name) for name in names)

    def _taken(self, frame: pl.DataFrame) -> pl.DataFrame:
        return frame if self.at is None else frame[self.at]


def _gathered(frame: pl.DataFrame, at: pl.Series) -> pl.Series:
    return frame[at].to_struct(ROW)

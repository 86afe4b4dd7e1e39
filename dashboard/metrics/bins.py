"""Numbers of days sorted into named bins, the unknown ones in a bin of their own."""

from dataclasses import dataclass

import polars as pl

UNKNOWN = "not known"


@dataclass(frozen=True)
class Bins:
    """Bins of one column: `names` has one more than `edges`; a value equal to an edge belongs below it."""

    column: str
    edges: tuple[float, ...]
    names: tuple[str, ...]

    @property
    def position(self) -> pl.Expr:
        """The bin of each row, counted from 0; unknown: the one behind the last."""
        value = pl.col(self.column)
        above = pl.sum_horizontal([(value > edge).cast(pl.Int32) for edge in self.edges])
        return pl.when(value.is_null()).then(len(self.names)).otherwise(above).cast(pl.Int32)

    @property
    def frame(self) -> pl.DataFrame:
        """Every bin, in order: name, position."""
        return (
            pl.DataFrame({"name": [*self.names, UNKNOWN]})
            .with_row_index("position")
            .cast({"position": pl.Int32})
            .select("name", "position")
        )

    def holds(self, name: str) -> pl.Expr:
        """Is a row in the bin of this name? None is in a bin that there is not."""
        names = [*self.names, UNKNOWN]
        return self.position == (names.index(name) if name in names else -1)

    def place(self, value: float) -> tuple[str, float]:
        """The bin of a value, and how far through it the value lies (0 to 1); in the last, open bin in its middle."""
        at = sum(value > edge for edge in self.edges)
        if at == len(self.edges):
            return self.names[at], 0.5
        low = self.edges[at - 1] if at else 0.0
        return self.names[at], (value - low) / (self.edges[at] - low)

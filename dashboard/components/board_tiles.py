"""Figures with their past side by side: each with a value, a line, what it is of, and a way to its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.charts.sparkline import sparkline
from dashboard.components.tiles import Tile, Way, tiles
from dashboard.components.ways import address
from dashboard.theme import PER_CENT, counted, percent
from dashboard.view import View

Asked = tuple[str, str, Mapping[str, str | Sequence[str]]]


@dataclass(frozen=True)
class Past:
    """A figure's last days, oldest first and evenly spaced up to the as-of; None where it is not known.

    `days` they span (none: one value a day); `named` is what the line shows where it is not the tile's own figure; `none` says
    why there is no line where fewer than two values are known; `target` is drawn where it is near.
    """

    values: Sequence[float | None] = ()
    days: int | None = None
    named: str = ""
    none: str = ""
    target: float | None = None
    share: bool = True

    @property
    def known(self) -> list[float]:
        """The values that are known; none unless there are two."""
        values = [value for value in self.values if value is not None]
        return values if len(values) > 1 else []

    @property
    def began(self) -> int:
        """So many days ago is the first value that is known."""
        steps = len(self.values) - 1
        first = next(at for at, value in enumerate(self.values) if value is not None)
        return round((self.days or steps) * (steps - first) / steps)

    def written(self, value: float) -> str:
        """A value as the tile writes it."""
        return percent(value) if self.share else f"{value:,.0f}"


@dataclass(frozen=True)
class BoardTile:
    """One figure. `beside` holds interval and target, `help` explains the term.

    `asked` leads to its rows: page, label (which says how many) and what the address asks for.
    """

    label: str
    value: str
    beside: str
    help: str
    past: Past
    asked: Asked


def board_tiles(shown: Sequence[BoardTile], view: View) -> None:
    """A row of tiles; on a narrow screen they stand below each other."""
    tiles([_tile(one, view) for one in shown])


def _tile(one: BoardTile, view: View) -> Tile:
    page, label, query = one.asked
    line = _line(one.label, one.past, view) if one.past.known else ""
    return Tile(one.label, one.value, f"{one.beside}\n{_words(one.past)}", one.help, line, Way(address(view, page, query), label))


def _line(label: str, past: Past, view: View) -> str:
    first, last = (past.written(past.known[at]) for at in (0, -1))
    low, high = past.written(min(past.known)), past.written(max(past.known))
    alt = f"{label}, the last {counted(past.began, 'day')}: from {first} to {last}, lowest {low}, highest {high}"
    return sparkline(past.values, view.palette, alt=alt, target=past.target, share=past.share)


def _words(past: Past) -> str:
    """What the line says: its first value, as the last one stands above; without a line, why there is none."""
    if not past.known:
        return past.none
    first, last = (past.written(past.known[at]) for at in (0, -1))
    if past.named:
        return f"{past.named}: {first.removesuffix(PER_CENT)} → {last}"
    return f"{counted(past.began, 'day')} ago: {first}"

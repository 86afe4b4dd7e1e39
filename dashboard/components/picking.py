"""Marks picked in a chart narrow the rows below it; a double click lets them go."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from dashboard.components.finding import note
from dashboard.selection import Selection
from dashboard.theme import plain

PICKED = "picked"
UNKNOWN = "not known"
Picked = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Marked:
    """Picked marks whose rows are those of credentials, by their ids; without marks nothing is picked."""

    marks: Picked = ()
    credential_ids: pl.Series = field(default_factory=lambda: pl.Series([], dtype=pl.Int64))


def selectable(spec: dict[str, Any], fields: Sequence[str]) -> dict[str, Any]:
    """The chart with marks that can be picked by these fields; what is not picked fades. In a layered chart the first layer's."""
    first, *others = spec.get("layer", [spec])
    marked = first | {
        "params": [{"name": PICKED, "select": {"type": "point", "fields": list(fields)}}],
        "encoding": first["encoding"] | {"opacity": {"condition": {"param": PICKED, "value": 1}, "value": 0.35}},
    }
    return spec | {"layer": [marked, *others]} if "layer" in spec else marked


def _drawn_as(name: str) -> pl.Expr:
    """A column's values as charts label them."""
    return pl.col(name).cast(pl.String).fill_null(UNKNOWN)


def narrowed(listed: Selection, picked: Picked, found_as: Mapping[str, Callable[[str], pl.Expr]] | None = None) -> Selection:
    """The rows of the picked marks, with a sentence that says so; all rows where none is picked, or none of theirs is listed.

    `found_as`: for a field that is no column of the rows, the condition on a row that a value of it stands for.
    """
    if not picked:
        return listed
    conditions = found_as or {}

    def found(name: str, value: str) -> pl.Expr:
        return conditions[name](value) if name in conditions else _drawn_as(name) == value

    one_of = [pl.all_horizontal([found(name, str(value)) for name, value in mark.items()]) for mark in picked]
    kept = listed.where(pl.any_horizontal(one_of))
    if kept.is_empty():
        note("None of these rows is in what is picked in the chart, so all are shown.")
        return listed
    words = "; ".join(", ".join(f"{name.replace('_', ' ')} {plain(str(value))}" for name, value in mark.items()) for mark in picked)
    note(f"Only what is picked in the chart: {words}. Double-click the chart to see all again.")
    return kept

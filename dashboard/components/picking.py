"""Marks picked in a chart narrow the rows below it; a double click lets them go."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from dashboard.components.finding import note
from dashboard.selection import Selection
from dashboard.theme import plain

PICKED = "picked"
UNKNOWN = "not known"
Picked = Sequence[Mapping[str, Any]]


def selectable(spec: dict[str, Any], fields: Sequence[str]) -> dict[str, Any]:
    """The chart with marks that can be picked by these fields; what is not picked fades. In a layered chart the first layer's."""
    first = spec["layer"][0] if "layer" in spec else spec
    first["params"] = [{"name": PICKED, "select": {"type": "point", "fields": list(fields)}}]
    first["encoding"]["opacity"] = {"condition": {"param": PICKED, "value": 1}, "value": 0.35}
    return spec


def _drawn_as(name: str) -> pl.Expr:
    """A column's values as charts label them."""
    return pl.col(name).cast(pl.String).fill_null(UNKNOWN)


def narrowed(listed: Selection, picked: Picked) -> Selection:
    """The rows of the picked marks, with a sentence that says so; all rows where none is picked, or none of them is left."""
    if not picked:
        return listed
    one_of = [pl.all_horizontal([_drawn_as(name) == str(value) for name, value in mark.items()]) for mark in picked]
    found = listed.where(pl.any_horizontal(one_of))
    if found.is_empty():
        return listed
    words = "; ".join(", ".join(f"{name.replace('_', ' ')} {plain(str(value))}" for name, value in mark.items()) for mark in picked)
    note(f"Only what is picked in the chart: {words}. Double-click the chart to see all again.")
    return found

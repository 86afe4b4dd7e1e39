"""Conditions on any column by its type: choices, text, numbers, instants, lists, yes or no; known or not known on each."""

from typing import Any

import polars as pl
import streamlit as st

from dashboard import matching
from dashboard.data import Filters
from dashboard.matching import Condition
from dashboard.view import View
from dashboard.zones import zone

FEW = 40
KNOWN, NOT_KNOWN = "is known", "is not known"
ONE_OF, CONTAINS, IS, STARTS, HOLDS, EMPTY = "is one of", "contains", "is", "starts with", "holds", "is empty"
IN_ADDRESS: Any = {"bind": "query-params", "persist_state": "session"}  # so that a view is a bookmark


def conditions(view: View, table: str) -> list[Condition]:
    """Ask which columns to filter and how; conditions hold together."""
    frame = view.table(table)
    meaning = {column.name: column.meaning for column in view.held.tables()[table]}
    wanted = st.multiselect("Conditions on", frame.columns, key=f"conditions_{table}", placeholder="No condition", **IN_ADDRESS)
    found = []
    for start in range(0, len(wanted), 3):
        for place, name in zip(st.columns(3), wanted[start : start + 3], strict=False):
            with place.container(border=True):
                choices = _choices(view, table, name)
                one = _asked(frame[name], f"{table}_{name}", meaning.get(name) or None, choices)
            if one:
                found.append(one)
    return found


def _choices(view: View, table: str, name: str) -> list[str] | None:
    """The values of a text column that has few of them, whatever the filters; None: it has many, or is no text."""

    def few() -> list[str] | None:
        values = view.table(table)[name]
        if values.dtype not in (pl.String, pl.Categorical):
            return None
        different = values.drop_nulls().unique()
        return sorted(different.cast(pl.String).to_list()) if different.len() <= FEW else None

    return view.held.shared(("choices", table, name), Filters(), few)


def _asked(column: pl.Series, key: str, text: str | None, choices: list[str] | None) -> Condition | None:
    ways = _ways(column.dtype, choices)
    how = str(st.selectbox(f"{column.name}: how", ways, key=f"{key}_how", help=text, **IN_ADDRESS) or ways[0])
    complete = {
        KNOWN: matching.known(column.name, wanted=True),
        NOT_KNOWN: matching.known(column.name, wanted=False),
        "yes": matching.truth(column.name, wanted=True),
        "no": matching.truth(column.name, wanted=False),
        EMPTY: matching.empty_list(column.name),
    }
    if how in complete:
        return complete[how]
    if how == "lies between":
        return _between(column.name, key)
    if how == "lies on days":
        return _on_days(column, key)
    if how == ONE_OF:
        chosen = st.multiselect(column.name, choices or [], key=key, placeholder="any", **IN_ADDRESS)
        return matching.one_of(column.name, chosen) if chosen else None
    return _worded(column, how, key)


def _ways(kind: pl.DataType, choices: list[str] | None) -> list[str]:
    """What can be asked of a column; the first is offered."""
    if kind == pl.Boolean:
        first = ["yes", "no"]
    elif isinstance(kind, pl.Datetime) or kind == pl.Date:
        first = ["lies on days"]
    elif isinstance(kind, pl.List):
        first = [HOLDS, EMPTY]
    elif kind.is_numeric():
        first = ["lies between", IS, CONTAINS]
    else:
        first = [*([ONE_OF] if choices is not None else []), CONTAINS, IS, STARTS]
    return [*first, KNOWN, NOT_KNOWN]


def _between(name: str, key: str) -> Condition | None:
    low_place, high_place = st.columns(2)
    low = low_place.number_input(f"{name} from", value=None, key=f"{key}_low", placeholder="any", **IN_ADDRESS)
    high = high_place.number_input("to", value=None, key=f"{key}_high", placeholder="any", **IN_ADDRESS)
    return matching.between(name, low, high)


def _on_days(column: pl.Series, key: str) -> Condition | None:
    told_in = "" if column.dtype == pl.Date else f"{zone()}, "
    chosen = st.date_input(f"{column.name} ({told_in}from and to)", value=(), key=key, **IN_ADDRESS)
    between = [*(chosen if isinstance(chosen, (tuple, list)) else [chosen]), None, None]
    return matching.days(column.name, between[0], between[1], dated=column.dtype == pl.Date)


def _worded(column: pl.Series, how: str, key: str) -> Condition | None:
    name, several = column.name, how == IS and column.dtype.is_numeric()
    sought = st.text_input(
        f"{name} {how}", key=f"{key}_text", placeholder="one, or several with commas" if several else "any", **IN_ADDRESS
    ).strip()
    if not sought:
        return None
    if several:
        return matching.equals_any(name, [one.strip() for one in sought.split(",") if one.strip()])
    return {CONTAINS: matching.contains, IS: matching.equals, STARTS: matching.starts, HOLDS: matching.holds}[how](name, sought)

"""Conditions on any column by its type: choices, text, numbers, instants, yes or no; each also as SQL."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import polars as pl
import streamlit as st

from dashboard.selection import Selection

FEW = 40
IN_ADDRESS: Any = {"bind": "query-params", "persist_state": "session"}  # so that a view is a bookmark


@dataclass(frozen=True)
class Condition:
    """One condition: as an expression on the frame, and as SQL on the published table."""

    expression: pl.Expr
    sql: str


def conditions(listed: Selection, table: str, meaning: Mapping[str, str]) -> list[Condition]:
    """Ask which columns to filter and how; conditions hold together."""
    wanted = st.multiselect("Conditions on", listed.frame.columns, key=f"conditions_{table}", placeholder="No condition", **IN_ADDRESS)
    found = []
    for start in range(0, len(wanted), 3):
        for place, name in zip(st.columns(3), wanted[start : start + 3], strict=False):
            with place:
                one = _asked(listed.column(name), f"{table}_{name}", meaning.get(name) or None)
            if one:
                found.append(one)
    return found


def _asked(column: pl.Series, key: str, text: str | None) -> Condition | None:
    kind = column.dtype
    if kind == pl.Boolean:
        return _yes_or_no(column.name, key, text)
    if kind.is_numeric() and not column.name.endswith("_id"):
        return _between(column, key, text)
    if isinstance(kind, pl.Datetime) or kind == pl.Date:
        return _when(column, key, text)
    if isinstance(kind, pl.List):
        return _holds(column, key, text)
    if kind in (pl.String, pl.Categorical) and column.n_unique() <= FEW:
        return _one_of(column, key, text)
    return _contains(column, key, text)


def _yes_or_no(name: str, key: str, text: str | None) -> Condition | None:
    chosen = st.selectbox(name, ["yes", "no", "not known"], index=None, key=key, help=text, placeholder="any", **IN_ADDRESS)
    states: dict[str, Condition] = {
        "yes": Condition(pl.col(name).eq_missing(other=True), f"{name} is true"),
        "no": Condition(pl.col(name).eq_missing(other=False), f"{name} is false"),
        "not known": Condition(pl.col(name).is_null(), f"{name} is null"),
    }
    return states[chosen] if chosen else None


def _between(column: pl.Series, key: str, text: str | None) -> Condition | None:
    name = column.name
    low_place, high_place = st.columns(2)
    low = low_place.number_input(f"{name} from", value=None, key=f"{key}_low", help=text, placeholder="any", **IN_ADDRESS)
    high = high_place.number_input("to", value=None, key=f"{key}_high", placeholder="any", **IN_ADDRESS)
    parts = [(pl.col(name) >= low, f"{name} >= {low:g}")] if low is not None else []
    parts += [(pl.col(name) <= high, f"{name} <= {high:g}")] if high is not None else []
    return _together(parts)


def _when(column: pl.Series, key: str, text: str | None) -> Condition | None:
    name = column.name
    chosen = st.date_input(f"{name} (UTC, from and to)", value=(), key=key, help=text, **IN_ADDRESS)
    days = list(chosen) if isinstance(chosen, (tuple, list)) else [chosen]
    parts = []
    if days and days[0]:
        parts.append((pl.col(name) >= _start(days[0], column.dtype), f"{name} >= '{days[0]}'"))
    if len(days) > 1 and days[1]:
        after = days[1] + timedelta(days=1)
        parts.append((pl.col(name) < _start(after, column.dtype), f"{name} < '{after}'"))
    return _together(parts)


def _start(day: date, kind: pl.DataType) -> datetime | date:
    return datetime.combine(day, time.min, UTC) if isinstance(kind, pl.Datetime) else day


def _one_of(column: pl.Series, key: str, text: str | None) -> Condition | None:
    name = column.name
    values = sorted(column.drop_nulls().unique().to_list())
    chosen = st.multiselect(name, values, key=key, help=text, placeholder="any", **IN_ADDRESS)
    if not chosen:
        return None
    return Condition(pl.col(name).is_in(chosen), f"{name} in ({', '.join(_quoted(value) for value in chosen)})")


def _contains(column: pl.Series, key: str, text: str | None) -> Condition | None:
    name = column.name
    sought = st.text_input(f"{name} contains", key=key, help=text, placeholder="any", **IN_ADDRESS).strip()
    if not sought:
        return None
    found = pl.col(name).cast(pl.String).str.to_lowercase().str.contains(sought.lower(), literal=True)
    return Condition(found, f"position(lower({_quoted(sought)}) in lower({name}::text)) > 0")


def _holds(column: pl.Series, key: str, text: str | None) -> Condition | None:
    name = column.name
    sought = st.text_input(f"{name} holds", key=key, help=text, placeholder="any", **IN_ADDRESS).strip()
    if not sought:
        return None
    return Condition(pl.col(name).list.contains(sought), f"{_quoted(sought)} = any({name})")


def _together(parts: list[tuple[pl.Expr, str]]) -> Condition | None:
    if not parts:
        return None
    return Condition(pl.all_horizontal(*[part for part, _ in parts]), " and ".join(sql for _, sql in parts))


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"

"""Conditions on a published column, each twice: as an expression on the frame in memory, and as SQL that finds the same rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl

from dashboard.zones import midnight


@dataclass(frozen=True)
class Condition:
    """One condition: as an expression on the frame, and as SQL on the published table."""

    expression: pl.Expr
    sql: str


def quoted(value: str) -> str:
    """A text as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"


def known(name: str, *, wanted: bool) -> Condition:
    """The value is known, or is not."""
    column = pl.col(name)
    return Condition(column.is_not_null(), f"{name} is not null") if wanted else Condition(column.is_null(), f"{name} is null")


def truth(name: str, *, wanted: bool) -> Condition:
    """Yes or no; what is not known is neither."""
    return Condition(pl.col(name).eq_missing(other=wanted), f"{name} is {'true' if wanted else 'false'}")


def contains(name: str, sought: str) -> Condition:
    """The text, or the number as text, contains the words, in either case."""
    found = _text(name).str.to_lowercase().str.contains(sought.lower(), literal=True)
    return Condition(found, f"position(lower({quoted(sought)}) in lower({name}::text)) > 0")


def equals(name: str, sought: str) -> Condition:
    """The text, or the number as text, is just that."""
    return Condition(_text(name) == sought, f"{name}::text = {quoted(sought)}")


def equals_any(name: str, sought: Sequence[str]) -> Condition:
    """The number as text is one of these."""
    return Condition(_text(name).is_in(list(sought)), f"{name}::text in ({', '.join(quoted(one) for one in sought)})")


def starts(name: str, sought: str) -> Condition:
    """The text begins so."""
    return Condition(_text(name).str.starts_with(sought), f"starts_with({name}::text, {quoted(sought)})")


def one_of(name: str, values: Sequence[str]) -> Condition:
    """The text is one of these."""
    return Condition(pl.col(name).is_in(list(values)), f"{name}::text in ({', '.join(quoted(value) for value in values)})")


def between(name: str, low: float | None, high: float | None) -> Condition | None:
    """The number lies between both, the ends included."""
    parts = [(pl.col(name) >= low, f"{name} >= {_number(low)}")] if low is not None else []
    parts += [(pl.col(name) <= high, f"{name} <= {_number(high)}")] if high is not None else []
    return _together(parts)


def days(name: str, first: date | None, last: date | None, *, dated: bool) -> Condition | None:
    """From the start of the first day to the end of the last, in the reader's zone. `dated`: the column holds days, not instants."""
    parts = [(pl.col(name) >= _start(first, dated=dated), f"{name} >= {_literal(first, dated=dated)}")] if first else []
    if last:
        after = last + timedelta(days=1)
        parts.append((pl.col(name) < _start(after, dated=dated), f"{name} < {_literal(after, dated=dated)}"))
    return _together(parts)


def holds(name: str, sought: str) -> Condition:
    """The list holds this very text."""
    return Condition(pl.col(name).list.contains(sought), f"{quoted(sought)} = any({name})")


def empty_list(name: str) -> Condition:
    """The list is known, and nothing is in it."""
    return Condition(pl.col(name).list.len() == 0, f"cardinality({name}) = 0")


def _text(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.String)


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def _start(day: date, *, dated: bool) -> datetime | date:
    return day if dated else midnight(day)


def _literal(day: date, *, dated: bool) -> str:
    return f"date '{day}'" if dated else f"timestamptz '{midnight(day):%Y-%m-%d %H:%M}+00'"


def _together(parts: list[tuple[pl.Expr, str]]) -> Condition | None:
    if not parts:
        return None
    return Condition(pl.all_horizontal(*[part for part, _ in parts]), " and ".join(sql for _, sql in parts))

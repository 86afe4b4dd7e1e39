"""Columns as text, for files that hold nothing else: instants, lists as JSON, and cells that no spreadsheet computes."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import polars as pl

# A spreadsheet takes a cell that starts so for a formula; the full-width forms too, where the input method is Japanese.
FORMULA_START = r"^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20\t\r\n]"
_JSON_ESCAPES = {chr(code): json.dumps(chr(code))[1:-1] for code in (*range(32), ord('"'), ord("\\"))}


def formula_safe(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would compute it."""
    return f"'{text}" if re.match(FORMULA_START, text) else text


def disarmed(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with every text and every column's name made formula-safe."""
    text = [name for name, kind in frame.schema.items() if kind == pl.String]
    safe = frame.with_columns(
        pl.when(pl.col(name).str.contains(FORMULA_START)).then(pl.lit("'") + pl.col(name)).otherwise(pl.col(name)).alias(name)
        for name in text
    )
    return safe.rename({name: formula_safe(name) for name in safe.columns})


def flat(frame: pl.DataFrame, as_text: Sequence[str] = ()) -> pl.DataFrame:
    """The frame with text for instants (ISO 8601, UTC), for lists (JSON), and for the columns `as_text`."""
    shown = instants_as_text(frame)
    for name, kind in frame.schema.items():
        if kind == pl.List(pl.String):
            shown.append(_list_as_json(frame[name]))
        elif isinstance(kind, (pl.List, pl.Array, pl.Struct)) or kind == pl.Object:
            shown.append(_as_json(frame[name]))
        elif name in as_text or isinstance(kind, (pl.Categorical, pl.Enum)) or kind in {pl.Binary, pl.Null, pl.Decimal}:
            shown.append(frame[name].cast(pl.String, strict=False))
    return frame.with_columns(shown)


def instants_as_text(frame: pl.DataFrame) -> list[pl.Series]:
    """The frame's instants and other times, each column as ISO 8601; what has a zone ends in Z."""
    zoned = [name for name, kind in frame.schema.items() if isinstance(kind, pl.Datetime)]
    other = [name for name, kind in frame.schema.items() if kind in {pl.Date, pl.Time, pl.Duration}]
    shown = []
    for name in zoned:
        instants = frame[name]
        zone = getattr(instants.dtype, "time_zone", None)
        utc = instants.dt.convert_time_zone("UTC").dt.replace_time_zone(None) if zone else instants
        shown.append(utc.dt.strftime("%Y-%m-%dT%H:%M:%S%.6f" + ("Z" if zone else "")).alias(name))
    return shown + [frame[name].cast(pl.String, strict=False) for name in other]


def _list_as_json(column: pl.Series) -> pl.Series:
    """A list of texts as the JSON that `json.dumps` writes, without a loop over rows."""
    escaped = pl.element().str.replace_many(_JSON_ESCAPES)
    quoted = (pl.lit('"') + escaped + pl.lit('"')).fill_null("null")
    return pl.select(pl.lit("[") + pl.lit(column).list.eval(quoted).list.join(", ") + pl.lit("]")).to_series().alias(column.name)


def _as_json(column: pl.Series) -> pl.Series:
    texts = (None if value is None else json.dumps(value, ensure_ascii=False, default=_said) for value in column.to_list())
    return pl.Series(column.name, list(texts), dtype=pl.String)


def _said(value: Any) -> str:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)

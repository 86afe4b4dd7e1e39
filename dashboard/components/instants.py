"""Columns of instants in a table, told in the reader's time zone."""

from typing import Any

import polars as pl
import streamlit as st

from dashboard import glossary, zones


def instants(label: str, meaning: str | None = None) -> Any:
    """How a column of instants is shown: to the minute, in the reader's zone."""
    told_in = zones.zone()
    mark = "[UTC]" if told_in == zones.UTC else "Z"  # the offset: it changes with the season, the zone's name does not
    words = " ".join(filter(None, [meaning, f"Times are in {told_in}."]))
    return st.column_config.DatetimeColumn(label, help=words, format=f"YYYY-MM-DD HH:mm {mark}", timezone=told_in)


def configured(frame: pl.DataFrame) -> dict[str, Any]:
    """The columns of a figure's table: instants in the reader's zone, and help on each term that has an entry."""
    told = {name: st.column_config.Column(help=text) for name in frame.columns if (text := glossary.meaning(name))}
    return told | {name: instants(name, glossary.meaning(name)) for name in _instants(frame.schema)}


def zone_told(kinds: pl.Schema) -> str:
    """Words beside a table that name the zone where it is not UTC, which stands in every cell."""
    return f" · times in {zones.zone()}" if zones.zone() != zones.UTC and _instants(kinds) else ""


def _instants(kinds: pl.Schema) -> list[str]:
    return [name for name, kind in kinds.items() if isinstance(kind, pl.Datetime) and kind.time_zone]

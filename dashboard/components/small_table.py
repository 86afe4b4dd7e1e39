"""A table of a few rows in plain text, one HTML element: a screen reader reads it, and a browser draws it at once.

Streamlit's own table reads each cell as Markdown, which takes a browser half a millisecond a cell at every change of a filter.
"""

from html import escape

import polars as pl
import streamlit as st


def small_table(frame: pl.DataFrame, *, caption: str) -> None:
    """All rows of `frame`, their first column as heads. `caption` is for whoever does not see the page around it."""
    heads = "".join(f'<th scope="col"{_side(kind)}>{escape(name)}</th>' for name, kind in frame.schema.items())
    lines = "".join(_line(row, frame.dtypes) for row in frame.iter_rows())
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>"
    st.html(f'<div class="small-table" tabindex="0" role="region" aria-label="{escape(caption)}">{table}</div>')


def _line(row: tuple[object, ...], kinds: list[pl.DataType]) -> str:
    first, *others = [escape(_written(value)) for value in row]
    cells = "".join(f"<td{_side(kind)}>{cell}</td>" for cell, kind in zip(others, kinds[1:], strict=True))
    return f'<tr><th scope="row"{_side(kinds[0])}>{first}</th>{cells}</tr>'


def _written(value: object) -> str:
    if value is None:
        return "—"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _side(kind: pl.DataType) -> str:
    return ' class="number"' if kind.is_integer() else ""

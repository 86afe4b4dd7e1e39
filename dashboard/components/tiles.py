"""Figures side by side: each with a value, what it is of, and help on the term.

A row is one HTML element and not fifteen of Streamlit's, each of which a browser works through three times at every change of a filter.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

import streamlit as st


class Way(NamedTuple):
    """Where a figure's rows are, and what the way there is called."""

    address: str
    label: str


@dataclass(frozen=True)
class Tile:
    """One figure, in plain text. `beside` wraps, so interval, number and target always fit; `help` explains the term.

    `line` is the HTML of a small picture that stands beside the value.
    """

    label: str
    value: str
    beside: str
    help: str
    line: str = ""
    way: Way | None = None


def tiles(shown: Sequence[Tile]) -> None:
    """A row of tiles; on a narrow screen they stand below each other."""
    st.html(f'<div class="tiles">{"".join(f"<div>{_html(tile)}</div>" for tile in shown)}</div>')


def _html(tile: Tile) -> str:
    """One tile, its look in `page_style.py`."""
    name = f"help-{re.sub('[^a-z0-9]+', '-', tile.label.lower())}"
    beside = "<br>".join(escape(part) for part in tile.beside.split("\n"))
    label, asked = escape(tile.label, quote=True), escape(tile.help, quote=True)
    way = f'<dd class="way"><a href="{escape(tile.way.address)}">{escape(tile.way.label)} →</a></dd>' if tile.way else ""
    return (
        f'<dl class="tile"><dt>{label}'
        f' <button type="button" popovertarget="{name}" aria-label="Help for {label}" title="{asked}">?</button></dt>'
        f'<dd class="value"><span>{escape(tile.value)}</span>{tile.line}</dd><dd class="beside">{beside}</dd>{way}</dl>'
        f'<div popover id="{name}">{asked}</div>'
    )

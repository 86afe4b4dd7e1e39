"""Figures side by side: each with a value, what it is of, and help on the term.

A row is one HTML element and not fifteen of Streamlit's, each of which a browser works through three times at every change of a filter.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st


@dataclass(frozen=True)
class Tile:
    """One figure, in plain text. `beside` wraps, so interval, number and target always fit; `help` explains the term."""

    label: str
    value: str
    beside: str
    help: str


def tiles(shown: Sequence[Tile]) -> None:
    """A row of tiles; on a narrow screen they stand below each other."""
    st.html(f'<div class="tiles">{"".join(f"<div>{tile_html(tile)}</div>" for tile in shown)}</div>')


def tile_html(tile: Tile, *, line: str = "") -> str:
    """One tile, its look in `theme.page_style`. `line` is the HTML of a small picture that stands beside the value."""
    name = f"help-{re.sub('[^a-z0-9]+', '-', tile.label.lower())}"
    beside = "<br>".join(escape(part) for part in tile.beside.split("\n"))
    label, asked = escape(tile.label, quote=True), escape(tile.help, quote=True)
    return (
        f'<dl class="tile"><dt>{label}'
        f' <button type="button" popovertarget="{name}" aria-label="Help for {label}" title="{asked}">?</button></dt>'
        f'<dd class="value"><span>{escape(tile.value)}</span>{line}</dd><dd class="beside">{beside}</dd></dl>'
        f'<div popover id="{name}">{asked}</div>'
    )

"""Figures side by side: each with a value, what it is of, and help on the term."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st


@dataclass(frozen=True)
class Tile:
    """One figure. `beside` wraps, so interval, number and target always fit; `help` explains the term."""

    label: str
    value: str
    beside: str
    help: str


def tiles(shown: Sequence[Tile]) -> None:
    """A row of tiles; on a narrow screen they stand below each other."""
    row = st.container(horizontal=True, gap="small")
    for tile in shown:
        with row.container(border=True, gap="xxsmall", width="stretch", height="stretch"):
            st.metric(tile.label, tile.value, help=tile.help)
            st.caption(tile.beside)

"""Figures side by side: each with a value, what it is of, and help on the term."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from dashboard.charts.sparkline import sparkline
from dashboard.components.figure import specified
from dashboard.theme import LIGHT, Palette


@dataclass(frozen=True)
class Tile:
    """One figure. `beside` wraps, so interval, number and target always fit; `help` explains the term.

    `days` are the last days, oldest first, of what `line` names, drawn under it; empty: it has no dated past.
    """

    label: str
    value: str
    beside: str
    help: str
    days: Sequence[float] = ()
    line: str = ""


def tiles(shown: Sequence[Tile], palette: Palette = LIGHT) -> None:
    """A row of tiles; on a narrow screen they stand below each other."""
    row = st.container(horizontal=True, gap="small")
    for tile in shown:
        with row.container(border=True, gap="xxsmall", width="stretch", height="stretch"):
            st.metric(tile.label, tile.value, help=tile.help)
            if tile.days:  # the metric's own line has a mark without a name, which a screen reader stumbles over
                words = f"{tile.line}: {tile.days[0]:,.0f} to {tile.days[-1]:,.0f} in {len(tile.days)} days"
                spec = specified(sparkline(tile.days, palette), palette)
                st.vega_lite_chart(spec=spec, width="stretch", alt=words, key=f"days_{tile.label}")
                st.caption(words)
            st.caption(tile.beside)

"""A picture with its text alternative and the table it was drawn from."""

from typing import Any

import altair as alt
import polars as pl
import streamlit as st

from dashboard.theme import Palette


def picture(chart: alt.TopLevelMixin, palette: Palette, *, summary: str, key: str) -> None:
    """The chart in the reader's colours; the one-sentence summary is what a screen reader hears."""
    st.altair_chart(coloured(chart, palette), width="stretch", alt=summary, key=key)


def figure(chart: alt.TopLevelMixin, palette: Palette, *, summary: str, table: pl.DataFrame, key: str) -> None:
    """The chart, and below it, a click away, the table it was drawn from."""
    picture(chart, palette, summary=summary, key=f"{key}_chart")
    with st.expander("The same as a table", icon=":material/table:"):
        st.dataframe(table, hide_index=True, alt=summary, key=f"{key}_table")


def coloured(chart: Any, palette: Palette) -> Any:
    """Axes, legend and background from our palette: Streamlit's own greys miss 4.5:1."""
    return chart.configure(
        background=palette.background,
        axis={
            "labelColor": palette.muted,
            "titleColor": palette.muted,
            "gridColor": palette.line,
            "domainColor": palette.muted,
            "tickColor": palette.muted,
            "labelFontSize": 12,
            "titleFontWeight": "normal",
        },
        legend={"labelColor": palette.text, "titleColor": palette.muted, "labelFontSize": 12},
        view={"stroke": None},
    )

"""Horizontal bars whose names are long: each name stands above its bar, so that it is whole on a narrow screen too."""

import altair as alt
import polars as pl

from dashboard.theme import Palette


def named_bars(frame: pl.DataFrame, *, label: str, value: str, palette: Palette, unit: str) -> alt.LayerChart:
    """One bar a row of the frame, in its order, with its name and number above it."""
    lanes = alt.Y(f"{label}:N", title=None, sort=frame[label].to_list(), axis=None)
    bars = (
        alt.Chart(frame)
        .mark_bar(height=12, yOffset=9, color=palette.accent)
        .encode(
            x=alt.X(f"{value}:Q", title=unit, axis=alt.Axis(format=",d", tickMinStep=1)),
            y=lanes,
            tooltip=[alt.Tooltip(f"{label}:N", title=""), alt.Tooltip(f"{value}:Q", title=unit, format=",")],
        )
    )
    words = frame.select(label, words=pl.format("{}: {}", label, pl.col(value)))
    names = (
        alt.Chart(words)
        .mark_text(align="left", dy=-9, fontSize=12, color=palette.text, limit=700)
        .encode(x=alt.value(0), y=lanes, text="words:N")
    )
    return (bars + names).properties(height=alt.Step(38))

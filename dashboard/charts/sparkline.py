"""A figure's last days as one small line, without axes: where it goes, not how much it is."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import polars as pl

from dashboard.theme import Palette

HEIGHT = 44


def sparkline(days: Sequence[float], palette: Palette) -> Any:
    """The values, oldest first."""
    frame = pl.DataFrame({"day": range(len(days)), "value": days})
    return (
        alt.Chart(frame)
        .mark_line(color=palette.accent, strokeWidth=2, interpolate="step-after")
        .encode(x=alt.X("day:Q", axis=None), y=alt.Y("value:Q", axis=None, scale=alt.Scale(zero=False, nice=False, padding=4)))
        .properties(height=HEIGHT, padding=0)
    )

"""The life of one credential on a time axis: spans as bars, instants as marks, what is uncertain hatched by opacity."""

from typing import Any

import altair as alt
import polars as pl

from dashboard.metrics.life import LANES
from dashboard.theme import Palette
from dashboard.zones import wall_clock, zone

LANE_HEIGHT = 44


def lifeline(spans: pl.DataFrame, palette: Palette) -> Any:
    """One lane a kind. `spans`: lane, what, starts_at, ends_at (equal: an instant), certain. Times are the reader's."""
    spans = wall_clock(spans)
    colours = {"Life": palette.neutral, "Use": palette.accent, "Rotation": palette.priority["schedule"], "Exposure": palette.alarm}
    colour = alt.Color("lane:N", legend=None, scale=alt.Scale(domain=list(colours), range=list(colours.values())))
    shared = {
        "y": alt.Y("lane:N", title=None, sort=list(LANES), axis=alt.Axis(labelFontWeight="bold", ticks=False, domain=False)),
        "color": colour,
        "tooltip": [
            alt.Tooltip("what:N", title="what"),
            alt.Tooltip("starts_at:T", title=f"from ({zone()})", format="%Y-%m-%d %H:%M"),
            alt.Tooltip("ends_at:T", title=f"to ({zone()})", format="%Y-%m-%d %H:%M"),
        ],
    }
    time = alt.X("starts_at:T", title=f"time ({zone()})", axis=alt.Axis(grid=True, labelOverlap=True, format="%Y-%m-%d", tickCount=6))
    opacity = alt.condition("datum.certain", alt.value(1.0), alt.value(0.45))
    longer, instants = pl.col("ends_at") > pl.col("starts_at"), pl.col("ends_at") == pl.col("starts_at")
    bars = alt.Chart(spans.filter(longer)).mark_bar(height=14, cornerRadius=2).encode(x=time, x2="ends_at:T", opacity=opacity, **shared)
    marks = alt.Chart(spans.filter(instants)).mark_point(shape="diamond", size=90, filled=True, aria=False).encode(x=time, **shared)
    return alt.layer(bars, marks).properties(height=LANE_HEIGHT * spans["lane"].n_unique() + 20)

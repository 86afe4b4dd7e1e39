"""The windows of logs that are held: one line a source, tenant and kind; a mark at each gap, also where it is thinner than a pixel."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import altair as alt
import polars as pl

from dashboard.metrics.coverage import DAYS
from dashboard.theme import Palette
from dashboard.zones import clock, wall_clock, zone


def coverage(windows: pl.DataFrame, order: Sequence[str], as_of: datetime, palette: Palette) -> alt.LayerChart:
    """`windows`: lane, starts_at, ends_at, gap_from (null: no gap before it); `order`: the lanes, first on top. Times are the reader's."""
    lanes = alt.Y("lane:N", title=None, sort=list(order), axis=None)
    windows = wall_clock(windows)
    span = [clock(moment) for moment in (as_of - timedelta(days=DAYS), as_of)]
    time = alt.X(
        "starts_at:T",
        title=f"time ({zone()})",
        scale=alt.Scale(domain=span, nice=False),
        axis=alt.Axis(format="%Y-%m-%d", labelOverlap=True, tickCount=6),
    )
    bars = (
        alt.Chart(windows)
        .mark_bar(height=12, yOffset=9, color=palette.accent)
        .encode(
            x=time,
            x2="ends_at:T",
            y=lanes,
            tooltip=[
                "lane:N",
                alt.Tooltip("starts_at:T", title=f"held from ({zone()})", format="%Y-%m-%d %H:%M"),
                alt.Tooltip("ends_at:T", title=f"to ({zone()})", format="%Y-%m-%d %H:%M"),
            ],
        )
    )
    gaps = windows.filter(pl.col("gap_from").is_not_null()).with_columns(
        hours=((pl.col("starts_at") - pl.col("gap_from")).dt.total_seconds() / 3600).round(1)
    )
    told = [
        "lane:N",
        alt.Tooltip("gap_from:T", title=f"gap from ({zone()})", format="%Y-%m-%d %H:%M"),
        alt.Tooltip("starts_at:T", title=f"to ({zone()})", format="%Y-%m-%d %H:%M"),
        alt.Tooltip("hours:Q", title="hours", format=",.1f"),
    ]
    holes = (
        alt.Chart(gaps).mark_bar(height=4, yOffset=9, color=palette.alarm).encode(x="gap_from:T", x2="starts_at:T", y=lanes, tooltip=told)
    )
    ticks = (
        alt.Chart(gaps)
        .mark_point(shape="triangle-down", size=42, filled=True, opacity=1, color=palette.alarm, yOffset=-1)
        .encode(x="gap_from:T", y=lanes, tooltip=told)
    )
    names = (
        alt.Chart(pl.DataFrame({"lane": list(order)}))
        .mark_text(align="left", dy=-12, fontSize=12, color=palette.text, limit=700)
        .encode(x=alt.value(0), y=lanes, text="lane:N")
    )
    return alt.layer(bars, holes, ticks, names).properties(height=alt.Step(44))

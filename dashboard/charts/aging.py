"""Ageing histogram: how many credentials are how old, and which of them policy calls too old."""

import altair as alt
import polars as pl

from dashboard.metrics.ages import BINS, UNKNOWN
from dashboard.theme import Palette


def aging(histogram: pl.DataFrame, palette: Palette) -> alt.LayerChart:
    """Bars by age bin, split into within and over policy; the unknown dates have a hatched-looking bar of their own."""
    within, over, unknown = "within policy", "over policy", "date not known"
    known = histogram.filter(pl.col("age") != UNKNOWN)
    parts = pl.concat(
        [
            known.select("age", state=pl.lit(over), credentials=pl.col("over")),
            known.select("age", state=pl.lit(within), credentials=pl.col("credentials") - pl.col("over")),
            histogram.filter(pl.col("age") == UNKNOWN).select("age", state=pl.lit(unknown), credentials="credentials"),
        ],
        how="vertical_relaxed",
    )
    bars = (
        alt.Chart(parts)
        .mark_bar(stroke=palette.background, strokeWidth=1)
        .encode(
            x=alt.X("age:N", sort=[*BINS, UNKNOWN], title="age of the credential", axis=alt.Axis(labelAngle=0)),
            y=alt.Y("credentials:Q", title="active credentials", axis=alt.Axis(format=",d", tickMinStep=1)),
            color=alt.Color(
                "state:N",
                title=None,
                scale=alt.Scale(domain=[over, within, unknown], range=[palette.alarm, palette.accent, palette.neutral]),
                legend=alt.Legend(orient="top"),
            ),
            order=alt.Order("state:N", sort="descending"),
            tooltip=["age:N", "state:N", alt.Tooltip("credentials:Q", format=",")],
        )
    )
    totals = (
        alt.Chart(histogram.filter(pl.col("credentials") > 0))
        .mark_text(dy=-7, color=palette.text)
        .encode(x=alt.X("age:N", sort=[*BINS, UNKNOWN]), y="credentials:Q", text=alt.Text("credentials:Q", format=","))
    )
    return (bars + totals).properties(height=300)

"""Requests by day, failed ones on top in the colour of alarm."""

import altair as alt
import polars as pl

from dashboard.theme import Palette


def use_by_day(days: pl.DataFrame, palette: Palette) -> alt.Chart:
    """`days`: day, outcome (answered or failed), requests; at most two marks a day."""
    return (
        alt.Chart(days)
        .mark_bar(stroke=palette.background, strokeWidth=0.5)
        .encode(
            x=alt.X("yearmonthdate(day):T", title="day (UTC)", axis=alt.Axis(format="%Y-%m-%d", labelOverlap=True, tickCount=6)),
            y=alt.Y("requests:Q", title="requests", stack="zero", axis=alt.Axis(format=",d", tickMinStep=1)),
            color=alt.Color(
                "outcome:N",
                title=None,
                scale=alt.Scale(domain=["answered", "failed"], range=[palette.accent, palette.alarm]),
                legend=alt.Legend(orient="top"),
            ),
            order=alt.Order("outcome:N"),
            tooltip=[
                alt.Tooltip("day:T", title="day (UTC)", format="%Y-%m-%d"),
                "outcome:N",
                alt.Tooltip("requests:Q", format=","),
            ],
        )
        .properties(height=200)
    )

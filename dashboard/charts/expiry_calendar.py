"""Expiries by month: the past in the colour of alarm, the coming months in that of the accent."""

import altair as alt
import polars as pl

from dashboard.metrics.expiries import PAST
from dashboard.theme import Palette


def expiry_calendar(months: pl.DataFrame, palette: Palette) -> alt.LayerChart:
    """One bar a month with its number above it."""
    order = months["month"].to_list()
    state = pl.when(pl.col("month") == PAST).then(pl.lit("expired, still active")).otherwise(pl.lit("to come"))
    base = alt.Chart(months.with_columns(state=state)).encode(
        x=alt.X("month:N", sort=order, title="expires (month, UTC)", axis=alt.Axis(labelAngle=-45)),
        y=alt.Y("credentials:Q", title="active credentials", axis=alt.Axis(format=",d", tickMinStep=1)),
    )
    colour = alt.Color(
        "state:N",
        title=None,
        scale=alt.Scale(domain=["expired, still active", "to come"], range=[palette.alarm, palette.accent]),
        legend=alt.Legend(orient="top"),
    )
    bars = base.mark_bar().encode(color=colour, tooltip=["month:N", alt.Tooltip("credentials:Q", format=",")])
    numbers = (
        base.transform_filter("datum.credentials > 0")
        .mark_text(dy=-7, color=palette.text)
        .encode(text=alt.Text("credentials:Q", format=","))
    )
    return (bars + numbers).properties(height=240)

"""Keys by the time since their owner left, with the line behind which they are past the target."""

import altair as alt
import polars as pl

from dashboard.metrics.bins import UNKNOWN
from dashboard.metrics.leaving import SINCE
from dashboard.theme import Palette

STATES = ("past the target", "in time", "day not known")


def standing_keys(since: pl.DataFrame, palette: Palette) -> alt.LayerChart:
    """One bar a bin. `since`: since, credentials, share, state."""
    order = [*SINCE.names, UNKNOWN]
    base = alt.Chart(since).encode(
        x=alt.X("since:N", sort=order, title="since the last owner left", axis=alt.Axis(labelAngle=-30, labelOverlap=False)),
        y=alt.Y("credentials:Q", title="active credentials", axis=alt.Axis(format=",d", tickMinStep=1)),
    )
    bars = base.mark_bar().encode(
        color=alt.Color(
            "state:N",
            title=None,
            scale=alt.Scale(domain=list(STATES), range=[palette.alarm, palette.accent, palette.neutral]),
            legend=alt.Legend(orient="top", columns=2, offset=24),
        ),
        tooltip=[
            alt.Tooltip("since:N", title="since the last owner left"),
            "state:N",
            alt.Tooltip("credentials:Q", format=","),
            alt.Tooltip("share:Q", format=".0%"),
        ],
    )
    numbers = (
        base.transform_filter("datum.credentials > 0")
        .mark_text(dy=-7, color=palette.text)
        .encode(text=alt.Text("credentials:Q", format=","))
    )
    target = alt.Chart(pl.DataFrame({"since": [SINCE.names[0]], "text": ["target: within 24 h"]})).encode(
        x=alt.X("since:N", sort=order, bandPosition=1.05)
    )
    line = target.mark_rule(color=palette.text, strokeDash=[4, 3])
    words = target.mark_text(align="left", dx=4, color=palette.text).encode(text="text:N", y=alt.value(-8))
    return (bars + numbers + line + words).properties(height=330)

"""Age of each source in promised intervals: one line a source, limits at 1.5 and 3, missing ones at the edge."""

import altair as alt
import polars as pl

from dashboard.metrics.freshness import DRAWN_MOST, FRESH_MOST, LATE_MOST, STATES
from dashboard.theme import Palette

SHAPES = ("circle", "triangle-up", "square", "cross")


def freshness(sources: pl.DataFrame, palette: Palette) -> alt.LayerChart:
    """`sources`: label, freshness, drawn, said, last_as_of, in their order. State is told by shape, colour and word.

    A halo in the colour of the background keeps the limits off the names.
    """
    colours = [palette.neutral, palette.severity["info"], palette.alarm, palette.severity["critical"]]
    lanes = alt.Y("label:N", title=None, sort=sources["label"].to_list(), axis=None)
    edge = f"datum.value == {DRAWN_MOST:g} ? '{DRAWN_MOST:g}+' : datum.value"
    base = alt.Chart(sources).encode(
        x=alt.X(
            "drawn:Q",
            title="age in promised intervals",
            scale=alt.Scale(domain=[0, DRAWN_MOST * 1.04], nice=False),
            axis=alt.Axis(values=[0, FRESH_MOST, LATE_MOST, 4.5, DRAWN_MOST], labelExpr=edge),
        ),
        y=lanes,
    )
    state = alt.Scale(domain=list(STATES), range=colours)
    dots = base.mark_point(size=110, filled=True, opacity=1, yOffset=8).encode(
        color=alt.Color("freshness:N", title=None, scale=state, legend=alt.Legend(orient="top")),
        shape=alt.Shape("freshness:N", title=None, scale=alt.Scale(domain=list(STATES), range=list(SHAPES))),
        tooltip=[
            "label:N",
            alt.Tooltip("said:N", title="state"),
            alt.Tooltip("last_as_of:T", title="newest (UTC)", format="%Y-%m-%d %H:%M"),
        ],
    )
    named = sources.select("label", words=pl.format("{}: {}", "said", "label"))
    written = {"align": "left", "dy": -9, "fontSize": 12, "limit": 700}
    place = {"x": alt.value(0), "y": lanes, "text": alt.Text("words:N")}
    halo = (
        alt.Chart(named)
        .mark_text(stroke=palette.background, strokeWidth=5, color=palette.background, aria=False, **written)
        .encode(**place)
    )
    names = alt.Chart(named).mark_text(color=palette.text, **written).encode(**place)
    limits = alt.Chart(pl.DataFrame({"at": [FRESH_MOST, LATE_MOST]})).mark_rule(color=palette.muted, strokeDash=[4, 3]).encode(x="at:Q")
    return alt.layer(dots, limits, halo, names).properties(height=alt.Step(38))

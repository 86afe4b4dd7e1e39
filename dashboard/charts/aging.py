"""Ageing histogram: how many credentials are how old, and which of them policy calls too old."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import polars as pl

from dashboard.charts.specified import Spec, filled, named, specified_once
from dashboard.metrics.ages import AGES, STATES
from dashboard.metrics.bins import UNKNOWN
from dashboard.theme import Palette

ORDER = [*AGES.names, UNKNOWN]
LINE = 13  # each limit's words stand in a row of their own, the shortest limit highest: so no line crosses words


def aging(histogram: pl.DataFrame, limits: pl.DataFrame, in_force: Sequence[float], palette: Palette) -> Spec:
    """Bars by age bin, split into over policy and not; unknown dates apart; a dashed line at each age that policy allows.

    `limits`: max_age_days, credentials. `in_force`: what policy allows without the reader's filters, so that lines keep their places.
    """
    over, within, unknown = STATES
    known = histogram.filter(pl.col("age") != UNKNOWN)
    parts = pl.concat(
        [
            known.select("age", state=pl.lit(over), credentials=pl.col("over")),
            known.select("age", state=pl.lit(within), credentials=pl.col("credentials") - pl.col("over")),
            histogram.filter(pl.col("age") == UNKNOWN).select("age", state=pl.lit(unknown), credentials="credentials"),
        ],
        how="vertical_relaxed",
    )
    days = tuple(sorted({*in_force, *limits["max_age_days"].to_list()}))
    counts = limits.select("max_age_days", "credentials").iter_rows()
    words = [(at, AGES.place(at)[0], f"{at:g} d: {credentials:,}") for at, credentials in counts]
    lines = pl.DataFrame(words, schema={"limit": pl.Float64, "age": pl.String, "text": pl.String}, orient="row")
    return filled(_drawn(palette, days), parts=parts, totals=histogram.filter(pl.col("credentials") > 0), limits=lines)


@specified_once
def _drawn(palette: Palette, days: tuple[float, ...]) -> alt.LayerChart:
    over, within, unknown = STATES
    bars = (
        named("parts")
        .mark_bar(stroke=palette.background, strokeWidth=1)
        .encode(
            x=alt.X("age:N", sort=ORDER, title="age of the credential", axis=alt.Axis(labelAngle=-30, labelOverlap=False)),
            y=alt.Y("credentials:Q", title="active credentials", axis=alt.Axis(format=",d", tickMinStep=1)),
            color=alt.Color(
                "state:N",
                title=None,
                scale=alt.Scale(domain=[over, within, unknown], range=[palette.alarm, palette.accent, palette.neutral]),
                legend=alt.Legend(orient="top", columns=2, offset=LINE * len(days) + 8),
            ),
            order=alt.Order("state:N", sort="descending"),
            tooltip=["age:N", "state:N", alt.Tooltip("credentials:Q", format=",")],
        )
    )
    totals = (
        named("totals")
        .mark_text(dy=-7, color=palette.text)
        .encode(x=alt.X("age:N", sort=ORDER), y="credentials:Q", text=alt.Text("credentials:Q", format=","))
    )
    return alt.layer(bars, totals, *_lines(days, palette)).properties(height=340 + LINE * len(days))


def _lines(limits: tuple[float, ...], palette: Palette) -> list[Any]:
    """A rule and its words for each limit, where in its bin the limit lies."""
    drawn: list[Any] = []
    for row, days in enumerate(limits):
        top = -8 - LINE * (len(limits) - 1 - row)
        through = AGES.place(days)[1]
        at = named("limits").transform_filter(f"datum.limit == {days}").encode(x=alt.X("age:N", sort=ORDER, bandPosition=through))
        drawn += [
            at.mark_rule(color=palette.text, strokeDash=[4, 3], strokeWidth=1).encode(y=alt.value(top + 6), y2=alt.value("height")),
            at.mark_text(align="left", dx=3, fontSize=11, color=palette.text).encode(y=alt.value(top), text="text:N"),
        ]
    return drawn

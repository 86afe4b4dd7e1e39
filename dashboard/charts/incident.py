"""One exposure as lanes: a row a step, whiskers for bounds, shaded while it could be used and while dependents were broken."""

from datetime import datetime, timedelta
from typing import Any

import altair as alt
import polars as pl

from dashboard.metrics.incident_lanes import BETWEEN, EXACT, NOT_YET, UNKNOWN
from dashboard.theme import Palette
from dashboard.zones import clock, wall_clock, zone

LANE_HEIGHT = 40
MARGIN = 0.04  # of the time shown, on both sides
TURNED = 0.55  # marks farther right have their words at the left
FORMAT = "%Y-%m-%d %H:%M"


def incident(lanes: pl.DataFrame, shades: pl.DataFrame, as_of: datetime, palette: Palette) -> alt.LayerChart:
    """`lanes` and `shades` as `metrics.incident_lanes` gives them. Times are the reader's."""
    lanes, shades, now = wall_clock(lanes), wall_clock(shades), clock(as_of)
    first, last = _limits(lanes)
    room = max(last - first, timedelta(minutes=1))
    time = {
        "scale": alt.Scale(domain=[first - MARGIN * room, last + MARGIN * room], nice=False),
        "title": f"time ({zone()})",
        "axis": alt.Axis(grid=True, tickCount=6, labelOverlap=True),
    }
    drawn = lanes.with_columns(turned=pl.col("at") - first > TURNED * room)
    y = alt.Y("step:N", title=None, sort=lanes["step"].to_list(), axis=alt.Axis(labelLimit=150, ticks=False, domain=False))
    known = drawn.filter(pl.col("kind") != UNKNOWN)
    layers: list[alt.Chart] = [
        *_shaded(shades, time, palette),
        alt.Chart(known.filter(pl.col("kind") != EXACT))
        .mark_rule(strokeWidth=2.4, color=palette.text)
        .encode(x=alt.X("lower:T", **time), x2="upper:T", y=y),
        _marks(known, y, time, palette),
        *_words(drawn, y, time, palette),
    ]
    if first <= now <= last:
        line = alt.Chart(pl.DataFrame({"at": [now]})).mark_rule(color=palette.muted, strokeDash=[2, 3])
        layers.append(line.encode(x=alt.X("at:T", **time)))
    return alt.layer(*layers).properties(height=LANE_HEIGHT * lanes.height + 110)


def _limits(lanes: pl.DataFrame) -> tuple[datetime, datetime]:
    ends = pl.concat([lanes["lower"], lanes["upper"], lanes["at"]]).drop_nulls()
    return ends.min(), ends.max()  # type: ignore[return-value]


def _shaded(shades: pl.DataFrame, time: dict[str, Any], palette: Palette) -> list[alt.Chart]:
    """Spans behind the lanes, named with their length in a legend above."""
    if shades.is_empty():
        return []
    fills = {"exposure window": palette.alarm, "dependents broken": palette.neutral}
    scale = alt.Scale(domain=shades["text"].to_list(), range=[fills[what] for what in shades["what"]])
    legend = alt.Legend(orient="top", title=None, columns=1, labelLimit=300, symbolType="square", symbolOpacity=0.4)
    return [
        alt.Chart(shades)
        .mark_rect(opacity=0.2)
        .encode(x=alt.X("starts_at:T", **time), x2="ends_at:T", color=alt.Color("text:N", scale=scale, legend=legend))
    ]


def _marks(known: pl.DataFrame, y: alt.Y, time: dict[str, Any], palette: Palette) -> alt.Chart:
    kinds = [EXACT, BETWEEN, NOT_YET]
    return (
        alt.Chart(known)
        .mark_point(size=110, strokeWidth=2, stroke=palette.text, opacity=1)
        .encode(
            x=alt.X("at:T", **time),
            y=y,
            fill=alt.Fill(
                "kind:N",
                title=None,
                scale=alt.Scale(domain=kinds, range=[palette.text, palette.background, palette.background]),
                legend=alt.Legend(orient="bottom", columns=2),
            ),
            shape=alt.Shape(
                "kind:N",
                title=None,
                scale=alt.Scale(domain=kinds, range=["circle", "circle", "triangle-right"]),
                legend=alt.Legend(orient="bottom", columns=2),
            ),
            tooltip=[
                alt.Tooltip("step:N"),
                alt.Tooltip("text:N", title="when"),
                alt.Tooltip("lower:T", title=f"after ({zone()})", format=FORMAT),
                alt.Tooltip("upper:T", title=f"no later than ({zone()})", format=FORMAT),
            ],
        )
    )


def _words(drawn: pl.DataFrame, y: alt.Y, time: dict[str, Any], palette: Palette) -> list[alt.Chart]:
    """When, beside each mark: at its right, or at its left where the right edge is near."""
    return [
        alt.Chart(drawn.filter(pl.col("turned") == turned))
        .mark_text(align="right" if turned else "left", dx=-10 if turned else 10, dy=-9 if turned else 0, color=palette.muted, fontSize=11)
        .encode(x=alt.X("at:T", **time), y=y, text="text:N")
        for turned in (False, True)
    ]

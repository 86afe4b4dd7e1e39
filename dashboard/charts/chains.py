"""Rotation chains: one lane a chain, a bar a secret, so that overlaps and times without a key can be seen."""

import altair as alt
import polars as pl

from dashboard.metrics.chain_bars import GONE, NOW, OLD
from dashboard.theme import Palette
from dashboard.zones import wall_clock, zone

ROW_HEIGHT, BETWEEN_LANES = 13, 14
BAR_HEIGHT = 10
FORMAT = "%Y-%m-%d"


def chains(bars: pl.DataFrame, gaps: pl.DataFrame, lanes: list[str], palette: Palette) -> alt.LayerChart:
    """`bars` and `gaps` as `metrics.chain_bars` gives them, with `lane`; `lanes` in their order, worst first. Times are the reader's."""
    bars, gaps = wall_clock(bars), wall_clock(gaps)
    y = alt.Y("lane:N", title=None, sort=lanes, scale=alt.Scale(paddingInner=0.3), axis=alt.Axis(labelLimit=200, ticks=False))
    rows = max(2, int(bars["row"].max() or 0) + 1)  # type: ignore[arg-type]
    turn = alt.YOffset("row:N", scale=alt.Scale(domain=list(range(rows))))
    x = alt.X("begins_at:T", title=f"time ({zone()})", axis=alt.Axis(grid=True, tickCount=6, labelOverlap=True))
    states = alt.Scale(domain=[GONE, NOW, OLD], range=[palette.neutral, palette.accent, palette.alarm])
    tooltip = [
        alt.Tooltip("name:N", title="credential"),
        alt.Tooltip("state:N"),
        alt.Tooltip("begins_at:T", title=f"from ({zone()})", format=FORMAT),
        alt.Tooltip("ends_at:T", title=f"to ({zone()})", format=FORMAT),
        alt.Tooltip("due_at:T", title=f"due ({zone()})", format=FORMAT),
    ]
    colour = alt.Color("state:N", title=None, scale=states, legend=alt.Legend(orient="top", columns=2))
    lives = (
        alt.Chart(bars)
        .mark_bar(height=BAR_HEIGHT, cornerRadius=2)
        .encode(x=x, x2="ends_at:T", y=y, yOffset=turn, color=colour, tooltip=tooltip)
    )
    going_on = (
        alt.Chart(bars.filter("alive"))
        .mark_point(shape="triangle-right", size=70, strokeWidth=2, fill=palette.background, opacity=1)
        .encode(x="ends_at:T", y=y, yOffset=turn, stroke=alt.Stroke("state:N", scale=states, legend=None), tooltip=tooltip)
    )
    late = bars.filter(pl.col("due_at") < pl.col("ends_at"))
    due = (
        alt.Chart(late)
        .mark_tick(orient="vertical", thickness=2, size=15, color=palette.text)
        .encode(x="due_at:T", y=y, yOffset=turn, tooltip=tooltip)
    )
    layers = [lives, going_on, due]
    if gaps.height:
        layers += _without_a_key(gaps, y, palette)
    return alt.layer(*layers).properties(height=(ROW_HEIGHT * rows + BETWEEN_LANES) * len(lanes) + 110)


def _without_a_key(gaps: pl.DataFrame, y: alt.Y, palette: Palette) -> list[alt.Chart]:
    said = gaps.with_columns(text=pl.format("{} d without", pl.col("days").round(1)))
    base = alt.Chart(said).encode(y=y)
    return [
        base.mark_rule(color=palette.text, strokeWidth=2, strokeDash=[2, 2]).encode(x="begins_at:T", x2="ends_at:T"),
        base.mark_text(align="center", dy=-12, fontSize=11, color=palette.text).encode(x="begins_at:T", text="text:N"),
    ]

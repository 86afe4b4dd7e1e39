"""Checks over the past runs: one line a check, one mark a run; the mark itself says whether it held."""

from collections.abc import Sequence

import altair as alt
import polars as pl

from dashboard.metrics.check_history import FAILED, HELD
from dashboard.theme import Palette

LINE = 42


def check_history(marks: pl.DataFrame, order: Sequence[str], palette: Palette) -> alt.LayerChart:
    """`marks`: check, run_id, ran_at, mark, observed_share; at most some thirty checks. The name of a check stands above its marks."""
    runs = marks.select("run_id", "ran_at").unique("run_id").sort("run_id")
    labels = dict(zip(runs["run_id"].to_list(), runs["ran_at"].dt.strftime("%m-%d %H:%M").to_list(), strict=True))
    drawn = marks.with_columns(run=pl.format("{} #{}", pl.col("run_id").replace_strict(labels), "run_id"))
    lanes = alt.Y("check:N", title=None, sort=list(order), axis=None)
    runs_order = [f"{labels[run]} #{run}" for run in runs["run_id"].to_list()]
    across = alt.X("run:N", title="run (UTC)", sort=runs_order, axis=alt.Axis(labelAngle=-90, labelOverlap=True))
    base = alt.Chart(drawn).encode(x=across, y=lanes)
    squares = base.mark_square(size=230, opacity=1, yOffset=8).encode(
        color=alt.Color("mark:N", legend=None, scale=alt.Scale(domain=[HELD, FAILED], range=[palette.neutral, palette.alarm])),
        tooltip=[
            alt.Tooltip("check:N"),
            alt.Tooltip("run:N"),
            alt.Tooltip("mark:N", title="held"),
            alt.Tooltip("observed_share:Q", title="observed share", format=".1%"),
        ],
    )
    signs = base.mark_text(color=palette.background, fontWeight="bold", fontSize=12, dy=9).encode(text="mark:N")
    names = (
        alt.Chart(pl.DataFrame({"check": list(order)}))
        .mark_text(align="left", baseline="middle", dy=-12, fontSize=12, color=palette.text, limit=900)
        .encode(x=alt.value(0), y=lanes, text="check:N")
    )
    return (squares + signs + names).properties(height=alt.Step(LINE))

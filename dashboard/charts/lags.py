"""Days past policy, one row a group: filled dots were rotated, hollow ones still wait."""

import altair as alt
import polars as pl

from dashboard.charts.specified import Spec, filled, named, specified_once
from dashboard.metrics.rotation import CAP_DAYS, ROTATED, WAITING
from dashboard.theme import Palette

TICKS = (-365, -270, -180, -90, 0, 90, 180, 270, 365)
SPARE = 10  # days beside the first and the last dot


def lags(found: pl.DataFrame, group: str, palette: Palette, earliest: int) -> Spec:
    """Columns: group, days_late_about, state, keys. Dots that fall together are one, sized by number; beyond the cap at its edge.

    The axis begins at the tick before `earliest`, in days past policy: that of all secrets, so that it stays where it is while a
    reader changes filters.
    """
    least = max(-CAP_DAYS, earliest)
    begins = max((tick for tick in TICKS if tick <= least), default=TICKS[0])
    largest_first = found.sort(pl.col("keys").sum().over(group), group, descending=[True, False], maintain_order=True)
    return filled(_drawn(palette, group, begins), lags=largest_first)


@specified_once
def _drawn(palette: Palette, group: str, begins: float) -> alt.LayerChart:
    ends = f"datum.value == {CAP_DAYS} ? '{CAP_DAYS}+' : datum.value == -{CAP_DAYS} ? '≤-{CAP_DAYS}' : datum.value"
    dots = (
        named("lags")
        .mark_point(strokeWidth=1.6, opacity=0.9)
        .encode(
            x=alt.X(
                "days_late_about:Q",
                title="days past policy (left of 0: in time)",
                scale=alt.Scale(domain=[begins - SPARE, CAP_DAYS + SPARE], nice=False),
                axis=alt.Axis(values=list(TICKS), labelExpr=ends),
            ),
            y=alt.Y(f"{group}:N", title=None, sort=None, axis=alt.Axis(labelLimit=180)),
            size=alt.Size("keys:Q", title="keys", scale=alt.Scale(range=[30, 500]), legend=None),
            fill=alt.Fill(
                "state:N",
                title=None,
                scale=alt.Scale(domain=[ROTATED, WAITING], range=[palette.accent, palette.background]),
                legend=alt.Legend(orient="top", symbolSize=110),
            ),
            stroke=alt.Stroke(
                "state:N",
                title=None,
                scale=alt.Scale(domain=[ROTATED, WAITING], range=[palette.accent, palette.alarm]),
                legend=alt.Legend(orient="top", symbolSize=110),
            ),
            tooltip=[
                alt.Tooltip(f"{group}:N", title=group.replace("_", " ")),
                "state:N",
                alt.Tooltip("days_late_about:Q", title="days past policy, about"),
                alt.Tooltip("keys:Q", format=","),
            ],
        )
    )
    due = alt.Chart(pl.DataFrame({"at": [0], "text": ["due"]}))
    line = due.mark_rule(color=palette.text, strokeDash=[4, 3]).encode(x="at:Q")
    label = due.mark_text(align="left", dx=4, baseline="top", color=palette.muted).encode(x="at:Q", y=alt.value(-14), text="text:N")
    return (dots + line + label).properties(height=alt.Step(34))  # the dots first: they are what is picked

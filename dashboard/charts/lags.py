"""Days past policy, one row a group: filled dots were rotated, hollow ones still wait."""

import altair as alt
import polars as pl

from dashboard.metrics.rotation import CAP_DAYS, ROTATED, WAITING
from dashboard.theme import Palette


def lags(found: pl.DataFrame, group: str, palette: Palette) -> alt.LayerChart:
    """Columns: group, days_late_about, state, keys. Dots that fall together are one, sized by number; beyond the cap at its edge."""
    least = max(-CAP_DAYS, min(found["days_late_about"].to_list(), default=0))
    order = found.group_by(group).agg(pl.col("keys").sum()).sort("keys", group, descending=[True, False])[group].to_list()
    ends = f"datum.value == {CAP_DAYS} ? '{CAP_DAYS}+' : datum.value == -{CAP_DAYS} ? '≤-{CAP_DAYS}' : datum.value"
    dots = (
        alt.Chart(found)
        .mark_point(strokeWidth=1.6, opacity=0.9)
        .encode(
            x=alt.X(
                "days_late_about:Q",
                title="days past policy (left of 0: in time)",
                scale=alt.Scale(domain=[least - 10, CAP_DAYS + 10], nice=False),
                axis=alt.Axis(values=[-365, -270, -180, -90, 0, 90, 180, 270, 365], labelExpr=ends),
            ),
            y=alt.Y(f"{group}:N", title=None, sort=order, axis=alt.Axis(labelLimit=180)),
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

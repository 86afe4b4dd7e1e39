"""Promises by priority: met, breached, pending; each priority with the time that policy gives it."""

from collections.abc import Mapping

import altair as alt
import polars as pl

from dashboard.metrics.service_level import LABELS, PRIORITIES, STATES
from dashboard.theme import Palette, duration


def service_level(found: pl.DataFrame, hours: Mapping[str, float], palette: Palette) -> alt.LayerChart:
    """One bar a priority, one segment a state, its number beside the bar in words. `found`: priority, sla_state, exposures."""
    order = [name for name in PRIORITIES if name in found["priority"].to_list()]
    drawn = found.with_columns(
        state=pl.col("sla_state").replace_strict(LABELS), position=pl.col("sla_state").replace_strict({s: i for i, s in enumerate(STATES)})
    )
    said = drawn.group_by("priority", maintain_order=True).agg(
        exposures=pl.col("exposures").sum(),
        words=pl.concat_str(pl.col("exposures").cast(pl.String), pl.lit(" "), pl.col("state")).str.join(", "),
    )
    y = alt.Y("priority:N", title=None, sort=order, axis=alt.Axis(labelExpr=_names(order, hours), labelLimit=200))
    bars = (
        alt.Chart(drawn)
        .mark_bar(stroke=palette.background, strokeWidth=1)
        .encode(
            x=alt.X("exposures:Q", title="exposures", stack="zero", axis=alt.Axis(format=",d", tickMinStep=1)),
            y=y,
            color=alt.Color(
                "state:N",
                title=None,
                scale=alt.Scale(
                    domain=[LABELS[state] for state in STATES], range=[palette.accent, palette.alarm, palette.neutral, palette.muted]
                ),
                legend=alt.Legend(orient="top"),
            ),
            order=alt.Order("position:Q"),
            tooltip=[
                alt.Tooltip("priority:N"),
                alt.Tooltip("state:N"),
                alt.Tooltip("exposures:Q", format=","),
                alt.Tooltip("open:Q", title="of these still open", format=","),
            ],
        )
    )
    words = alt.Chart(said).mark_text(align="left", dx=5, color=palette.text, fontSize=11).encode(x="exposures:Q", y=y, text="words:N")
    return (bars + words).properties(height=alt.Step(34))


def _names(order: list[str], hours: Mapping[str, float]) -> str:
    named = [f"datum.value == '{name}' ? '{_name(name, hours)}'" for name in order]
    return " : ".join([*named, "datum.value"])


def _name(priority: str, hours: Mapping[str, float]) -> str:
    words = priority.replace("_", " ")
    return f"{words} (within {duration(hours[priority] * 3_600)})" if priority in hours else words

"""Why two on-time shares of the same secrets differ: all of them, and only those that were replaced."""

import altair as alt
import numpy as np
import polars as pl

from dashboard.metrics.rotation import OnTime
from dashboard.theme import Palette, percent

FAR = 4.0  # times what policy allows
MOST_STEPS = 300
ALL, REPLACED = "all secrets", "replaced ones only"


def replaced_by(found: OnTime) -> pl.DataFrame:
    """Both shares over age as a multiple of what policy allows: age, share, counted; at most `MOST_STEPS` a line."""
    ages = np.linspace(0.0, FAR, MOST_STEPS + 1)
    lives = np.sort(found.curve.durations[found.curve.ended])
    at = np.searchsorted(found.curve.time, ages, side="right")
    every = 1 - np.concatenate([[1.0], found.curve.survival])[at]
    among = np.searchsorted(lives, ages, side="right") / max(lives.size, 1)
    lines = {ALL: every, REPLACED: among} if lives.size else {ALL: every}
    return pl.concat([pl.DataFrame({"age": ages, "share": share, "counted": [name] * ages.size}) for name, share in lines.items()])


def on_time_shares(found: OnTime, palette: Palette) -> alt.LayerChart:
    """Share replaced by age: where the lines cross the due day are the two figures of the page."""
    names = [ALL, REPLACED]
    lines = (
        alt.Chart(replaced_by(found))
        .mark_line(interpolate="step-after", strokeWidth=2.4)
        .encode(
            x=alt.X("age:Q", title="age / age that policy allows (1 = due)", scale=alt.Scale(domain=[0, FAR], nice=False)),
            y=alt.Y("share:Q", title="share replaced by then", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%")),
            color=alt.Color(
                "counted:N",
                title=None,
                scale=alt.Scale(domain=names, range=[palette.accent, palette.alarm]),
                legend=alt.Legend(orient="top"),
            ),
            strokeDash=alt.StrokeDash("counted:N", title=None, scale=alt.Scale(domain=names, range=[[1, 0], [6, 3]])),
            tooltip=[alt.Tooltip("age:Q", format=".2f"), alt.Tooltip("share:Q", format=".0%"), "counted:N"],
        )
    )
    values = [(found.share, ALL, False), (found.rotated_only, REPLACED, True)]
    due = pl.DataFrame({"age": [1.0], "text": ["due"]})
    rule = alt.Chart(due).mark_rule(color=palette.text, strokeDash=[4, 3]).encode(x="age:Q")
    word = (
        alt.Chart(due).mark_text(align="left", dx=4, baseline="top", color=palette.muted).encode(x="age:Q", y=alt.value(4), text="text:N")
    )
    marks = [
        part
        for share, name, is_upper in values
        if share is not None
        for part in _mark(pl.DataFrame({"age": [1.0], "share": [share], "counted": [name], "text": [percent(share)]}), is_upper, palette)
    ]
    return alt.layer(lines, rule, word, *marks).properties(height=320)


def _mark(point: pl.DataFrame, is_upper: bool, palette: Palette) -> list[alt.Chart]:
    """The point at the due day with its figure: away from the line that goes on rising to the right."""
    base = alt.Chart(point).encode(x="age:Q", y="share:Q")
    beside = {"align": "right", "dx": -8, "dy": -10} if is_upper else {"align": "left", "dx": 8, "dy": 11}
    return [
        base.mark_point(size=90, filled=True, color=palette.text, opacity=1),
        base.mark_text(fontWeight="bold", fontSize=13, color=palette.text, **beside).encode(text="text:N"),
    ]

"""Kaplan-Meier curves of a few groups: told apart by dash and name at the line's end as well as by colour."""

from collections.abc import Sequence

import altair as alt
import polars as pl

from dashboard.charts.survival import steps
from dashboard.charts.survival_axes import HEIGHT, below, counts, end_of_axis, log_time, references, share_left, under
from dashboard.metrics.groups import Group
from dashboard.theme import Palette, duration

DASHES = ([1, 0], [7, 3], [2, 2], [9, 3, 2, 3], [14, 4])  # as many as `groups.DRAWN_MOST`
LEAST_APART = 0.055  # of the share axis: names at the ends of lines must not overlap


def survival_by_group(groups: Sequence[Group], times: Sequence[tuple[str, float]], palette: Palette) -> alt.LayerChart:
    """A line for each group with a curve; below the axis, how many of each are at risk."""
    lines = points(groups)
    far = end_of_axis(float(lines["seconds"].max()), times)  # type: ignore[arg-type]
    x, y = log_time(far), share_left()
    names = [group.name for group in groups]
    scale = alt.Scale(domain=names, range=list(palette.category[: len(names)]))
    colour = alt.Color("group:N", scale=scale, legend=_legend())
    dash = alt.StrokeDash("group:N", scale=alt.Scale(domain=names, range=list(DASHES[: len(names)])), legend=_legend())
    base = alt.Chart(lines)
    drawn = base.mark_line(interpolate="step-after", strokeWidth=2.2).encode(x=x, y=y, color=colour, strokeDash=dash)
    hover = base.mark_point(opacity=0, size=80).encode(
        x=x,
        y=y,
        tooltip=[
            alt.Tooltip("group:N", title="group"),
            alt.Tooltip("duration:N", title="after"),
            alt.Tooltip("share:Q", title="still usable", format=".0%"),
            alt.Tooltip("at_risk:Q", title="at risk", format=",d"),
        ],
    )
    titled = alt.Chart(_ends(lines)).mark_text(align="left", dx=5, fontSize=11, limit=130, color=palette.text)
    at_risk = {group.name: counts(group.curve, far).select("seconds", count="at risk") for group in groups if group.curve}
    named, counted = under(at_risk)
    return alt.layer(
        drawn,
        hover,
        titled.encode(x=x, y=alt.Y("label_at:Q", title="share still usable"), text="group:N"),
        *references(times, palette, x),
        *below(alt.Chart(named), alt.Chart(counted), palette, x),
    ).properties(height=HEIGHT)


def points(groups: Sequence[Group]) -> pl.DataFrame:
    """All curves as points: group, seconds, share, lower, upper, at_risk, duration."""
    found = [steps(group.curve).with_columns(group=pl.lit(group.name)) for group in groups if group.curve is not None]
    return pl.concat(found).with_columns(duration=pl.col("seconds").map_elements(duration, return_dtype=pl.String))


def _legend() -> alt.Legend:
    return alt.Legend(orient="top", title=None, symbolType="stroke", symbolSize=500, symbolStrokeWidth=2.2)


def _ends(lines: pl.DataFrame) -> pl.DataFrame:
    """Where each line ends, and `label_at`: the same height, or just above the name below it."""
    ends = lines.group_by("group", maintain_order=True).last().sort("share", "group")
    heights: list[float] = []
    for share in ends["share"]:  # as many as there are groups
        heights.append(max(share, heights[-1] + LEAST_APART) if heights else share)
    return ends.with_columns(label_at=pl.Series(heights).clip(0.0, 1.0))

"""Stacked horizontal bars of exclusive classes in a fixed order: who has what."""

from collections.abc import Mapping, Sequence

import altair as alt
import polars as pl

from dashboard.charts.specified import Spec, filled, named, specified_once
from dashboard.theme import Palette


def stacked(  # noqa: PLR0913 - the encoding of one chart kind
    frame: pl.DataFrame,
    *,
    group: str,
    part: str,
    value: str,
    order: Sequence[str],
    colours: Mapping[str, str],
    labels: Mapping[str, str],
    palette: Palette,
    groups: Sequence[str],
    unit: str = "credentials",
) -> Spec:
    """One bar a group, one segment a class. Columns: group, part, value, share, n; at most some twenty groups.

    `groups`: their order from the top; `order`: that of the classes from the left.
    """
    place = {name: at for at, name in enumerate(groups)}
    drawn = frame.with_columns(
        pl.col(group).cast(pl.String),
        pl.col(part).replace_strict(dict(labels), default=pl.col(part)).alias("label"),
        pl.col(part).replace_strict({name: at for at, name in enumerate(order)}, default=99).alias("position"),
        share_text=pl.format("{} %", (pl.col("share") * 100).round(0).cast(pl.Int64)),
    ).sort(pl.col(group).replace_strict(place, default=len(groups), return_dtype=pl.Int64), maintain_order=True)
    classes = tuple((labels[name], colours[name]) for name in order)
    return filled(_drawn(palette, group, value, unit, classes), stacked=drawn)


@specified_once
def _drawn(palette: Palette, group: str, value: str, unit: str, classes: tuple[tuple[str, str], ...]) -> alt.Chart:
    return (
        named("stacked")
        .mark_bar(stroke=palette.background, strokeWidth=1)
        .encode(
            x=alt.X(f"{value}:Q", title=unit, stack="zero", axis=alt.Axis(format=",d", tickMinStep=1)),
            y=alt.Y(f"{group}:N", title=None, sort=None, axis=alt.Axis(labelLimit=180)),
            color=alt.Color(
                "label:N",
                title=None,
                scale=alt.Scale(domain=[label for label, _ in classes], range=[colour for _, colour in classes]),
                legend=alt.Legend(orient="top", columns=2, labelLimit=200),
            ),
            order=alt.Order("position:Q"),
            tooltip=[
                alt.Tooltip(f"{group}:N", title=group.replace("_", " ")),
                alt.Tooltip("label:N", title="class"),
                alt.Tooltip(f"{value}:Q", title=unit, format=","),
                alt.Tooltip("share_text:N", title="share"),
            ],
        )
        .properties(height=alt.Step(26))
    )

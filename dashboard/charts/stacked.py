"""Stacked horizontal bars of exclusive classes in a fixed order: who has what."""

from collections.abc import Mapping, Sequence

import altair as alt
import polars as pl

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
    unit: str = "credentials",
    groups: Sequence[str] | None = None,
) -> alt.Chart:
    """One bar a group, one segment a class. Columns: group, part, value, share, n; at most some twenty groups.

    `groups`: their order from the top; none: by size.
    """
    drawn = frame.with_columns(
        pl.col(part).replace_strict(dict(labels), default=pl.col(part)).alias("label"),
        pl.col(part).replace_strict({name: at for at, name in enumerate(order)}, default=99).alias("position"),
        share_text=pl.format("{} %", (pl.col("share") * 100).round(0).cast(pl.Int64)),
    )
    by_size = frame.group_by(group).agg(pl.col("n").max()).sort("n", group, descending=[True, False])[group].to_list()
    return (
        alt.Chart(drawn)
        .mark_bar(stroke=palette.background, strokeWidth=1)
        .encode(
            x=alt.X(f"{value}:Q", title=unit, stack="zero", axis=alt.Axis(format=",d", tickMinStep=1)),
            y=alt.Y(f"{group}:N", title=None, sort=list(groups or by_size), axis=alt.Axis(labelLimit=180)),
            color=alt.Color(
                "label:N",
                title=None,
                scale=alt.Scale(domain=[labels[name] for name in order], range=[colours[name] for name in order]),
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

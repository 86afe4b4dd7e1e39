"""The same histogram once a group, one strip below the other on one scale: compared at a glance, on any width."""

import altair as alt
import polars as pl

from dashboard.metrics.ages import AGES
from dashboard.metrics.bins import UNKNOWN
from dashboard.theme import FEW, Palette

ORDER = [*AGES.names, UNKNOWN]
STRIP, AXIS = 80, 90  # pixels of one group, of the axis below them
LEAST = 0.01  # smaller shares are not rounded to nothing
ROOM = 0.52  # of them for the tallest bar; the rest for its number and the group's name


def age_strips(histogram: pl.DataFrame, group: str, names: list[str], palette: Palette) -> alt.LayerChart:
    """Shares within each group by age bin, in the order of `names`. `histogram`: age, the group, share (0 to 1), credentials."""
    drawn = _placed(histogram, group, names)
    x = alt.X("age:N", sort=ORDER, title="age of the credential", axis=alt.Axis(labelAngle=-30, labelOverlap=False))
    scale = alt.Scale(domain=[0, max(len(names), 1)], reverse=True, nice=False)
    base = alt.Chart(drawn).encode(x=x)
    y = alt.Y("top:Q", title=None, axis=None, scale=scale)
    bars = base.mark_bar().encode(
        y=y,
        y2="foot:Q",
        color=alt.Color(
            "dated:N",
            title=None,
            legend=None,
            scale=alt.Scale(domain=[True, False], range=[palette.accent, palette.neutral]),
        ),
        tooltip=[
            alt.Tooltip(f"{group}:N", title=group.replace("_", " ")), "age:N", alt.Tooltip("credentials:Q", format=","),
            alt.Tooltip("share:Q", format=".0%"),
        ],
    )  # fmt: skip
    shares = (
        base.transform_filter("datum.credentials > 0")
        .mark_text(dy=-6, fontSize=10, color=palette.text)
        .encode(y=y, text=alt.Text("words:N"))
    )
    heads = drawn.group_by(group, maintain_order=True).agg(pl.col("row").first(), foot=pl.col("foot").first(), n=pl.col("n").first())
    named = alt.Chart(heads).transform_calculate(title=f"datum['{group}'] + ', n ' + format(datum.n, ',')")
    titles = named.mark_text(align="left", baseline="top", dy=5, fontSize=12, fontWeight="bold", color=palette.text).encode(
        x=alt.value(0), y=alt.Y("row:Q", scale=scale, axis=None), text="title:N"
    )
    feet = named.mark_rule(color=palette.line).encode(y=alt.Y("foot:Q", scale=scale, axis=None))
    return (bars + shares + feet + titles).properties(height=STRIP * len(names) + AXIS)


def _placed(histogram: pl.DataFrame, group: str, names: list[str]) -> pl.DataFrame:
    """Where each bar stands: row of its group, foot and top of the bar in rows from above."""
    tallest = histogram["share"].max() or 1.0
    row = pl.col(group).cast(pl.String).replace_strict({name: at for at, name in enumerate(names)}, return_dtype=pl.Float64)
    share = pl.col("share")
    number, whole = pl.col("credentials"), pl.col("credentials").sum().over(group)
    words = (
        pl.when(whole < FEW)
        .then(pl.format("{} of {}", number, whole))
        .when(share < LEAST)
        .then(pl.lit("<1 %"))
        .otherwise(pl.format("{} %", (share * 100).round(0).cast(pl.Int64)))
    )
    return (
        histogram.with_columns(pl.col(group).cast(pl.String), row=row, n=whole, words=words)
        .with_columns(foot=pl.col("row") + 0.97, dated=pl.col("age") != UNKNOWN)
        .with_columns(top=pl.col("foot") - share / tallest * ROOM)
        .sort("row", "position")
    )

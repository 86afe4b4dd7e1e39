"""The same histogram once a group, on one scale, so that groups can be compared at a glance."""

import altair as alt
import polars as pl

from dashboard.metrics.ages import BINS, UNKNOWN
from dashboard.theme import Palette


def ages_by_group(histogram: pl.DataFrame, group: str, palette: Palette) -> alt.FacetChart:
    """Shares within each group by age bin. `histogram`: age, the group, share (0 to 1), credentials."""
    order = [*BINS, UNKNOWN]
    base = alt.Chart(histogram).encode(
        y=alt.Y("age:N", sort=order, title=None, axis=alt.Axis(labelOverlap=False)),
        x=alt.X("share:Q", title="share", axis=alt.Axis(format="%", tickCount=3)),
        color=alt.Color(
            "known:N", title=None, legend=None, scale=alt.Scale(domain=[True, False], range=[palette.accent, palette.neutral])
        ),
        tooltip=[alt.Tooltip(f"{group}:N"), "age:N", alt.Tooltip("credentials:Q", format=","), alt.Tooltip("share:Q", format=".0%")],
    )  # fmt: skip
    return (
        base.transform_calculate(known=f"datum.age !== '{UNKNOWN}'")
        .mark_bar()
        .properties(width=150, height=170)
        .facet(facet=alt.Facet(f"{group}:N", title=None, header=alt.Header(labelColor=palette.text, labelFontWeight="bold")), columns=3)
    )


def largest(histogram: pl.DataFrame, group: str, most: int) -> list[str]:
    """The groups with the most credentials, largest first."""
    known = histogram.filter(pl.col(group).is_not_null())
    sizes = known.group_by(group).agg(pl.col("credentials").sum()).sort("credentials", group, descending=[True, False])
    names: list[str] = sizes[group].head(most).to_list()
    return names

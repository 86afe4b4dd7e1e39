"""Plain horizontal bars with their numbers: reasons, sources, priorities."""

from collections.abc import Mapping, Sequence

import altair as alt
import polars as pl

from dashboard.theme import Palette


def bars(  # noqa: PLR0913 - the encoding of one chart kind
    frame: pl.DataFrame,
    *,
    label: str,
    value: str,
    palette: Palette,
    unit: str,
    order: Sequence[str] | None = None,
    colours: Mapping[str, str] | None = None,
    words: str | None = None,
    axis: bool = True,
) -> alt.LayerChart:
    """One bar a row of the frame with its number beside it, or the text of column `words`.

    `colours` by label where colour carries meaning. Without its axis it is lower: the numbers stand beside the bars.
    """
    sort = list(order) if order else frame.sort(value, label, descending=[True, False])[label].to_list()
    drawn = frame.with_columns(colour=pl.col(label).replace_strict(dict(colours or {}), default=palette.accent, return_dtype=pl.String))
    base = alt.Chart(drawn).encode(
        x=alt.X(f"{value}:Q", title=unit, axis=alt.Axis(format=",d", tickMinStep=1) if axis else None),
        y=alt.Y(f"{label}:N", title=None, sort=sort, axis=alt.Axis(labelLimit=220, labelOverlap=False)),
    )
    return (
        base.mark_bar().encode(
            color=alt.Color("colour:N", scale=None),
            tooltip=[alt.Tooltip(f"{label}:N", title=""), alt.Tooltip(f"{value}:Q", title=unit, format=",")],
        )
        + base.mark_text(align="left", dx=4, color=palette.text).encode(
            text=alt.Text(f"{words}:N") if words else alt.Text(f"{value}:Q", format=",")
        )
    ).properties(height=alt.Step(26))

"""Plain horizontal bars with their numbers: reasons, sources, priorities."""

from collections.abc import Mapping

import altair as alt
import polars as pl

from dashboard.charts.specified import Spec, filled, named, specified_once
from dashboard.theme import Palette

STEP = 26  # pixels of a bar with the room around it


def bars(  # noqa: PLR0913 - the encoding of one chart kind
    frame: pl.DataFrame,
    *,
    label: str,
    value: str,
    palette: Palette,
    unit: str,
    colours: Mapping[str, str] | None = None,
    words: str | None = None,
    axis: bool = True,
    step: int = STEP,
) -> Spec:
    """One bar a row of the frame, in its order, with its number beside it, or the text of column `words`.

    `colours` by label where colour carries meaning. Without its axis it is lower: the numbers stand beside the bars.
    """
    colour = pl.col(label).replace_strict(dict(colours or {}), default=palette.accent, return_dtype=pl.String)
    return filled(_drawn(palette, label, value, unit, words, axis, step), bars=frame.with_columns(colour=colour))


@specified_once
def _drawn(  # noqa: PLR0913, PLR0917 - the encoding of one chart kind
    palette: Palette, label: str, value: str, unit: str, words: str | None, axis: bool, step: int
) -> alt.LayerChart:
    base = named("bars").encode(
        x=alt.X(f"{value}:Q", title=unit, axis=alt.Axis(format=",d", tickMinStep=1) if axis else None),
        y=alt.Y(f"{label}:N", title=None, sort=None, axis=alt.Axis(labelLimit=220, labelOverlap=False)),
    )
    return (
        base.mark_bar().encode(
            color=alt.Color("colour:N", scale=None),
            tooltip=[alt.Tooltip(f"{label}:N", title=""), alt.Tooltip(f"{value}:Q", title=unit, format=",")],
        )
        + base.mark_text(align="left", dx=4, color=palette.text).encode(
            text=alt.Text(f"{words}:N") if words else alt.Text(f"{value}:Q", format=",")
        )
    ).properties(height=alt.Step(step))

"""Charts as Vega-Lite. What does not change with a reader's choice is specified once, its data are filled in at each choice.

To put a chart together by Altair takes 20 to 100 ms of the server's time, to fill in its data a tenth of that. And a browser that
finds the same specification again replaces the data alone, and does not draw the chart anew.
"""

import io
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, Concatenate, ParamSpec, cast

import altair as alt
import polars as pl

from dashboard.theme import Palette

P = ParamSpec("P")
Spec = dict[str, Any]
KEPT_MOST = 200  # specifications of one kind of chart: themes by what its structure depends on


def named(data: str) -> alt.Chart:
    """A chart of the data that `filled` will give under this name; its fields need their types said."""
    return alt.Chart(alt.NamedData(name=data))


def specified(chart: Any, palette: Palette) -> Spec:
    """The chart in the reader's colours. It is not validated: the browser does that, and here it takes longer than the page's rest."""
    spec: Spec = coloured(chart, palette).to_dict(validate=False)
    return spec | {"datasets": {name: as_arrow(pl.DataFrame(rows)) for name, rows in spec.get("datasets", {}).items()}}


def specified_once(chart: Callable[Concatenate[Palette, P], Any]) -> Callable[Concatenate[Palette, P], Spec]:
    """A chart that depends on nothing but its arguments, as Vega-Lite, made once for each of them. It must not be changed."""

    @wraps(chart)
    def made(palette: Palette, *args: P.args, **kwargs: P.kwargs) -> Spec:
        return specified(chart(palette, *args, **kwargs), palette)

    return cast("Callable[Concatenate[Palette, P], Spec]", lru_cache(KEPT_MOST)(made))


def filled(spec: Spec, **frames: pl.DataFrame) -> Spec:
    """The specification with its data by name."""
    return spec | {"datasets": spec["datasets"] | {name: as_arrow(frame) for name, frame in frames.items()}}


def as_arrow(frame: pl.DataFrame) -> bytes:
    """Rows as Streamlit sends them: an Arrow stream, texts in it as browsers read them."""
    stream = io.BytesIO()
    texts = frame.with_columns(pl.col(pl.Categorical, pl.Enum).cast(pl.String))
    texts.write_ipc_stream(stream, compat_level=pl.CompatLevel.oldest())
    return stream.getvalue()


def with_rows(spec: Spec) -> Spec:
    """The specification with its data as rows that any reader of Vega-Lite takes."""
    return spec | {"datasets": {name: pl.read_ipc_stream(data).to_dicts() for name, data in spec["datasets"].items()}}


def coloured(chart: Any, palette: Palette) -> Any:
    """Axes, legend and background from our palette: Streamlit's own greys miss 4.5:1."""
    return chart.configure(
        background=palette.background,
        axis={
            "labelColor": palette.muted,
            "titleColor": palette.muted,
            "gridColor": palette.line,
            "domainColor": palette.muted,
            "tickColor": palette.muted,
            "labelFontSize": 12,
            "titleFontWeight": "normal",
        },
        legend={"labelColor": palette.text, "titleColor": palette.muted, "labelFontSize": 12},
        view={"stroke": None},
    )

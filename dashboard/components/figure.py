"""A picture with its text alternative, the table it was drawn from, and both to take along."""

import hashlib
from collections.abc import Callable, Hashable, Sequence

import altair as alt
import polars as pl
import streamlit as st

from dashboard import zones
from dashboard.charts.specified import Spec, specified, with_rows
from dashboard.components.instants import configured
from dashboard.components.picking import PICKED, Picked, selectable
from dashboard.components.recording import recording
from dashboard.exporting import exported
from dashboard.theme import instant
from dashboard.view import View

SAVED_WIDTH, SAVED_SCALE = 900, 2
COMPOSED = ("hconcat", "vconcat", "concat", "facet", "repeat")  # their parts have widths of their own


def figure(  # noqa: PLR0913 what a figure is made of
    draw: Callable[[], Spec | alt.TopLevelMixin],
    view: View,
    *,
    summary: str,
    table: pl.DataFrame,
    key: str,
    of: Hashable = None,
    picks: Sequence[str] = (),
    title: str = "",
) -> Picked:
    """The chart in the reader's colours, and below it, a click away, its table and its files.

    `draw` is called once for all readers with the same filters and colours; `of` is what it depends on beside these.
    `summary` is what a screen reader hears: best the same for all filters, as a browser draws a chart anew whose summary is another
    (0.1 s). `title` stands over a saved picture, else the summary does. With `picks`, fields of the chart's own
    data, marks can be picked: the values of these fields are given, one mapping a mark.
    """
    spec = view.shared(("chart", key, of, view.palette.background, zones.zone()), lambda: _specified(draw(), view))
    picked = _drawn(spec, picks, summary=summary, key=f"{key}_chart")
    twin = st.expander("The same as a table or a file", icon=":material/table:", on_change="rerun", key=f"{key}_twin")
    if twin.open:
        with twin:
            _files(spec, view, title=title or summary, table=table, key=key)
            st.dataframe(table, hide_index=True, column_config=configured(table), alt=summary, key=f"{key}_table")
    return picked


def _specified(chart: Spec | alt.TopLevelMixin, view: View) -> Spec:
    return chart if isinstance(chart, dict) else specified(chart, view.palette)


def _drawn(spec: Spec, picks: Sequence[str], *, summary: str, key: str) -> Picked:
    if not picks:
        st.vega_lite_chart(spec=spec, width="stretch", alt=summary, key=key)
        return []
    state = st.vega_lite_chart(
        spec=selectable(spec, picks), width="stretch", alt=summary, key=key, on_select="rerun", selection_mode=[PICKED]
    )
    found: Picked = state["selection"].get(PICKED, [])
    return found


def _files(spec: Spec, view: View, *, title: str, table: pl.DataFrame, key: str) -> None:
    """PNG, SVG and CSV, each made and recorded only when it is asked for."""
    record = recording(view)
    if record is None:
        return
    told_in = zones.zone()  # here, as a file is made by another thread than the page
    stated = {"publication": view.number, "filter": view.filters.chosen(), "table": key}

    def picture(save: Callable[[Spec, View, str], bytes], form: str) -> bytes:
        with zones.told_in(told_in):
            content = save(spec, view, title)
        record({**stated, "format": form, "rows": table.height, "sha256": hashlib.sha256(content).hexdigest()})
        return content

    contents = {
        "PNG": ("image/png", lambda: picture(saved_png, "png")),
        "SVG": ("image/svg+xml", lambda: picture(saved_svg, "svg")),
        "CSV": ("text/csv", lambda: exported(table, "csv", **stated, record=record)[0]),
    }
    row = st.container(horizontal=True, gap="small")
    for name, (media_type, content) in contents.items():
        row.download_button(
            name,
            data=content,
            file_name=f"{key}_publication_{view.number}.{name.lower()}",
            mime=media_type,
            on_click="ignore",
            icon=":material/download:",
            key=f"{key}_{name}",
        )


def saved_png(spec: Spec, view: View, title: str) -> bytes:
    """The picture as PNG, twice the size for print."""
    import vl_convert

    picture: bytes = vl_convert.vegalite_to_png(_standing_alone(spec, view, title), scale=SAVED_SCALE)
    return picture


def saved_svg(spec: Spec, view: View, title: str) -> bytes:
    """The picture as SVG."""
    import vl_convert

    return str(vl_convert.vegalite_to_svg(_standing_alone(spec, view, title))).encode()


def _standing_alone(spec: Spec, view: View, title: str) -> Spec:
    """The picture with what the page around it says: title, as-of, publication, filters."""
    filters = "; ".join(f"{name.replace('_', ' ')}: {', '.join(values)}" for name, values in view.filters.chosen().items())
    about = f"As of {instant(view.as_of)} · publication {view.number}" + (f" · {filters}" if filters else "")
    colours = {"color": view.palette.text, "subtitleColor": view.palette.muted}
    alone = with_rows(spec) | {
        "title": {"text": title, "subtitle": about, "anchor": "start", "fontSize": 16, "offset": 16, **colours},
        "padding": 16,
    }
    return alone if any(name in spec for name in COMPOSED) else alone | {"width": SAVED_WIDTH}

"""The rows behind a figure: as many as there are, and exactly these to take along."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode

import polars as pl
import streamlit as st
from streamlit.dataframe import lazy_df_source
from streamlit.delta_generator import DeltaGenerator

from dashboard import glossary, zones
from dashboard.components.instants import instants, zone_told
from dashboard.components.recording import recording
from dashboard.components.time_zone import asked_zone
from dashboard.exporting import FORMATS, MEDIA_TYPES, exported
from dashboard.selection import Selection
from dashboard.view import View

MOST_CELLS = 10_000  # of a table that is sent whole; 800 rows of sixty columns took 40 ms more than their first sixty
SENT_AT_A_TIME = 60
# Streamlit sends 1,000 rows of a long table at a time, ninety times what the table shows, which takes a third of the time of a filter's
# change, and all of a table of up to 1,000 rows, however many its columns are; there are no options for it. The next are fetched as they
# are scrolled to.
lazy_df_source.DEFAULT_PAGE_SIZE = lazy_df_source.FORCED_LAZY_MIN_ROWS = SENT_AT_A_TIME
OPEN = "open_credential"
WIDTHS: dict[str, Literal["medium", "large"]] = {  # so that what matters can be read where it stands
    "suggested_owner": "medium", "suggestion_reason": "large", "priority_reason": "large",
}  # fmt: skip
STEPS = "open_exposure"
MOST_AT_ONCE = 15  # rows: more are scrolled
LINE, EDGES = 35, 2  # pixels of a row or the head, and of the two edges
LABELS = {"csv": "CSV", "parquet": "Parquet", "xlsx": "Excel", "jsonl": "JSON Lines"}


@dataclass(frozen=True)
class Layout:
    """How a table differs from the plain one: `title` in the place of the number of rows, with the export in the container `head`.

    Heights and widths are in pixels. `as_tall_as`: for how many rows it has room, up to fifteen, also where there are fewer just now.
    """

    title: str = ""
    help: str | None = None
    head: DeltaGenerator | None = None
    row_height: int | None = None
    widths: Mapping[str, int] = field(default_factory=dict)
    as_tall_as: int = 0


PLAIN = Layout()


def rows(  # noqa: PLR0913 - what an export's sidecar states
    listed: Selection | pl.DataFrame,
    view: View,
    *,
    table: str,
    columns: Sequence[str] | None = None,
    chosen: Mapping[str, Any] | None = None,
    key: str | None = None,
    layout: Layout = PLAIN,
) -> None:
    """The table with its number of rows and its export. `columns` are shown first; an export has all of them."""
    name = key or table
    chosen_rows = listed if isinstance(listed, Selection) else Selection(listed)
    known = chosen_rows.frame.schema
    kinds = pl.Schema({name: known[name] for name in columns or known if name in known})
    names = kinds.names()
    height = chosen_rows.height
    head = (layout.head or st).container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center")
    if layout.title:
        head.subheader(layout.title, anchor=False, help=layout.help)
    else:
        head.markdown(f"**{height:,} {'row' if height == 1 else 'rows'}**{zone_told(kinds)}")
    export = head.popover("Export", icon=":material/download:", on_change="rerun", key=f"{name}_export")
    if export.open:
        with export:
            _downloads(chosen_rows, view, table=table, chosen=chosen or {}, key=name)
    is_long = height > SENT_AT_A_TIME and height * len(names) > MOST_CELLS
    st.dataframe(
        # Arrow is sent as it is, anything else by way of pandas, some 100 ms for 1,000 rows.
        _displayed(chosen_rows.lazily(names), kinds)
        if is_long
        else _displayed(chosen_rows.columns(*names).lazy(), kinds).collect().to_arrow(),
        hide_index=True,
        column_config=view.unfiltered.shared(
            ("columns", table, tuple(kinds.items()), tuple(layout.widths.items()), zones.zone()),
            lambda: _configured(kinds, _meanings(view, table), layout.widths),
        ),
        lazy=is_long,
        placeholder="—",
        height=_room_for(layout.as_tall_as) if layout.as_tall_as else "auto",
        row_height=layout.row_height,
        alt=f"{height:,} rows of {table}",
        key=f"{name}_rows",
    )


def _room_for(most: int) -> int:
    """Pixels of a table in which so many rows stand, or some of them: the same for all filters.

    A browser measures a table that begins or ends to scroll three times, which took the Exposure page 10 ms.
    """
    return (1 + min(most, MOST_AT_ONCE)) * LINE + EDGES


def _downloads(listed: Selection, view: View, *, table: str, chosen: Mapping[str, Any], key: str) -> None:
    record = recording(view)
    if record is None:
        return
    st.caption(
        f"All {listed.height:,} rows as filtered, with all columns, times in UTC. The sidecar names publication and filter."
        " Each file is recorded with the reader, and is not given where that fails."
    )
    stated = {"publication": view.number, "filter": {**view.filters.chosen(), **chosen}, "table": table}
    for format_ in FORMATS:
        name = f"{table}_publication_{view.number}.{format_}"
        file, beside = st.columns([2, 1])
        file.download_button(
            LABELS[format_],
            data=lambda format_=format_: exported(listed, format_, **stated, record=record)[0],
            file_name=name,
            mime=MEDIA_TYPES[format_],
            on_click="ignore",
            key=f"{key}_{format_}",
            width="stretch",
        )
        beside.download_button(
            "Sidecar",
            data=lambda format_=format_: _json(exported(listed, format_, **stated)[1]),
            file_name=f"{name}.meta.json",
            mime="application/json",
            on_click="ignore",
            key=f"{key}_{format_}_sidecar",
            type="tertiary",
        )


def _json(stated: dict[str, Any]) -> str:
    import json

    return json.dumps(stated, indent=2, ensure_ascii=False, default=str) + "\n"


def _meanings(view: View, table: str) -> dict[str, str]:
    """What each column means: by the table's own comments, else by those of the credential that a row names."""
    described = view.held.tables()
    return {column.name: column.meaning for name in ("credential", table) for column in described.get(name, ()) if column.meaning}


def _displayed(frame: pl.LazyFrame, kinds: pl.Schema) -> pl.LazyFrame:
    """Ids as text, as a browser's numbers lose the last digits of a 60-bit id; before them ways to the one credential or exposure."""
    names = kinds.names()
    texts = [name for name, kind in kinds.items() if name.endswith("_id") or kind == pl.Categorical]
    shown = [pl.col(name).cast(pl.String) if name in texts else pl.col(name) for name in names]
    told_in = urlencode(asked_zone())
    told_in = f"&{told_in}" if told_in else ""
    way = [pl.format(f"credential?credential={{}}{told_in}", "credential_id").alias(OPEN)] if "credential_id" in names else []
    if "exposure_id" in names:
        way.append(pl.format(f"exposure_to_remediation?exposure={{}}&shown=One+exposure{told_in}", "exposure_id").alias(STEPS))
    return frame.select(*way, *shown)


def _configured(kinds: pl.Schema, meaning: Mapping[str, str], widths: Mapping[str, int]) -> dict[str, Any]:
    configured: dict[str, Any] = {
        OPEN: st.column_config.LinkColumn("open", display_text="open", width=widths.get(OPEN, "small"), help="All about this credential."),
        STEPS: st.column_config.LinkColumn("steps", display_text="steps", width="small", help="This exposure step by step."),
    }
    for name, kind in kinds.items():
        label, text = name.replace("_", " "), meaning.get(name) or glossary.meaning(name)
        if isinstance(kind, pl.Datetime):
            configured[name] = instants(label, text)
        elif kind.is_float():
            shape = "percent" if name.endswith("_share") else "localized" if name.endswith("_usd") else "%.1f"
            configured[name] = st.column_config.NumberColumn(label, help=text, format=shape)
        else:
            configured[name] = st.column_config.Column(label, help=text, width=widths.get(name, WIDTHS.get(name)))
    return {name: _told_alone(column) for name, column in configured.items()}


def _told_alone(column: Mapping[str, Any]) -> dict[str, Any]:
    """A column without what is not said of it, as Streamlit copies every entry at every run: sixty columns, 2 ms."""
    told = {name: _told_alone(value) if isinstance(value, dict) else value for name, value in column.items()}
    return {name: value for name, value in told.items() if value is not None}

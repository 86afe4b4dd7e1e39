"""Conflicts: where two sources say different things of one credential, whose word counts, and which row to correct."""

import polars as pl
import streamlit as st

from dashboard.charts.named_bars import named_bars
from dashboard.components.figure import figure
from dashboard.components.finding import note
from dashboard.components.picking import narrowed
from dashboard.components.rows import rows
from dashboard.selection import Selection
from dashboard.theme import counted
from dashboard.view import View

TABLE = "source_conflict"
SHOWN_MOST = 25
COLUMNS = (
    "credential_id", "name", "field", "value", "source", "observed_at", "other_value", "other_source", "other_observed_at", "owner",
    "path", "row_no", "other_path", "other_row_no",
)  # fmt: skip


def conflicts_tab(view: View) -> None:
    """Contradictions by field and pair of sources; a mark narrows the rows."""
    if TABLE not in view.held.tables():
        st.info("This publication does not compare its sources. The next one will.", icon=":material/info:")
        return
    found = view.held.selected("conflicts", view.filters, lambda: _labelled(view))
    if found.is_empty():
        st.success("No two sources contradict each other about a credential that matches the filters.", icon=":material/check:")
        return
    pairs, credentials = view.shared("conflict pairs", lambda: _counted(found))
    picked = figure(
        lambda: named_bars(pairs.head(SHOWN_MOST), label="conflict", value="conflicts", palette=view.palette, unit="conflicts"),
        view,
        summary="Conflicts by field and pair of sources",
        table=pairs,
        key="conflicts",
        picks=("conflict",),
    )
    note(
        f"{counted(found.height, 'conflict')} on {counted(credentials, 'credential')}. The word named first counts: of what people know the"
        " register's, of what is observed the provider's. Two spellings of one fact, a word beside silence, and dates up to two days apart"
        " are no conflicts." + (f" The {SHOWN_MOST} most frequent of {pairs.height} are drawn." if pairs.height > SHOWN_MOST else "")
    )
    rows(narrowed(found, picked), view, table=TABLE, columns=COLUMNS, chosen={"picked": list(picked)}, key="conflict")


def _labelled(view: View) -> pl.DataFrame:
    return view.held.with_credential(TABLE).with_columns(
        conflict=pl.format("{}: {} against {}", pl.col("field").str.replace_all("_", " "), "source", "other_source").cast(pl.Categorical)
    )


def _counted(found: Selection) -> tuple[pl.DataFrame, int]:
    columns = found.columns("conflict", "credential_id")
    pairs = columns.group_by(pl.col("conflict").cast(pl.String)).agg(conflicts=pl.len(), credentials=pl.col("credential_id").n_unique())
    return pairs.sort("conflicts", "conflict", descending=[True, False]), columns["credential_id"].n_unique()

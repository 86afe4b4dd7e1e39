"""The rows that no reader could take, and those that were taken with a warning: by reason, with redacted excerpts."""

from typing import Any

import polars as pl
import streamlit as st

from dashboard.charts.bars import bars
from dashboard.components.figure import figure
from dashboard.components.finding import note
from dashboard.components.picking import Picked, narrowed
from dashboard.components.rows import rows
from dashboard.selection import Selection
from dashboard.view import View

TABLE = "landing.quarantine"
COLUMNS = ("reason_code", "message", "path", "row_no", "field", "excerpt", "snapshot_id")
WARNING_COLUMNS = ("reason_code", "message", "path", "row_no", "field", "snapshot_id")


def rejected_tab(view: View, rejected: pl.DataFrame) -> None:
    """Reasons as bars that can be picked, then the rows."""
    if rejected.is_empty():
        st.success("No row of any loaded file was rejected.", icon=":material/check:")
        return
    reasons = rejected.group_by("reason_code").agg(rows=pl.len()).sort("rows", "reason_code", descending=[True, False])
    picked = figure(
        lambda: bars(reasons.head(20), label="reason_code", value="rows", palette=view.palette, unit="rejected rows"),
        view, summary="Rejected rows by reason", table=reasons, key="rejected", picks=("reason_code",),
    )  # fmt: skip
    listed, chosen = _narrowed(rejected, reasons, picked, key="reason")
    rows(listed, view, table=TABLE, columns=COLUMNS, chosen=chosen, key="quarantine")
    note("Excerpts are redacted when they are written: no secret is in them.")


def warnings_tab(view: View, warned: pl.DataFrame, by_code: pl.DataFrame) -> None:
    """Codes as bars that can be picked, then the rows. `warned` are those that are listed, `by_code` counts all: reason_code, rows."""
    if by_code.is_empty():
        st.success("No row of any loaded file carries a warning.", icon=":material/check:")
        return
    picked = figure(
        lambda: bars(by_code.head(20), label="reason_code", value="rows", palette=view.palette, unit="warnings"),
        view, summary="Warnings by code", table=by_code, key="warned", picks=("reason_code",),
    )  # fmt: skip
    listed, chosen = _narrowed(warned, by_code, picked, key="warning")
    rows(listed, view, table=TABLE, columns=WARNING_COLUMNS, chosen=chosen, key="warnings")
    unlisted = by_code["rows"].sum() - warned.height
    rest = f"; {unlisted:,} more are counted and not listed, because one file repeats a code that often" if unlisted else ""
    note(f"Their rows are loaded. W062: no service. W063: verified too long ago. W064: a column of the header is not used{rest}.")


def _narrowed(listed: pl.DataFrame, reasons: pl.DataFrame, picked: Picked, *, key: str) -> tuple[Selection, dict[str, Any]]:
    """The rows of the chosen reasons and picked bars, and what was chosen."""
    chosen = st.multiselect("Reason", reasons["reason_code"].to_list(), key=key, bind="query-params", placeholder="All reasons")
    shown = listed.filter(pl.col("reason_code").is_in(chosen)) if chosen else listed
    return narrowed(Selection(shown), picked), {"reason_code": chosen, "picked": list(picked)}

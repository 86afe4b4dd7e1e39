"""The rows that no reader could take, by reason, with redacted excerpts."""

import polars as pl
import streamlit as st

from dashboard.charts.bars import bars
from dashboard.components.figure import figure
from dashboard.components.finding import note
from dashboard.components.picking import narrowed
from dashboard.components.rows import rows
from dashboard.selection import Selection
from dashboard.view import View

COLUMNS = ("reason_code", "message", "path", "row_no", "field", "excerpt", "snapshot_id")


def rejected_tab(view: View, rejected: pl.DataFrame) -> None:
    """Reasons as bars that can be picked, then the rows."""
    if rejected.is_empty():
        st.success("No row of any loaded file was rejected.", icon=":material/check:")
        return
    reasons = rejected.group_by("reason_code").agg(rows=pl.len()).sort("rows", "reason_code", descending=[True, False])
    picked = figure(
        lambda: bars(reasons.head(20), label="reason_code", value="rows", palette=view.palette, unit="rejected rows"),
        view,
        summary="Rejected rows by reason",
        table=reasons,
        key="rejected",
        picks=("reason_code",),
    )
    chosen = st.multiselect("Reason", reasons["reason_code"].to_list(), key="reason", bind="query-params", placeholder="All reasons")
    listed = rejected.filter(pl.col("reason_code").is_in(chosen)) if chosen else rejected
    rows(
        narrowed(Selection(listed), picked), view, table="landing.quarantine", columns=COLUMNS,
        chosen={"reason_code": chosen, "picked": list(picked)}, key="quarantine",
    )  # fmt: skip
    note("Excerpts are redacted when they are written: no secret is in them.")

"""The checks with their history: what holds, since when it does not, and how near it is."""

import polars as pl
import streamlit as st

from dashboard.charts.check_history import check_history
from dashboard.components.figure import figure
from dashboard.components.finding import note
from dashboard.components.picking import Picked, narrowed
from dashboard.components.rows import rows
from dashboard.metrics.check_history import STRIP, ever_failed
from dashboard.selection import Selection
from dashboard.theme import counted
from dashboard.view import View

COLUMNS = (
    "result", "claim", "strip", "failing_since", "last_held_at", "shares", "mark", "severity", "table_name", "column_name",
    "observed_share", "expected_share", "unexpected_count", "problem",
)  # fmt: skip


def checks_tab(view: View, results: pl.DataFrame, checks: pl.DataFrame) -> None:
    """`results` are those of the past runs, `checks` the newest of each with its past."""
    if checks.is_empty():
        st.info("No check has run for this publication. `keyinv check` runs them.", icon=":material/info:")
        return
    runs = results["run_id"].n_unique()
    picked = _history(view, results, checks) if runs > 1 else []
    only_failed = st.toggle("Only those that do not hold", key="failed", bind="query-params")
    listed = checks.filter(~pl.col("passed")) if only_failed else checks
    told = pl.when("passed").then(pl.lit("✓ holds")).otherwise(pl.lit("✗ does not hold"))
    rows(
        narrowed(Selection(listed.with_columns(result=told)), picked), view, table="quality.result", columns=COLUMNS,
        chosen={"only_failed": only_failed, "picked": list(picked)}, key="checks",
    )  # fmt: skip
    note(
        f"Of the last {counted(runs, 'run')}. `strip`: the last {STRIP} of them, oldest first, ✓ held, ✗ did not. `failing since`: the"
        " first run of the present failures; a check that fails in all of them may fail for longer. `shares`: what each run observed."
    )


def _history(view: View, results: pl.DataFrame, checks: pl.DataFrame) -> Picked:
    marks = view.shared("check history", lambda: ever_failed(results, checks))
    if marks.is_empty():
        st.success("Every check held in every run that is kept here.", icon=":material/check:")
        return []
    order = checks.filter(pl.col("check").is_in(marks["check"].unique().implode()))["check"].to_list()
    return figure(
        lambda: check_history(marks, order, view.palette),
        view,
        summary="Checks that failed in any of the past runs, run by run",
        table=marks,
        key="check_history",
        picks=("check",),
    )

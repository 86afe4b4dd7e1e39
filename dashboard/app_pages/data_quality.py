"""Data quality: which statements about the data hold, what was rejected, what is late, what is not known?"""

import polars as pl
import streamlit as st

from dashboard.app_pages import Page
from dashboard.charts.bars import bars
from dashboard.components.action import action
from dashboard.components.figure import figure
from dashboard.components.finding import finding, note
from dashboard.components.picking import narrowed
from dashboard.components.rows import rows
from dashboard.components.tabs import tabs
from dashboard.metrics.completeness import filled
from dashboard.selection import Selection
from dashboard.theme import counted
from dashboard.view import View

PAGE = Page(title="Data quality", section="Trust", position=1, icon=":material/fact_check:")

FIELDS = (
    "owner", "service", "purpose", "business_unit", "environment", "created_at", "expires_at", "last_used_claimed_at",
    "last_used_observed_at", "scopes", "privilege",
)  # fmt: skip
GROUPS = {"provider": "provider", "business_unit": "business unit", "tenant": "tenant"}


def show(view: View) -> None:
    """Checks, rejected rows, freshness and completeness, each in its tab."""
    checks = newest(view.table("quality.result"))
    rejected = view.table("landing.quarantine")
    freshness = view.table("source_freshness")
    failed = checks.filter(~pl.col("passed"))
    errors = failed.filter(pl.col("mark") == "must").height
    gaps = failed.filter(pl.col("mark") == "gap").height
    late = freshness.filter(pl.col("stale")).height
    finding(
        f"{checks.height - failed.height:,} of {counted(checks.height, 'check')} hold; "
        f"{counted(rejected.height, 'row')} rejected, {counted(late, 'source')} late",
        view,
        population=f"{counted(errors, 'error')}, {counted(gaps, 'gap')} to govern",
        excluded="business unit and other filters do not divide these figures, but for completeness",
    )
    tabs(
        {
            "Checks": lambda: _checks(view, checks),
            "Rejected rows": lambda: _rejected(view, rejected),
            "Freshness": lambda: _freshness(view, freshness),
            "Completeness": lambda: _completeness(view),
        },
        key="quality",
    )
    action(
        "repair at the source",
        [
            "An error closes the gate: the last good publication stays until the export is right.",
            "A gap is published and governed: its owner closes it, or a waiver accepts it until a date.",
            "A rejected row names file, row and field; correct the export and load it again, nothing is counted twice.",
        ],
        command="keyinv status",
    )


def newest(results: pl.DataFrame) -> pl.DataFrame:
    """The last result of each check."""
    return (
        results.sort("ran_at", descending=True, nulls_last=True)
        .unique(["table_name", "expectation", "column_name", "claim"], keep="first", maintain_order=True)
        .sort("passed", "mark", "severity", "table_name", "claim", descending=[False, True, False, False, False])
    )


def _checks(view: View, checks: pl.DataFrame) -> None:
    if checks.is_empty():
        st.info("No check has run for this publication. `keyinv check` runs them.", icon=":material/info:")
        return
    only_failed = st.toggle("Only those that do not hold", key="failed", bind="query-params")
    columns = (
        "result",
        "claim",
        "mark",
        "severity",
        "table_name",
        "column_name",
        "observed_share",
        "expected_share",
        "unexpected_count",
        "problem",
    )
    listed = checks.filter(~pl.col("passed")) if only_failed else checks
    told = pl.when("passed").then(pl.lit("✓ holds")).otherwise(pl.lit("✗ does not hold"))
    listed = listed.with_columns(result=told)
    rows(listed, view, table="quality.result", columns=columns, chosen={"only_failed": only_failed}, key="checks")


def _rejected(view: View, rejected: pl.DataFrame) -> None:
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
    columns = ("reason_code", "message", "path", "row_no", "field", "excerpt", "snapshot_id")
    rows(
        narrowed(Selection(listed), picked), view, table="landing.quarantine", columns=columns,
        chosen={"reason_code": chosen, "picked": list(picked)}, key="quarantine",
    )  # fmt: skip
    note("Excerpts are redacted when they are written: no secret is in them.")


def _freshness(view: View, freshness: pl.DataFrame) -> None:
    columns = ("source", "tenant", "stale", "last_as_of", "expected_every", "covered_from", "covered_to", "gaps")
    listed = freshness.sort("stale", "last_as_of", descending=[True, False], nulls_last=True)
    rows(listed, view, table="source_freshness", columns=columns)
    note("Stale means that a promise of policy.yaml is broken; empty: nobody promised anything.")


def _completeness(view: View) -> None:
    if view.active.is_empty():
        st.info("No active credential matches the filters.", icon=":material/info:")
        return
    group = (
        st.segmented_control(
            "Show by", list(GROUPS), format_func=GROUPS.__getitem__, default="provider", key="known_by",
            bind="query-params",
        )
        or "provider"
    )  # fmt: skip
    wanted = [name for name in (*FIELDS, group) if name in view.active.frame.columns]
    shares = view.shared(
        ("filled", group), lambda: filled(view.active.columns(*dict.fromkeys(wanted)), FIELDS, group).sort("credentials", descending=True)
    )
    config = {
        name: st.column_config.ProgressColumn(name.replace("_", " "), format="percent", min_value=0.0, max_value=1.0, color="blue")
        for name in shares.columns
        if name not in {group, "credentials"}
    }
    st.dataframe(
        shares,
        hide_index=True,
        column_config=config,
        alt=f"Share of active credentials whose field is known, by {GROUPS[group]}",
        key="completeness_table",
    )
    note("Share of active credentials in which the field is known; what a provider never says stays empty.")

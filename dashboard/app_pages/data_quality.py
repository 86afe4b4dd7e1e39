"""Data quality: which statements about the data hold, what was rejected, what is late, what is not known?"""

import polars as pl

from dashboard.app_pages import Page
from dashboard.components.action import action
from dashboard.components.finding import finding
from dashboard.components.quality.checks import checks_tab
from dashboard.components.quality.completeness import completeness_tab
from dashboard.components.quality.conflicts import conflicts_tab
from dashboard.components.quality.coverage import coverage_tab
from dashboard.components.quality.freshness import freshness_tab
from dashboard.components.quality.rejected import rejected_tab, warnings_tab
from dashboard.components.tabs import tabs
from dashboard.metrics.check_history import standing
from dashboard.metrics.warned import warned_by_code
from dashboard.theme import counted
from dashboard.view import View

PAGE = Page(title="Data quality", section="Trust", position=1, icon=":material/fact_check:")


def show(view: View) -> None:
    """Checks, rejected rows, warnings, freshness, coverage, conflicts and completeness, each in its tab."""
    results = view.table("quality.result")
    checks = view.held.made("checks with their past", lambda: standing(results, view.number))
    told = view.table("landing.quarantine")
    rejected = told.filter(pl.col("severity") == "rejected")
    warned = view.held.made("warnings by code", lambda: warned_by_code(view.table("landing.snapshot")))
    freshness = view.table("source_freshness")
    failed = checks.filter(~pl.col("passed"))
    errors = failed.filter(pl.col("mark") == "must").height
    gaps = failed.filter(pl.col("mark") == "gap").height
    late = view.held.late_sources()
    warnings = counted(int(warned["rows"].sum()), "warning")
    finding(
        f"{checks.height - failed.height:,} of {counted(checks.height, 'check')} hold; "
        f"{counted(rejected.height, 'row')} rejected, {counted(late, 'source')} late",
        view,
        population=f"{counted(errors, 'error')}, {counted(gaps, 'gap')} to govern, {warnings} of loaded rows",
        excluded="business unit and other filters do not divide these figures, but for conflicts and completeness",
    )
    whole = view.unfiltered
    tabs(
        {
            "Checks": lambda: checks_tab(whole, results, checks),
            "Rejected rows": lambda: rejected_tab(whole, rejected),
            "Warnings": lambda: warnings_tab(whole, told.filter(pl.col("severity") == "warning"), warned),
            "Freshness": lambda: freshness_tab(whole, freshness),
            "Coverage": lambda: coverage_tab(whole),
            "Conflicts": lambda: conflicts_tab(view),
            "Completeness": lambda: completeness_tab(view),
        },
        key="quality",
    )
    action(
        "repair at the source",
        [
            "An error closes the gate: the last good publication stays until the export is right.",
            "A gap is published and governed: its owner closes it, or a waiver accepts it until a date.",
            "A rejected row names file, row and field; correct the export and load it again, nothing is counted twice.",
            "A warning's row is loaded: complete it in the register, and the next load does not tell it again.",
            "A conflict names both rows: correct the one that is wrong, mostly the register's.",
        ],
        command="keyinv status",
    )

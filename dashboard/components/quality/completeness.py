"""Completeness: of how many active credentials is each field known, and which export says it?"""

import polars as pl
import streamlit as st

from dashboard.components.finding import note
from dashboard.metrics.completeness import filled, told
from dashboard.view import View

FIELDS = (
    "owner", "service", "purpose", "business_unit", "environment", "created_at", "expires_at", "last_used_claimed_at",
    "last_used_observed_at", "scopes", "privilege",
)  # fmt: skip
GROUPS = {"provider": "provider", "business_unit": "business unit", "tenant": "tenant", "source": "export"}
BY_SOURCE = "source_field"
HELP = "One line for each value. By export: what each export says itself; otherwise what all of them say together."
TOLD = ("owner", "service", "purpose", "business_unit", "environment", "created_at", "expires_at", "use", "scopes", "privilege")


def completeness_tab(view: View) -> None:
    """The share of active credentials whose field is known, by group; by export what each of them says itself."""
    if view.active.is_empty():
        st.info("No active credential matches the filters.", icon=":material/info:")
        return
    offered = [name for name in GROUPS if name != "source" or BY_SOURCE in view.held.tables()]
    group = (
        st.segmented_control(
            "Show by", offered, format_func=GROUPS.__getitem__, default="provider", key="known_by", bind="query-params", help=HELP
        )
        or "provider"
    )
    shares = view.shared(("filled", group), lambda: _by_source(view) if group == "source" else _by_group(view, group))
    config = {
        name: st.column_config.ProgressColumn(name.replace("_", " "), format="percent", min_value=0.0, max_value=1.0, color="blue")
        for name in shares.columns
        if name not in {group, "credentials"}
    }
    st.dataframe(
        shares,
        hide_index=True,
        column_config=config,
        placeholder="—",
        alt=f"Share of active credentials whose field is known, by {GROUPS[group]}",
        key="completeness_table",
    )
    if group == "source":
        note(
            "Share of the active credentials an export speaks of, of which this very export says the field; —: it says nothing of the kind."
            " What all exports know together is in the other views."
        )
    else:
        note("Share of active credentials in which the field is known; what a provider never says stays empty.")


def _by_group(view: View, group: str) -> pl.DataFrame:
    wanted = [name for name in (*FIELDS, group) if name in view.active.frame.columns]
    return filled(view.active.columns(*dict.fromkeys(wanted)), FIELDS, group).sort("credentials", descending=True)


def _by_source(view: View) -> pl.DataFrame:
    shares = told(view.held.selected(BY_SOURCE, view.filters).columns("source", "field", "filled_count", "total_count"))
    return shares.select("source", "credentials", *[name for name in TOLD if name in shares.columns])

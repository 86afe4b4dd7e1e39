"""Rotation lag: are secrets replaced when policy asks, and which still wait?"""

import polars as pl
import streamlit as st

from dashboard.app_pages import Page
from dashboard.charts.lags import lags
from dashboard.components.action import action
from dashboard.components.figure import figure
from dashboard.components.finding import finding, note
from dashboard.components.rows import rows
from dashboard.components.states import empty
from dashboard.components.tabs import tabs
from dashboard.components.tiles import Tile, tiles
from dashboard.metrics.rotation import OnTime, lags_by, on_time
from dashboard.selection import Selection
from dashboard.theme import counted, percent, span
from dashboard.view import View

PAGE = Page(title="Rotation lag", section="Govern", position=3, icon=":material/autorenew:")

GROUPS = {"provider": "provider", "business_unit": "business unit", "environment": "environment", "kind": "kind"}
WAITING_COLUMNS = (
    "name", "provider", "kind", "environment", "business_unit", "rotation_lag_days", "rotation_due_at",
    "secret_age_days", "max_age_days", "owner", "service", "use_state", "dependent_count", "natural_key",
    "credential_id",
)  # fmt: skip


def show(view: View) -> None:
    """On-time share counting the open ones, one dot a key, then what waits and what was left half done."""
    lives = view.secret_lives
    found = view.shared("on time", lambda: on_time(lives.columns("lifetime_days", "policy_days", "rotated")))
    if not found.n:
        return empty(
            "No secret under a rotation policy matches the filters.",
            remedy="Widen the filters in the sidebar, or give the kind a `max_age` in policy.yaml.",
        )
    overdue = view.shared(
        "overdue", lambda: view.active.where(pl.col("rotation_lag_days") > 0).sorted_by("rotation_lag_days", descending=True)
    )
    finding(
        f"{percent(found.share)} of secrets are replaced in time; {overdue.height:,} are overdue now",
        view,
        population=f"{counted(found.n, 'secret')} ({found.rotated:,} replaced, {found.open:,} still in use)",
        excluded=f"{view.shared('retired', lambda: _retired(view)):,} retired without a successor left out",
    )
    _tiles(found, overdue.height, view)
    _chart(view, lives)
    note(
        f"Counting only what was replaced gives {percent(found.rotated_only)}: it leaves out the "
        f"{counted(found.open, 'secret')} still in use, many of them late already. Both come from the same rows; "
        "the first is 1 minus Kaplan-Meier at the day each was due, policies differing by key."
    )
    _rows(view, overdue)
    action(
        "finish what is due",
        [
            "Overdue and unused: revoke. Overdue and used: issue the successor first, then move its dependents.",
            "Unfinished: both secrets still work and the old one is still used. Find who uses it, move, revoke.",
            "A negative overlap means days without any working key: an outage, or a key that we do not see.",
        ],
        command='keyinv sql "select * from mart.rotation_lag order by rotation_lag_days desc"',
    )
    return None


def _retired(view: View) -> int:
    gone = view.credentials.where(pl.col("status").is_in(["revoked", "absent", "expired"])).columns("credential_id")
    return gone.join(view.table("rotation").select(credential_id="predecessor_id"), on="credential_id", how="anti").height


def _tiles(found: OnTime, overdue: int, view: View) -> None:
    unfinished = view.of_credential("rotation", "predecessor_id").where(pl.col("state") == "unfinished").height
    limits = f"95 % interval {span(*found.interval)}" if found.interval else f"n {found.n:,}"
    tiles(
        [
            Tile("In time", percent(found.share), limits, "Replaced by the day they were due; those in use count."),
            Tile("Replaced only", percent(found.rotated_only), "in time; flatters", "Leaves out all that still wait."),
            Tile("Overdue now", f"{overdue:,}", "active, past their day", "Rotation lag above 0."),
            Tile("Unfinished", f"{unfinished:,}", "rotations", "The old secret is alive beyond the overlap allowed."),
        ]
    )


def _chart(view: View, lives: Selection) -> None:
    group = (
        st.segmented_control(
            "Show by", list(GROUPS), format_func=GROUPS.__getitem__, default="provider", key="rows_by",
            bind="query-params",
        )
        or "provider"
    )  # fmt: skip
    spots, table = view.shared(("lags", group), lambda: lags_by(lives.columns(group, "lifetime_days", "policy_days", "rotated"), group))
    figure(
        lambda: lags(spots, group, view.palette),
        view,
        summary=f"Days past policy of each secret by {GROUPS[group]}; hollow dots are still in use",
        table=table,
        key="lag",
        of=group,
    )


def _rows(view: View, overdue: Selection) -> None:
    tabs(
        {
            "Overdue now": lambda: rows(
                overdue,
                view,
                table="credential",
                columns=WAITING_COLUMNS,
                chosen={"status": "active", "rotation_lag_days": "> 0"},
                key="overdue",
            ),
            "Rotations": lambda: rows(view.of_credential("rotation", "predecessor_id"), view, table="rotation"),
        },
        key="listed",
    )

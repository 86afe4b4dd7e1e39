"""Keys that still work although all their owners left: how long they have stood, whom to ask, what to do."""

import polars as pl
import streamlit as st

from dashboard.charts.standing import standing_keys
from dashboard.components.action import action
from dashboard.components.figure import figure
from dashboard.components.finding import note
from dashboard.components.picking import narrowed
from dashboard.components.rows import rows
from dashboard.metrics.leaving import LATEST_DAYS, SINCE, TARGET_DAYS, TARGET_SHARE, offboarding, since_leaving, standing
from dashboard.selection import Selection
from dashboard.theme import counted, duration, percent, span
from dashboard.view import View

DAY_SECONDS = 86_400
COLUMNS = (
    "name", "owner", "owner_left_at", "owner_left_days", "suggested_owner", "suggestion_reason", "use_state", "provider",
    "kind", "environment", "business_unit", "team", "service", "blast_radius", "priority", "natural_key", "credential_id",
)  # fmt: skip


TARGET = (
    f"The target (control T-OFFB): {percent(TARGET_SHARE)} handed over or ended within 24 h, and none open for more than 7 days. No export"
    " says when a key was handed over, so those that have an owner again are not in it."
)


def leavers(view: View, active: Selection) -> None:
    """How long keys have stood since the last of their owners left, the longest first."""
    if "owner_left_days" not in active.frame.columns:
        return note("This publication is older than this figure: `keyinv refresh` makes a new one.")
    left = view.ranked("left longest ago first", _left_longest_ago_first)
    if left.is_empty():
        st.subheader("No active credential belongs only to people who left", anchor=False)
        return note("Owners count as left once a directory says so: load one (`keyinv sources` lists which) if none is loaded.")
    found = view.shared("standing", lambda: standing(left.columns("owner_left_days")))
    longest = f"; the longest for {duration(found.longest_days * DAY_SECONDS)}" if found.longest_days is not None else ""
    st.subheader(
        f"{found.over_week:,} of {counted(found.n, 'key')} still work more than 7 days after the owner left{longest}", anchor=False
    )
    since = view.shared("since leaving", lambda: since_leaving(left.columns("owner_left_days")))
    picked = figure(
        lambda: standing_keys(since, view.palette),
        view,
        summary=f"Active credentials by the time since their last owner left; {found.over_day:,} are past 24 hours",
        table=since,
        key="standing",
        picks=("since",),
    )
    median = duration(found.median_days * DAY_SECONDS) if found.median_days is not None else "not known"
    undated = f"{found.undated:,} whose owner left on a day that nobody knows stand apart" if found.undated else "every day is known"
    note(f"{_ended_in_time(view)} {TARGET}")
    note(f"Drawn: keys in force whose owners have all left, counted from the day the last one did: median {median}; {undated}.")
    chosen = {"status": "active", "ownership_class": "owner_left", "picked": list(picked)}
    rows(narrowed(left, picked, {"since": SINCE.holds}), view, table="credential", columns=COLUMNS, chosen=chosen, key="left")
    action(
        "end them or hand them over",
        [
            "Not used: disable now, delete after a week without complaint. Nobody has to take it over.",
            "Used: ask the suggested owner to take it over, and replace the secret: who left may still hold it.",
            "A key that comes back in this list every month: its owner belongs on the offboarding list.",
        ],
        command=f'keyinv sql "select * from mart.ownership_gap where owner_left_days > {LATEST_DAYS:g}"',
    )
    return None


def _left_longest_ago_first(credentials: Selection) -> Selection:
    left = credentials.where(pl.col("status") == "active", pl.col("ownership_class") == "owner_left")
    return left.sorted_by("owner_left_days", descending=True)


def _ended_in_time(view: View) -> str:
    """The share of all keys of owners who left, ended ones as well, that was ended within the target."""
    left = view.credentials.where(pl.col("ownership_class") == "owner_left")
    curve = view.shared("offboarding", lambda: offboarding(left.columns("owner_left_at", "ended_upper"), view.as_of))
    if not curve.n:
        return "How many were ended within 24 h is not known: no day of leaving is."
    limits = curve.interval_at(TARGET_DAYS)
    around = f"; 95 %: {span(1 - limits[1], 1 - limits[0])}" if limits else ""
    return (
        f"**{percent(1 - curve.at(TARGET_DAYS))}** of keys whose owners all left were ended within 24 h (Kaplan-Meier of "
        f"{counted(curve.n, 'key')}, {curve.n - curve.open:,} ended by now{around})."
    )

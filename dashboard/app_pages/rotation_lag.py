"""Rotation lag: are secrets replaced when policy asks, and which still wait?"""

import polars as pl
import streamlit as st

from dashboard.app_pages import Page
from dashboard.charts.lags import lags
from dashboard.charts.on_time import on_time_shares, replaced_by
from dashboard.components.action import action
from dashboard.components.figure import figure
from dashboard.components.finding import finding, note
from dashboard.components.picking import Marked, narrowed
from dashboard.components.rotation_chains import rotation_chains
from dashboard.components.rows import rows
from dashboard.components.states import empty
from dashboard.components.tabs import tabs
from dashboard.components.tiles import Tile, tiles
from dashboard.components.trend import trend
from dashboard.metrics.rotation import OnTime, lags_by
from dashboard.metrics.unfinished import COLUMNS, half_done
from dashboard.selection import Selection
from dashboard.theme import counted, percent, span
from dashboard.view import View

PAGE = Page(title="Rotation lag", section="Govern", position=3, icon=":material/autorenew:")

LIVES = ("lifetime_days", "policy_days", "rotated", "days_late_about", "state")
GROUPS = {"provider": "provider", "business_unit": "business unit", "environment": "environment", "kind": "kind"}
GROUPED = "provider"
TREND = ("overdue_rotations", "overdue secrets")
WAITING_COLUMNS = (
    "name", "provider", "kind", "environment", "business_unit", "rotation_lag_days", "rotation_due_at",
    "secret_age_days", "max_age_days", "owner", "service", "use_state", "dependent_count", "natural_key",
    "credential_id",
)  # fmt: skip


def show(view: View) -> None:
    """On-time share counting the open ones, dots by days past policy, chains, then what waits and what was left half done."""
    lives = view.secret_lives
    found = view.on_time
    if not found.n:
        return empty(
            "No secret under a rotation policy matches the filters.",
            remedy="Widen the filters in the sidebar, or give the kind a `max_age` in policy.yaml.",
        )
    overdue = _overdue(view)
    finding(
        f"{percent(found.share)} of secrets are replaced in time; {overdue.height:,} are overdue now",
        view,
        population=f"{counted(found.n, 'secret')} ({found.rotated:,} replaced, {found.open:,} still in use)",
        excluded=f"{view.chosen_of('retired', _retired).height:,} retired without a successor left out",
        trend=trend(view, *TREND),
    )
    tiles(_tiles(view))
    picked: list[Marked] = []
    tabs(
        {
            "Days past policy": lambda: picked.append(_dots(view, lives)),
            "Chains": lambda: picked.append(rotation_chains(view)),
            "Why two shares": lambda: _shares(view, found),
        },
        key="shown",
    )
    _rows(view, overdue, next((one for one in picked if one.marks), Marked()))
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


def ahead(view: View) -> None:
    """The figures of a choice of filters, before a reader makes it."""
    if not view.on_time.n:
        return
    _overdue(view)
    view.chosen_of("retired", _retired)
    trend(view, *TREND)
    _tiles(view)
    _spots(view, GROUPED)
    _earliest(view)


def _overdue(view: View) -> Selection:
    return view.ranked("longest overdue first", _longest_overdue_first)


def _spots(view: View, group: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    return view.shared(("lags", group), lambda: lags_by(view.secret_lives.columns(group, *LIVES), group))


def _earliest(view: View) -> int:
    """How long before its day the earliest of all secrets was replaced."""
    every = view.unfiltered
    return every.shared("earliest replaced", lambda: int(every.secret_lives.column("days_late_about").min()))  # type: ignore[arg-type]


def _longest_overdue_first(credentials: Selection) -> Selection:
    overdue = credentials.where(pl.col("status") == "active", pl.col("rotation_lag_days") > 0)
    return overdue.sorted_by("rotation_lag_days", descending=True)


def _retired(view: View) -> Selection:
    replaced = view.table("rotation")["predecessor_id"].drop_nulls().unique().implode()
    return view.credentials.where(pl.col("status").is_in(["revoked", "absent", "expired"]), ~pl.col("credential_id").is_in(replaced))


def _tiles(view: View) -> list[Tile]:
    return view.shared("rotation tiles", lambda: _told(view.on_time, _overdue(view).height, view))


def _told(found: OnTime, overdue: int, view: View) -> list[Tile]:
    unfinished = view.of_credential("rotation", "predecessor_id").where(pl.col("state") == "unfinished").height
    limits = f"95 % interval {span(*found.interval)}" if found.interval else f"n {found.n:,}"
    return [
        Tile("In time", percent(found.share), limits, "Replaced by the day they were due; those in use count."),
        Tile("Replaced only", percent(found.rotated_only), "in time; flatters", "Leaves out all that still wait."),
        Tile("Overdue now", f"{overdue:,}", "active, past their day", "Rotation lag above 0."),
        Tile("Unfinished", f"{unfinished:,}", "rotations", "The old secret is alive beyond the overlap allowed."),
    ]


def _dots(view: View, lives: Selection) -> Marked:
    """Dots by days past policy; gives the picked ones with the credentials whose secrets they are, rotated ones as well."""
    group = (
        st.segmented_control(
            "Show by", list(GROUPS), format_func=GROUPS.__getitem__, default=GROUPED, key="rows_by",
            bind="query-params", help="One row of dots for each value; the larger a dot, the more secrets it stands for.",
        )
        or GROUPED
    )  # fmt: skip
    spots, table = _spots(view, group)
    earliest = _earliest(view)
    marks = figure(
        lambda: lags(spots, group, view.palette, earliest),
        view,
        summary=f"Days past policy of each secret by {GROUPS[group]}; hollow dots are still in use",
        table=table,
        key="lag",
        of=group,
        picks=(group, "days_late_about", "state"),
    )
    return Marked(marks, narrowed(lives, marks).column("credential_id")) if marks else Marked()


def _shares(view: View, found: OnTime) -> None:
    """Both on-time shares as two lines over one axis."""
    figure(
        lambda: on_time_shares(found, view.palette),
        view,
        summary=f"Share replaced by age: {percent(found.share)} at the due day, {percent(found.rotated_only)} of replaced secrets alone",
        table=replaced_by(found),
        key="shares",
    )
    note(
        f"Counting only what was replaced gives {percent(found.rotated_only)}: it leaves out the "
        f"{counted(found.open, 'secret')} still in use, many of them late already. Both come from the same rows; "
        "the first is 1 minus Kaplan-Meier at the day each was due, policies differing by key."
    )


def _rows(view: View, overdue: Selection, picked: Marked) -> None:
    tabs(
        {
            "Overdue now": lambda: _waiting(view, overdue, picked),
            "Unfinished": lambda: _unfinished(view),
            "Rotations": lambda: _rotations(view, picked),
        },
        key="listed",
    )


def _waiting(view: View, overdue: Selection, picked: Marked) -> None:
    """What is overdue; where something is picked, its credentials."""
    chosen: dict[str, object] = {"status": "active", "rotation_lag_days": "> 0"}
    listed = overdue
    if picked.marks:
        ids = picked.credential_ids.implode()
        listed = view.credentials.where(pl.col("credential_id").is_in(ids)).sorted_by("rotation_lag_days", descending=True)
        chosen = {"picked": list(picked.marks)}
    rows(listed, view, table="credential", columns=WAITING_COLUMNS, chosen=chosen, key="overdue")


def _rotations(view: View, picked: Marked) -> None:
    listed = view.of_credential("rotation", "predecessor_id")
    if picked.marks:
        ids = picked.credential_ids.implode()
        listed = listed.where(pl.col("predecessor_id").is_in(ids) | pl.col("successor_id").is_in(ids))
    rows(listed, view, table="rotation", chosen={"picked": list(picked.marks)} if picked.marks else None)


def _unfinished(view: View) -> None:
    """Both keys of each half-done rotation, and what to do."""
    listed = view.held.selected(
        "half done", view.filters, lambda: half_done(view.held.with_credential("rotation", "predecessor_id"), view.table("credential"))
    )
    if listed.is_empty():
        return note("No rotation is half done: wherever a successor was issued, the old secret has ended.")
    rest = listed.where(pl.col("state") == "overlapping").height
    note(
        f"{counted(listed.height - rest, 'rotation')} unfinished: the old secret is alive and used beyond the overlap that policy allows. "
        f"{counted(rest, 'more overlaps', 'more overlap')}: within it, or the old one rests and can be revoked. "
        "The row opens the old credential."
    )
    rows(listed, view, table="rotation", columns=COLUMNS, chosen={"state": ["unfinished", "overlapping"]}, key="half_done")
    return None

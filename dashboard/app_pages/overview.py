"""Overview: the five figures of the board, the ten things to do first, and how fresh all of it is."""

import polars as pl
import streamlit as st

from dashboard.app_pages import Page
from dashboard.charts.bars import bars
from dashboard.components.figure import figure
from dashboard.components.finding import finding, note
from dashboard.components.rows import rows
from dashboard.components.states import empty
from dashboard.components.tiles import Tile, tiles
from dashboard.metrics.clocks import clocked
from dashboard.metrics.completeness import Estimate, chapman
from dashboard.metrics.ownership import coverage
from dashboard.metrics.remediation import AT_RISK, at_risk, window_curve
from dashboard.metrics.rotation import on_time
from dashboard.metrics.trend import PAIRS, compared_with, dimension_of, flows, series
from dashboard.selection import Selection
from dashboard.theme import counted, percent, span
from dashboard.view import View

PAGE = Page(title="Overview", section="", position=0, icon=":material/monitoring:")

PRIORITIES = ("act_now", "urgent", "schedule", "track", "closed")
LABELS = {"act_now": "act now", "urgent": "urgent", "schedule": "schedule", "track": "track", "closed": "closed"}
COLUMNS = (
    "priority", "clock", "priority_reason", "name", "hint", "provider", "environment", "business_unit", "owner", "service",
    "open_exposures", "dependent_count", "blast_radius", "idle_days", "natural_key", "credential_id",
)  # fmt: skip
FIRST = 10
TO_DO = ("act_now", "urgent", "schedule")
OPEN = ("open", "contained")

OWNED = "Strict ownership: a live, named, confident owner, among active credentials."
LEAKED = "Public exposures, valid when found, whose secret still works after an hour, open ones counted (Kaplan-Meier)."
REPLACED = "Secrets replaced by the day they were due, those in use counted (Kaplan-Meier)."
LATE = "Open exposures that the decision tree says to act on now, past the time that policy promises."
COMPLETE = "Capture-recapture of inventory and access logs (Chapman), of credentials that logs cover."


def show(view: View) -> None:
    """Tiles, priorities, the first ten."""
    credentials = view.credentials
    if credentials.is_empty():
        return empty("No credential matches the filters.", remedy="Widen the filters in the sidebar.")
    urgent = _by_priority(view).get("act_now", 0)
    open_exposures = view.shared("open exposures", lambda: view.of_credential("exposure").where(pl.col("state").is_in(OPEN))).height
    verb = "needs" if urgent == 1 else "need"
    finding(
        f"{counted(urgent, 'credential')} {verb} action now; {counted(open_exposures, 'exposure')} open",
        view,
        population=f"{counted(view.active.height, 'active credential')} of {credentials.height:,} known",
    )
    _tiles(view)
    left, right = st.columns([2, 3], gap="medium")
    with left:
        _priorities(view)
        _changes(view)
        _freshness(view)
    with right:
        _first(view)
    return None


def _tiles(view: View) -> None:
    owned = view.shared("coverage", lambda: coverage(view.active.columns("ownership_class", "ownership_flags", "blast_radius")))
    rotated = view.shared("on time", lambda: on_time(view.secret_lives.columns("lifetime_days", "policy_days", "rotated")))
    curve = view.shared("public window", lambda: window_curve(at_risk(_public(view).columns(*AT_RISK)).at_risk))
    past, at_stake = view.shared("past their time", lambda: _past_their_time(view))
    seen = view.shared("completeness", lambda: _completeness(view))
    hour = curve.interval_at(3_600.0)
    tiles(
        [
            Tile("Owned", percent(owned.strict), f"of {owned.n:,} active; target 95 %", OWNED),
            Tile(
                "Leaked, alive at 1 h",
                percent(curve.at(3_600.0)) if curve.n else "none",
                f"95 %: {span(*hour)}, n {curve.n:,}; target 5 %" if hour else f"n {curve.n:,}; target 5 %",
                LEAKED,
            ),
            Tile(
                "Replaced in time",
                percent(rotated.share),
                (f"95 %: {span(*rotated.interval)}, " if rotated.interval else "") + f"n {rotated.n:,}; target 95 %",
                REPLACED,
                _days(view, "overdue_rotations"),
                "overdue",
            ),
            Tile(
                "Act now, late",
                f"{past:,}",
                f"of {counted(at_stake, 'open exposure')}; target 0",
                LATE,
                _days(view, "open_exposures"),
                "open exposures",
            ),
            Tile(
                "Inventory",
                percent(seen.completeness) if seen else "not known",
                f"95 %: {span(*seen.completeness_interval)}; of discoverable" if seen else "no log to compare with",
                COMPLETE,
            ),
        ],
        view.palette,
    )


def _days(view: View, metric: str) -> list[float]:
    return series(view.table("kpi_daily"), metric, dimension_of(view.filters)) if "kpi_daily" in view.held.tables() else []


def _changes(view: View) -> None:
    """What came and went since the publication before, or in the last week."""
    if "kpi_daily" not in view.held.tables():
        return
    dimension = dimension_of(view.filters)
    after = compared_with(view.as_of.date(), view.before.date() if view.before else None)
    found = flows(view.table("kpi_daily"), dimension, after)
    st.subheader(f"Since {after:%Y-%m-%d}", anchor=False)
    if not found:
        note("Changes are published for all, for one provider or for one business unit: choose one of these.")
        return
    st.markdown(
        "\n".join(
            f"- **{found.get(came, 0):,}** {came_words}, **{found.get(went, 0):,}** {went_words}"
            for came, came_words, went, went_words in PAIRS
        )
    )


def _public(view: View) -> Selection:
    return view.of_credential("exposure").where(pl.col("publicly_exposed"), pl.col("valid_when_found"))


def _by_priority(view: View) -> dict[str, int]:
    found = view.shared("priorities", lambda: view.credentials.column("priority").drop_nulls().value_counts())
    return dict(found.iter_rows())


def _past_their_time(view: View) -> tuple[int, int]:
    cases = view.of_credential("exposure").where(pl.col("priority") == "act_now", pl.col("state").is_in(OPEN))
    return cases.where(pl.col("sla_breached")).height, cases.height


def _completeness(view: View) -> Estimate | None:
    covered = view.active.where(pl.col("use_window_from").is_not_null())
    both = covered.where(pl.col("last_used_observed_at").is_not_null()).height
    shadow = view.filters.apply(view.table("shadow_key")).height if "shadow_key" in view.held.tables() else 0
    return chapman(covered.height, both + shadow, both)


def _priorities(view: View) -> None:
    st.subheader("What first", anchor=False)
    found = _by_priority(view)
    frame = pl.DataFrame({"priority": [LABELS[name] for name in PRIORITIES], "credentials": [found.get(name, 0) for name in PRIORITIES]})
    figure(
        lambda: bars(
            frame,
            label="priority",
            value="credentials",
            palette=view.palette,
            unit="credentials",
            order=list(frame["priority"]),
            colours={LABELS[name]: colour for name, colour in view.palette.priority.items()},
        ),
        view,
        summary="Credentials by revoke-first priority",
        table=frame,
        key="priority",
    )


def _first_of(view: View) -> pl.DataFrame:
    """The most urgent priority that has enough rows is ordered, and not all that are behind it."""
    rank = {name: at for at, name in enumerate(PRIORITIES)}
    found, wanted = _by_priority(view), []
    for name in TO_DO:
        wanted.append(name)
        if sum(found.get(one, 0) for one in wanted) >= FIRST:
            break
    ranked = (
        view.credentials.where(pl.col("priority").is_in(wanted))
        .sorted_by(
            pl.col("priority").replace_strict(rank, default=9, return_dtype=pl.Int8),
            "open_exposures",
            "blast_radius",
            "credential_id",
            descending=[False, True, True, False],
        )
        .first(FIRST)
        .whole()
    )
    return clocked(ranked, view.of_credential("exposure").columns("credential_id", "state", "sla_due_at"), view.as_of)


def _freshness(view: View) -> None:
    sources = view.table("source_freshness")
    stale = sources.filter(pl.col("stale"))
    oldest = min(sources["last_as_of"].drop_nulls().to_list(), default=None)
    if stale.is_empty():
        note(f"All {sources.height:,} promised or loaded sources are fresh.")
        return
    st.warning(
        f"{counted(stale.height, 'source')} of {sources.height:,} late"
        + (f"; the oldest speaks of {oldest:%Y-%m-%d}." if oldest is not None else "."),
        icon=":material/schedule:",
    )


def _first(view: View) -> None:
    st.subheader(f"The {FIRST} to do first", anchor=False)
    timed = view.shared("first", lambda: _first_of(view))
    if timed.is_empty():
        note("Nothing is urgent among the filtered credentials.")
        return
    rows(timed, view, table="credential", columns=COLUMNS, chosen={"first": FIRST}, key="first")

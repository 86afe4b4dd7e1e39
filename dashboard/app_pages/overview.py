"""Overview: the five figures of the board, the ten things to do first, what changed, and how fresh all of it is."""

import polars as pl
import streamlit as st

from dashboard.app_pages import Page
from dashboard.charts.bars import bars
from dashboard.components.board import OPEN, board, board_figures
from dashboard.components.changes import came_and_went, changed
from dashboard.components.figure import figure
from dashboard.components.finding import finding
from dashboard.components.picking import Picked
from dashboard.components.states import empty
from dashboard.components.to_do import PRIORITIES, by_priority, first_to_do, to_do
from dashboard.components.trend import trend
from dashboard.components.ways import address, explored
from dashboard.selection import Selection
from dashboard.theme import counted
from dashboard.view import View

PAGE = Page(title="Overview", section="", position=0, icon=":material/monitoring:")
TREND = ("open_exposures", "open exposures")
STEP = 17  # of a bar, so that all five and the ten rows stand on one screen


def show(view: View) -> None:
    """Tiles, priorities, the first ten, changes, freshness."""
    credentials = view.credentials
    if credentials.is_empty():
        return empty("No credential matches the filters.", remedy="Widen the filters in the sidebar.")
    urgent = by_priority(view).get("act_now", 0)
    open_exposures = _open_exposures(view).height
    finding(
        f"{counted(urgent, 'credential')} {'needs' if urgent == 1 else 'need'} action now; {counted(open_exposures, 'exposure')} open",
        view,
        population=f"{counted(view.active.height, 'active credential')} of {credentials.height:,} known",
        trend=trend(view, *TREND),
    )
    board(view)
    left, right = st.columns(2, gap="medium")
    with left:
        changed(view, _fresh(view))
        head = st.container()
    with right:
        picked = _priorities(view)
    to_do(view, picked, head)
    return None


def ahead(view: View) -> None:
    """The figures of a choice of filters, before a reader makes it."""
    if view.credentials.is_empty():
        return
    by_priority(view)
    _open_exposures(view)
    trend(view, *TREND)
    board_figures(view)
    came_and_went(view)
    first_to_do(view)


def _open_exposures(view: View) -> Selection:
    return view.shared("open exposures", lambda: view.of_credential("exposure").where(pl.col("state").is_in(OPEN)))


def _priorities(view: View) -> Picked:
    found = by_priority(view)
    frame = pl.DataFrame({"priority": list(PRIORITIES.values()), "credentials": [found.get(name, 0) for name in PRIORITIES]})
    return figure(
        lambda: bars(
            frame,
            label="priority",
            value="credentials",
            palette=view.palette,
            unit="credentials",
            axis=False,
            step=STEP,
            colours={PRIORITIES[name]: colour for name, colour in view.palette.priority.items()},
        ),
        view,
        summary="Credentials by revoke-first priority",
        table=frame,
        key="priority",
        picks=("priority",),
    )


def _fresh(view: View) -> str:
    """How many sources there are, or how many of them are late; the banner above every page warns of these."""
    sources = view.table("source_freshness")
    late = view.held.late_sources()
    if not late:
        return f" · [{counted(sources.height, 'source')}]({_sources(view)}), none late"
    oldest = min(sources["last_as_of"].drop_nulls().to_list(), default=None)
    since = f", the oldest of {oldest:%Y-%m-%d}" if oldest is not None else ""
    return f" · [{counted(late, 'source')}]({_sources(view, stale=True)}) of {sources.height:,} late{since}"


def _sources(view: View, **limits: bool) -> str:
    return address(view, "explorer", explored("source_freshness", limits))

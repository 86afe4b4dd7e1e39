"""What came and went since the publication before, each number with a way to its rows."""

from datetime import date

import polars as pl
import streamlit as st

from dashboard.components.ways import Limit, address, explored
from dashboard.metrics.changes import Change, changes, first_day
from dashboard.selection import Selection
from dashboard.view import View
from dashboard.zones import zone

URGENT = "act_now"
LISTED_MOST = 100  # ids of 19 digits: an address of two thousand characters


def changed(view: View, beside: str = "") -> None:
    """Since the publication before, or in the last week: pairs of what came and what went. `beside` is told behind the day."""
    pairs, moved = came_and_went(view)
    told = [", ".join(f"{_linked(view, one, count)} {one.words}" for one, count in pair) for pair in pairs]
    lines = [line for line in [*told, _moved(view, moved)] if line]
    st.markdown("  \n".join([f"**Since {_first_day(view):%Y-%m-%d}**{beside}", *lines]))


def came_and_went(view: View) -> tuple[list[list[tuple[Change, int]]], pl.DataFrame | None]:
    """The pairs, each change with the number of its rows, and what has another priority than before (`View.moved`)."""
    pairs = changes(_first_day(view), view.as_of)
    return [[(one, _count(view, one)) for one in pair if _known(view, one)] for pair in pairs], view.moved


def _first_day(view: View) -> date:
    return first_day(view.as_of, view.before.as_of if view.before else None)


def _moved(view: View, found: pl.DataFrame | None) -> str:
    """What became urgent and what is no longer; empty without a publication before."""
    if found is None:
        return ""
    became, ceased = found.filter(pl.col("priority") == URGENT), found.filter(pl.col("was") == URGENT)
    return f"{_listed(view, became)} became “act now”, {_listed(view, ceased)} ceased to be"


def _listed(view: View, moved: pl.DataFrame) -> str:
    """How many, with a way to the rows of at most `LISTED_MOST`, as an address holds no more."""
    if moved.is_empty():
        return "**0**"
    ids: dict[str, Limit] = {"credential_id": tuple(moved["credential_id"].head(LISTED_MOST).to_list())}
    some = f" ({LISTED_MOST} of them listed)" if moved.height > LISTED_MOST else ""
    return f"**[{moved.height:,}]({address(view, 'explorer', explored('credential', ids))})**{some}"


def _known(view: View, change: Change) -> bool:
    """Publications from before a column was published do not tell of it."""
    return change.table in view.held.tables() and set(change.limits) <= set(view.table(change.table).columns)


def _count(view: View, change: Change) -> int:
    named = ("change", change.words, change.table, zone(), *change.limits.items())
    return view.chosen_of(named, lambda every: _rows(every, change)).height


def _linked(view: View, change: Change, count: int) -> str:
    if change.key != "credential_id" and view.filters.chosen():  # the Explorer cannot filter rows that name two credentials
        return f"**[{count:,}]({address(view, 'rotation_lag')})**"
    return f"**[{count:,}]({address(view, 'explorer', explored(change.table, change.limits))})**"


def _rows(view: View, change: Change) -> Selection:
    found = view.credentials if change.table == "credential" else view.of_credential(change.table, change.key)
    return found.where(pl.all_horizontal(change.conditions()))

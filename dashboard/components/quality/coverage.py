"""Coverage: which windows of logs are held, and where is nothing known?"""

from typing import Any

import polars as pl
import streamlit as st

from dashboard.charts.coverage import coverage as coverage_chart
from dashboard.components.figure import figure
from dashboard.components.finding import note
from dashboard.components.rows import rows
from dashboard.metrics.coverage import DAYS, LANE, by_lane, drawable, held
from dashboard.theme import counted, duration, instant, plain
from dashboard.view import View

LANES_MOST = 30
TABLE = "coverage_window"


def coverage_tab(view: View) -> None:
    """The windows as a picture with the gaps in words, all lanes as rows."""
    if TABLE not in view.held.tables():
        st.info("This publication has no coverage windows. The next one will.", icon=":material/info:")
        return
    windows = view.shared("windows held", lambda: held(view.table(TABLE), view.as_of))
    if windows.is_empty():
        st.info(
            f"No log or report of use or changes covers the last {DAYS} days, so nothing can be called unused."
            " `keyinv sources` says which exports are logs.",
            icon=":material/info:",
        )
        return
    lanes = view.shared("coverage lanes", lambda: _named(by_lane(windows, view.as_of)))
    shown = lanes.head(LANES_MOST)
    drawn, hidden = view.shared("coverage drawn", lambda: drawable(_named(windows).join(shown.select("lane"), on="lane", how="semi")))
    figure(
        lambda: coverage_chart(_named(drawn), shown["lane"].to_list(), view.as_of, view.palette),
        view,
        summary=f"Windows of logs that are held in the last {DAYS} days, one line a source, tenant and kind",
        table=lanes,
        key="coverage",
    )
    note(_gaps_in_words(lanes))
    if hidden:
        note(f"To keep the picture readable, gaps of up to {duration(hidden.total_seconds())} are not drawn; the rows have them all.")
    if lanes.height > LANES_MOST:
        note(f"The {LANES_MOST} lines with most gaps are drawn, of {lanes.height:,}.")
    rows(lanes.drop("lane"), view, table=TABLE, chosen={"days": DAYS}, key="coverage_lanes")


def _named(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(lane=pl.format("{} · {} · {}", *LANE))


def _gaps_in_words(lanes: pl.DataFrame) -> str:
    """How many gaps, the longest, the last; and who has fallen silent."""
    gaps = int(lanes["gaps"].sum())
    if not gaps:
        said = f"No gap in the last {DAYS} days in what is held."
    else:
        longest = lanes.sort("longest_gap_hours", descending=True, nulls_last=True).row(0, named=True)
        last = lanes.sort("last_gap_to", descending=True, nulls_last=True).row(0, named=True)
        said = (
            f"{counted(gaps, 'gap')} in the last {DAYS} days; the longest, {duration(longest['longest_gap_hours'] * 3600)}, in"
            f" {_called(longest)}; the last, {instant(last['last_gap_from'])} to {instant(last['last_gap_to'])}, in {_called(last)}."
        )
    behind = lanes.sort("behind_hours", descending=True).row(0, named=True)
    return f"{said} Farthest behind the as-of is {_called(behind)}, by {duration(behind['behind_hours'] * 3600)}."


def _called(lane: dict[str, Any]) -> str:
    return plain(f"{lane['source']} of {lane['tenant']}")

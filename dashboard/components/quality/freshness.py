"""Freshness: which sources are late against their promise, and how far apart are they?"""

import polars as pl
import streamlit as st

from dashboard.charts.freshness import freshness as freshness_chart
from dashboard.components.figure import figure
from dashboard.components.finding import note
from dashboard.components.rows import rows
from dashboard.metrics.freshness import SHOWN_MOST, oldest, promised, skew
from dashboard.theme import counted, duration, instant, plain
from dashboard.view import View

COLUMNS = (
    "source", "tenant", "freshness", "stale", "age_ratio", "last_as_of", "expected_every", "covered_from", "covered_to", "gaps", "gap_hours"
)  # fmt: skip


def freshness_tab(view: View, freshness: pl.DataFrame) -> None:
    """The promised sources as a picture, all of them as rows."""
    if freshness.is_empty():
        st.info("No source has come and none is promised. `keyinv sources` lists what can be loaded.", icon=":material/info:")
        return
    sources = promised(freshness)
    if sources.is_empty():
        st.info(
            "Nobody promised how often a source comes: name its interval in `policy.yaml`, and lateness is told.", icon=":material/info:"
        )
    else:
        figure(
            lambda: freshness_chart(sources.head(SHOWN_MOST), view.palette),
            view,
            summary="Age of each promised source in promised intervals",
            table=sources.drop("drawn"),
            key="freshness_ratio",
        )
    note(_said(freshness, sources))
    listed = freshness.sort("stale", "last_as_of", descending=[True, False], nulls_last=True)
    rows(listed, view, table="source_freshness", columns=COLUMNS)


def _said(freshness: pl.DataFrame, sources: pl.DataFrame) -> str:
    parts = ["Fresh up to 1.5 promised intervals, late up to 3, then stale; missing: promised and never came."]
    if sources.height > SHOWN_MOST:
        parts.append(f"The worst {SHOWN_MOST} are drawn.")
    if unpromised := freshness.height - sources.height:
        parts.append(f"{counted(unpromised, 'source')} without a promise {'is' if unpromised == 1 else 'are'} listed alone.")
    last, apart = oldest(freshness), skew(freshness)
    if last is not None and apart is not None:
        name = plain(str(last["source"]))
        parts.append(f"The oldest word is that of {name}, {instant(last['last_as_of'])}; skew {duration(apart.total_seconds())}.")  # type: ignore[arg-type]
    return " ".join(parts)

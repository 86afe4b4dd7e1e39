"""The worst rotation chains as lanes, in an order the reader chooses."""

import polars as pl
import streamlit as st

from dashboard.charts.chains import chains as drawn
from dashboard.components.figure import figure
from dashboard.components.finding import note
from dashboard.components.picking import Marked
from dashboard.data import FILTERS
from dashboard.metrics.chain_bars import bars, gaps
from dashboard.metrics.chains import ORDERS, chain_of, chains, ordered
from dashboard.selection import Selection
from dashboard.theme import counted, plain
from dashboard.view import View

LANES_MOST = 12
HELP = f"Which chains are drawn: the first {LANES_MOST} of this order."
LISTED = ("chain", "credential_id", "name", "hint", "natural_key", "secrets", "unfinished", "overlap_days", "gap_days", "lag_days")
ROTATION = (
    "chain", "predecessor_id", "successor_id", "method", "started_upper", "finished_upper", "interval_days", "policy_days", "overlap_days",
)  # fmt: skip


def rotation_chains(view: View) -> Marked:
    """The lanes, and what they stand among; gives the picked ones with their credentials.

    A chain matches the filters where its newest credential does.
    """
    order = (
        st.segmented_control(
            "First", list(ORDERS), format_func=ORDERS.__getitem__, default="unfinished", key="first", bind="query-params", help=HELP
        )
        or "unfinished"
    )
    found = view.held.selected(f"chains, {order} first", view.filters, lambda: ordered(_every(view), order))
    if found.is_empty():
        note("No rotation matches the filters, so there is no chain to draw.")
        return Marked()
    worst = view.shared(("worst chains", order), lambda: _named(found.first(LANES_MOST).columns(*LISTED)))
    secrets, without = view.shared(("chain bars", order), lambda: _bars(view, worst))
    picked = figure(
        lambda: drawn(secrets, without, worst["lane"].to_list(), view.palette),
        view,
        summary=f"The secrets of {counted(worst.height, 'rotation chain')} over time, {ORDERS[order]} first",
        table=secrets.select("lane", "name", "begins_at", "ends_at", "due_at", "state"),
        key="chains",
        of=order,
        picks=("lane",),
    )
    note(_said(found, worst.height))
    lanes = [str(mark["lane"]) for mark in picked]
    if picked:
        note(f"Only what is picked in the chart: the chain of {plain('; '.join(lanes))}. Double-click the chart to see all again.")
    return Marked(picked, secrets.filter(pl.col("lane").is_in(lanes))["credential_id"].unique())


def _every(view: View) -> pl.DataFrame:
    """All chains with names and filter columns of their newest credential; kept as long as the publication."""
    named = view.table("credential").select("credential_id", *FILTERS, "name", "hint", "natural_key")
    return view.held.made("chains", lambda: chains(_numbered(view)).join(named, on="credential_id", how="left"))


def _numbered(view: View) -> pl.DataFrame:
    """The rotations with the number of their chain."""
    return view.held.made("rotation with chain", lambda: view.table("rotation").with_columns(chain_of(view.table("rotation"))))


def _named(worst: pl.DataFrame) -> pl.DataFrame:
    """A name for each lane: that of its newest credential, with its hint where several have one name."""
    name = pl.coalesce("name", "natural_key", pl.lit("no name"))
    told = worst.with_columns(lane=name).with_columns(
        lane=pl.when(pl.col("lane").is_duplicated())
        .then(pl.concat_str("lane", pl.lit(" "), pl.coalesce("hint", "natural_key", pl.lit(""))))
        .otherwise("lane")
    )
    number = pl.int_range(1, pl.len() + 1).cast(pl.String)
    return told.with_columns(
        lane=pl.when(pl.col("lane").is_duplicated()).then(pl.concat_str("lane", pl.lit(" #"), number)).otherwise("lane")
    )


def _bars(view: View, worst: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Bars and gaps of these chains, each with its lane."""
    lanes = worst.select("chain", "lane")
    rotations = _numbered(view).select(ROTATION).filter(pl.col("chain").is_in(worst["chain"].implode()))
    members = pl.concat([rotations["predecessor_id"], rotations["successor_id"].drop_nulls()]).unique()
    known = view.table("credential").filter(pl.col("credential_id").is_in(members.implode()))
    return bars(rotations, known, view.as_of).join(lanes, on="chain"), gaps(rotations).join(lanes, on="chain")


def _said(found: Selection, shown: int) -> str:
    unfinished, gap, late = found.columns("unfinished", "gap_days", "lag_days").select(
        pl.col("unfinished").sum(), pl.col("gap_days").is_not_null().sum(), (pl.col("lag_days") > 0).sum()
    ).row(0)  # fmt: skip
    return (
        f"{shown} of {counted(found.height, 'chain')}: {unfinished:,} unfinished, {gap:,} with days without any working key, {late:,} with "
        "a secret replaced late. Secrets that work at once stand below each other, each on a row; a hollow arrow: it still works; "
        "a tick: the day it was due. A gap is an outage, or a key that we do not see."
    )

"""The first things to do, by priority, with what to do, by when, who answers and why."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from streamlit.delta_generator import DeltaGenerator

from dashboard.components.finding import note
from dashboard.components.rows import OPEN, Layout, rows
from dashboard.metrics.clocks import clocked
from dashboard.selection import Selection
from dashboard.view import View

PRIORITIES = {"act_now": "act now", "urgent": "urgent", "schedule": "schedule", "track": "track", "closed": "closed"}
"""Most urgent first, as the data and as readers call them."""
FIRST = 10
TO_DO = ("act_now", "urgent", "schedule")
COLUMNS = (
    "priority", "clock", "what", "why", "owner", "name", "hint", "provider", "environment", "business_unit", "service",
    "open_exposures", "dependent_count", "blast_radius", "idle_days", "priority_reason", "natural_key", "credential_id",
)  # fmt: skip
ROW_HEIGHT = 30  # ten of them on one screen, with all that is above
WIDTHS = {OPEN: 52, "priority": 68, "clock": 146, "what": 206, "why": 318, "owner": 187}
SHORTER = (
    (r"Called from a foreign address since (\S+) \S+ UTC while exposed", "Abused since $1"),
    (r", still valid|, reaches no customer data", ""),
    (r"holds admin rights", "admin rights"),
    (r"reaches customer data", "customer data"),
    (r"reach of customer data unknown", "reach unknown"),
)
"""The reason's first half in fewer words, so that it can be read where it stands; the whole sentence is a column further on."""


def by_priority(view: View) -> dict[str, int]:
    """How many credentials have each priority."""
    found = view.shared("priorities", lambda: view.credentials.column("priority").drop_nulls().value_counts())
    return dict(found.iter_rows())


def to_do(view: View, picked: Sequence[Mapping[str, Any]], head: DeltaGenerator) -> None:
    """The first ten of what is to be done, or of the priorities picked in the chart; their title stands in `head`."""
    words = {label: name for name, label in PRIORITIES.items()}
    wanted = tuple(words[str(mark["priority"])] for mark in picked if str(mark.get("priority")) in words)
    timed = first_to_do(view, wanted)
    title = f"The {FIRST} to do first" + (f", {' or '.join(PRIORITIES[name] for name in wanted)}" if wanted else "")
    if timed.is_empty():
        note("Nothing is urgent among the filtered credentials." if not wanted else "No credential has this priority.")
        return
    layout = Layout(title, "Pick a bar of the priorities to see its first ones; double-click to let it go.", head, ROW_HEIGHT, WIDTHS)
    rows(timed, view, table="credential", columns=COLUMNS, chosen={"first": FIRST, "priority": wanted or TO_DO}, key="first", layout=layout)


def first_to_do(view: View, wanted: Sequence[str] = ()) -> pl.DataFrame:
    """The first ten, of these priorities if some are named, with their clocks and what to do."""
    return view.shared(("first", tuple(wanted)), lambda: _first(view, wanted))


def most_urgent_first(credentials: Selection) -> Selection:
    """By priority, then those with more open exposures, then those that reach more."""
    rank = {name: at for at, name in enumerate(PRIORITIES)}
    return credentials.sorted_by(
        pl.col("priority").replace_strict(rank, default=9, return_dtype=pl.Int8),
        "open_exposures",
        "blast_radius",
        "credential_id",
        descending=[False, True, True, False],
    )


def _first(view: View, wanted: Sequence[str]) -> pl.DataFrame:
    order = f"to do, {', '.join(wanted)}"
    ranked = (
        view.ranked(order, lambda every: most_urgent_first(every.where(pl.col("priority").is_in(wanted or TO_DO)))).first(FIRST).whole()
    )
    # The reason is a sentence "why: what to do (by when)."
    why = pl.col("priority_reason").str.replace(r": [^:]*$", "")
    for long, short in SHORTER:
        why = why.str.replace_all(long, short)
    told = ranked.with_columns(why=why, what=pl.col("priority_reason").str.extract(r": ([^:]*?)(?: \([^)]*\))?\.?$"))
    return clocked(told, view.of_credential("exposure").columns("credential_id", "state", "sla_due_at"), view.as_of)

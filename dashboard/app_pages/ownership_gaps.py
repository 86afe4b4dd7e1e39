"""Ownership gaps: which active credentials have nobody to call, and where do they cluster?"""

import polars as pl
import streamlit as st

from dashboard.app_pages import Page
from dashboard.charts.stacked import stacked
from dashboard.components.action import action
from dashboard.components.figure import figure
from dashboard.components.finding import finding, note
from dashboard.components.picking import Picked, narrowed
from dashboard.components.rows import rows
from dashboard.components.states import empty
from dashboard.components.tiles import Tile, tiles
from dashboard.metrics.ownership import CLASSES, MEANING, by_group, coverage
from dashboard.selection import Selection
from dashboard.theme import counted, percent
from dashboard.view import View

PAGE = Page(title="Ownership gaps", section="Govern", position=1, icon=":material/person_off:")

GROUPS = {"business_unit": "business unit", "provider": "provider", "environment": "environment", "kind": "kind"}
MOST_GROUPS = 20
COLUMNS = (
    "name", "provider", "kind", "environment", "business_unit", "ownership_class", "ownership_flags", "owner",
    "owner_confidence", "service", "priority", "age_days", "natural_key", "credential_id",
)  # fmt: skip


def show(view: View) -> None:
    """Classes by group, the flags beside them, and the gaps as rows."""
    active = view.active
    if active.is_empty():
        return empty("No active credential matches the filters.", remedy="Widen the filters in the sidebar.")
    found = view.shared("coverage", lambda: coverage(active.columns("ownership_class", "ownership_flags", "blast_radius")))
    nobody = found.counts["no_owner"] + found.counts["owner_left"]
    finding(
        f"{nobody:,} of {found.n:,} active credentials have nobody to call; {percent(found.strict)} have a live, named owner",
        view,
        population=counted(found.n, "active credential"),
        excluded=f"{view.credentials.height - found.n:,} not active left out",
    )
    tiles(
        [
            Tile("Owned", percent(found.strict), "live, named, confident", "Class owned. Lead with this one."),
            Tile("Any owner", percent(found.any_owner), "leavers and guesses too", "All classes but no owner."),
            Tile(
                "By reach",
                percent(found.weighted),
                "owned, by blast radius",
                "Each counts with the services it reaches.",
            ),
            Tile("Any gap", percent(found.any_gap), "class or flag", "A class other than owned, or a flag."),
        ]
    )
    picked = _chart(view, active)
    if found.flags:
        flags = ", ".join(f"{name.replace('_', ' ')} {count:,}" for name, count in found.flags.items())
        note(f"Flags beside the class, one credential can have several: {flags}.")
    chosen = _gaps(view, active, picked)
    action(
        "give each gap an owner",
        [
            "Start with owners who left: their keys still work. Ask the service's team who takes over.",
            "No owner: the creator, the service and the repository of its last use are the first to ask.",
            "Only a team: name one accountable person. Only inferred: have the owner attest it.",
        ],
        command=f'keyinv sql "select * from mart.ownership_gap where ownership_class in ({chosen})"',
    )
    return None


def _chart(view: View, active: Selection) -> Picked:
    group = st.segmented_control(
        "Show by", list(GROUPS), format_func=GROUPS.__getitem__, default="business_unit", key="by", bind="query-params"
    )
    group = group or "business_unit"
    shares = view.shared(("ownership", group), lambda: by_group(active.columns(group, "ownership_class"), group))
    top = shares.group_by(group).agg(pl.col("n").first()).sort("n", group, descending=[True, False])
    drawn = shares.filter(pl.col(group).is_in(top[group].head(MOST_GROUPS).to_list()))
    picked = figure(
        lambda: stacked(
            drawn,
            group=group,
            part="ownership_class",
            value="credentials",
            order=CLASSES,
            colours=view.palette.ownership,
            labels=MEANING,
            palette=view.palette,
        ),
        view,
        summary=f"Active credentials by {GROUPS[group]} and ownership class",
        table=shares,
        key="ownership",
        of=group,
        picks=(group, "ownership_class"),
    )
    if top.height > MOST_GROUPS:
        note(f"The {MOST_GROUPS} largest of {top.height:,} are drawn; the table has all.")
    return picked


def _gaps(view: View, active: Selection, picked: Picked) -> str:
    gaps = [name for name in CLASSES if name != "owned"]
    classes = st.multiselect("Gap", gaps, format_func=MEANING.__getitem__, key="gap", bind="query-params", placeholder="All gaps")
    wanted = classes or gaps
    listed = view.shared(
        ("gaps", tuple(wanted)),
        lambda: active.where(pl.col("ownership_class").is_in(wanted)).sorted_by(
            pl.col("ownership_class").replace_strict({name: at for at, name in enumerate(CLASSES)}, default=9, return_dtype=pl.Int8),
            "blast_radius",
            descending=[False, True],
        ),
    )
    chosen = {"status": "active", "ownership_class": wanted, "picked": list(picked)}
    rows(narrowed(listed, picked), view, table="credential", columns=COLUMNS, chosen=chosen)
    return ", ".join(f"'{name}'" for name in wanted)

"""Ownership gaps: which active credentials have nobody to call, where do they cluster, and who could take over?"""

from collections.abc import Sequence

import polars as pl
import streamlit as st

from dashboard.app_pages import Page
from dashboard.charts.bars import bars
from dashboard.charts.stacked import stacked
from dashboard.components.action import action
from dashboard.components.figure import figure
from dashboard.components.finding import finding, note
from dashboard.components.leavers import leavers
from dashboard.components.picking import Picked, narrowed
from dashboard.components.rows import rows
from dashboard.components.states import empty
from dashboard.components.tabs import tabs
from dashboard.components.tiles import Tile, tiles
from dashboard.components.trend import trend
from dashboard.metrics.ownership import CLASSES, MEANING, Clusters, Coverage, clusters, flag_counts, has_flag
from dashboard.selection import Selection
from dashboard.theme import FEW, counted, percent
from dashboard.view import View

PAGE = Page(title="Ownership gaps", section="Govern", position=1, icon=":material/person_off:")

GROUPS = {
    "business_unit": "business unit", "team": "team", "service": "service", "provider": "provider", "environment": "environment",
    "kind": "kind",
}  # fmt: skip
GROUPED = "business_unit"
GAPS = [name for name in CLASSES if name != "owned"]
TREND = "strict_ownership_share"
MOST_GROUPS = 20
HELP = f"One bar for each value, those with the most gaps first; at most {MOST_GROUPS} are drawn."
GAP_HELP = "Which gaps are listed; none pressed: all."
COLUMNS = (
    "name", "ownership_class", "owner", "suggested_owner", "suggestion_reason", "ownership_flags", "provider", "kind",
    "environment", "business_unit", "team", "service", "blast_radius", "priority", "age_days", "owner_confidence",
    "natural_key", "credential_id",
)  # fmt: skip


def show(view: View) -> None:
    """Classes by group with the flags beside them, the keys of who left, and the gaps as rows with whom to ask."""
    active = view.active
    if active.is_empty():
        return empty("No active credential matches the filters.", remedy="Widen the filters in the sidebar.")
    found = view.ownership
    nobody = found.counts["no_owner"] + found.counts["owner_left"]
    finding(
        f"{nobody:,} of {found.n:,} active credentials have nobody to call; {percent(found.strict)} have a live, named owner",
        view,
        population=counted(found.n, "active credential"),
        excluded=f"{view.credentials.height - found.n:,} not active left out",
        trend=trend(view, TREND),
    )
    _tiles(view, found)
    tabs({"All gaps": lambda: _all(view, active, found), "Keys of who left": lambda: leavers(view, active)}, key="gaps")
    return None


def ahead(view: View) -> None:
    """The figures of a choice of filters, before a reader makes it."""
    if not view.ownership.n:
        return
    trend(view, TREND)
    _asked(view)
    _where(view, GROUPED)
    _worst(view, GAPS)


def _asked(view: View) -> int | None:
    return view.shared("asked", lambda: _with_suggestion(view.active))


def _where(view: View, group: str) -> Clusters:
    return view.shared(("ownership", group), lambda: clusters(view.active.columns(group, "ownership_class"), group, MOST_GROUPS))


def _worst(view: View, wanted: Sequence[str]) -> Selection:
    return view.ranked(f"gaps: {', '.join(wanted)}", lambda every: _worst_first(every, wanted))


def _tiles(view: View, found: Coverage) -> None:
    asked = _asked(view)
    share = asked / found.gaps if asked is not None and found.gaps else None
    tiles(
        [
            Tile("Owned", percent(found.strict), "live, named, confident", "Class owned. Lead with this one."),
            Tile("Any owner", percent(found.any_owner), "leavers and guesses too", "All classes but no owner."),
            Tile("By reach", percent(found.weighted), "owned, by blast radius", "Each counts with the services it reaches."),
            Tile("Any gap", percent(found.any_gap), "class or flag", "A class other than owned, or a flag."),
            Tile(
                "Somebody to ask",
                percent(share),
                f"{asked or 0:,} of {counted(found.gaps, 'gap')}",
                "Gaps with a suggested owner: a person who is there, or a team.",
            ),
        ]
    )


def _with_suggestion(active: Selection) -> int | None:
    """Gaps for which somebody can be asked; none: the publication is older than suggestions are."""
    if "suggested_owner" not in active.frame.columns:
        return None
    return active.where(pl.col("ownership_class") != "owned", pl.col("suggested_owner").is_not_null()).height


def _all(view: View, active: Selection, found: Coverage) -> None:
    classes, flags = st.columns([3, 2], gap="medium")
    with classes:
        picked = _classes(view, active)
    with flags:
        flagged = _flags(view, found)
    chosen = _gaps(view, picked, flagged)
    action(
        "give each gap an owner",
        [
            "Ask the suggested owner first; the reason says why it is this one. None is suggested where nobody is known.",
            "Start with owners who left: their keys still work.",
            "Only a team: name one accountable person. Only inferred: have the owner attest it.",
        ],
        command=f'keyinv sql "select * from mart.ownership_gap where ownership_class in ({chosen})"',
    )


def _classes(view: View, active: Selection) -> Picked:
    offered = [name for name in GROUPS if name in active.frame.columns]
    group = st.segmented_control(
        "Show by", offered, format_func=GROUPS.__getitem__, default=GROUPED, key="by", bind="query-params", wrap=True, help=HELP
    )
    group = group or GROUPED
    where = _where(view, group)
    picked = figure(
        lambda: stacked(
            where.drawn,
            group=group,
            part="ownership_class",
            value="credentials",
            order=CLASSES,
            colours=view.palette.ownership,
            labels=MEANING,
            palette=view.palette,
            groups=where.names,
        ),
        view,
        summary=f"Active credentials by {GROUPS[group]} and ownership class",
        table=where.shares,
        key="ownership",
        of=group,
        picks=(group, "ownership_class"),
    )
    if where.groups > MOST_GROUPS:
        note(
            f"Drawn: the {MOST_GROUPS} with the most gaps of {where.groups:,}. The other {where.groups - MOST_GROUPS:,} have "
            f"{counted(where.rest_gaps, 'gap')} among {counted(where.rest_credentials, 'credential')}; the table has all."
        )
    return picked


def _flags(view: View, found: Coverage) -> Picked:
    """The flags beside the class, as bars to pick."""
    counts = flag_counts(found).sort("credentials", "flag", descending=[True, False])
    if counts.is_empty():
        note("No active credential has a flag beside its class.")
        return []
    words = [f"{count:,} ({percent(share)})" if found.n >= FEW else f"{count:,} of {found.n}" for _, count, share in counts.iter_rows()]
    picked = figure(
        lambda: bars(
            counts.with_columns(words=pl.Series(words)),
            label="flag",
            value="credentials",
            palette=view.palette,
            unit="active credentials with the flag",
            words="words",
        ),
        view,
        summary="Active credentials by flag beside the ownership class",
        table=counts,
        key="flags",
        picks=("flag",),
    )
    note(f"What else is missing, of {counted(found.n, 'active credential')}; one can have several flags. Pick a bar to see its gaps below.")
    return picked


def _worst_first(credentials: Selection, wanted: Sequence[str]) -> Selection:
    rank = {name: at for at, name in enumerate(CLASSES)}
    return credentials.where(pl.col("status") == "active", pl.col("ownership_class").is_in(wanted)).sorted_by(
        pl.col("ownership_class").replace_strict(rank, default=9, return_dtype=pl.Int8), "blast_radius", descending=[False, True]
    )


def _gaps(view: View, picked: Picked, flagged: Picked) -> str:
    classes = st.pills("Gap", GAPS, selection_mode="multi", format_func=MEANING.__getitem__, key="gap", bind="query-params", help=GAP_HELP)
    wanted = [name for name in GAPS if name in classes] or GAPS
    listed = _worst(view, wanted)
    chosen = {"status": "active", "ownership_class": wanted, "picked": [*picked, *flagged]}
    kept = narrowed(narrowed(listed, picked), flagged, {"flag": has_flag})
    rows(kept, view, table="credential", columns=COLUMNS, chosen=chosen)
    return ", ".join(f"'{name}'" for name in wanted)

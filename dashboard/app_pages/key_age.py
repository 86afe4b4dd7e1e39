"""Key age: how old are the credentials in use, and how many are older than policy allows?"""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from dashboard.app_pages import Page
from dashboard.charts.aging import aging
from dashboard.charts.expiry_calendar import expiry_calendar
from dashboard.charts.strips import age_strips
from dashboard.components.action import action
from dashboard.components.figure import figure
from dashboard.components.finding import finding, note
from dashboard.components.picking import Picked, narrowed
from dashboard.components.published_figures import beside_published
from dashboard.components.rows import rows
from dashboard.components.states import empty
from dashboard.components.tabs import tabs
from dashboard.components.tiles import Tile, tiles
from dashboard.components.trend import trend
from dashboard.metrics.ages import AGES, STATES, OverPolicy, histogram, largest, limits, over_policy
from dashboard.metrics.expiries import calendar, expires_in
from dashboard.selection import Selection
from dashboard.theme import counted, percent, span
from dashboard.view import View

PAGE = Page(title="Key age", section="Govern", position=2, icon=":material/hourglass_top:")

COLUMNS = (
    "name", "provider", "kind", "environment", "business_unit", "age_days", "age_lower_days", "max_age_days",
    "created_at", "created_unknown_reason", "first_seen_at", "expires_at", "owner", "use_state", "priority",
    "natural_key", "credential_id",
)  # fmt: skip

YEAR = 365
PROVIDERS_MOST = 8
TREND = ("overdue_rotations", "overdue secrets")


def show(view: View) -> None:
    """Histogram with the unknown dates beside it, then the oldest first."""
    if view.active.is_empty():
        return empty("No active credential matches the filters.", remedy="Widen the filters in the sidebar.")
    over = _over(view)
    finding(
        _sentence(over),
        view,
        population=counted(view.active.height, "active credential"),
        excluded=f"{over.without_policy:,} without an age policy left out of the share",
        trend=trend(view, *TREND),
    )
    _tiles(view, over)
    picked: list[Mapping[str, Any]] = []
    tabs(
        {
            "By age": lambda: picked.extend(_ages(view, over)),
            "By provider": lambda: picked.extend(_by_provider(view)),
            "Expiry": lambda: picked.extend(_expiries(view)),
            "Published figures": lambda: beside_published(view),
        },
        key="age",
    )
    _rows(view, picked)
    action(
        "replace the oldest first",
        [
            "Never used or dormant: disable, wait for a complaint, delete. Nothing has to be replaced.",
            "In use: issue the successor, move the dependents, then revoke. See Rotation lag for unfinished ones.",
            "Date not known: ask the provider's console or log; until then the credential counts as possibly too old.",
        ],
        command='keyinv sql "select * from mart.key_age order by age_days desc nulls last"',
    )
    return None


def ahead(view: View) -> None:
    """The figures of a choice of filters, before a reader makes it."""
    if view.active.is_empty():
        return
    _over(view)
    trend(view, *TREND)
    _known_ages(view)
    _bins(view)
    _limits(view)
    _limits(view.unfiltered)
    _oldest(view, only_over=True)


def _over(view: View) -> OverPolicy:
    return view.shared("over policy", lambda: over_policy(_aged(view)))


def _bins(view: View) -> pl.DataFrame:
    return view.shared("ages", lambda: histogram(_aged(view)))


def _limits(view: View) -> pl.DataFrame:
    return view.shared("limits", lambda: limits(_aged(view)))


def _oldest(view: View, *, only_over: bool) -> Selection:
    return view.ranked(f"oldest first{', over policy' if only_over else ''}", lambda every: _oldest_first(every, only_over=only_over))


def _aged(view: View) -> pl.DataFrame:
    """What the figures of this page read."""
    return view.active.columns("provider", "age_days", "age_lower_days", "max_age_days").rename({"age_lower_days": "minimum_age_days"})


def _ages(view: View, over: OverPolicy) -> Picked:
    """The histogram, with a line at each age that policy allows."""
    bins, allowed = _bins(view), _limits(view)
    in_force = _limits(view.unfiltered)["max_age_days"].to_list()
    picked = figure(
        lambda: aging(bins, allowed, in_force, view.palette),
        view,
        summary="Active credentials by age, split at what policy allows; unknown dates apart",
        table=bins.drop("position"),
        key="ages",
        picks=("age", "state"),
    )
    undated = (
        f" {counted(over.unknown, 'credential')} under policy without a creation date: at least as old as their first sighting."
        if over.unknown
        else ""
    )
    note(
        "Age runs from creation. Dashed lines: the ages that policy allows, each with the number of credentials it holds for; it "
        "differs by kind and environment, so a bin can hold both colours." + undated
    )
    return picked


def _by_provider(view: View) -> Picked:
    """Small multiples: each provider's ages as shares of its own credentials."""
    every = view.shared("ages by provider", lambda: histogram(_aged(view), by="provider"))
    names = largest(every, "provider", PROVIDERS_MOST)
    bins = every.filter(pl.col("provider").is_in(names)).with_columns(
        share=pl.col("credentials") / pl.col("credentials").sum().over("provider")
    )
    picked = figure(
        lambda: age_strips(bins, "provider", names, view.palette),
        view,
        summary=f"Ages of active credentials at {', '.join(names)}, as shares of each provider's own",
        table=bins.select("provider", "age", "credentials", "over", "share"),
        key="age_by_provider",
        picks=("provider", "age"),
    )
    rest = view.active.height - int(bins["credentials"].sum())
    note("Shares of each provider's own credentials, on one scale." + (f" {rest:,} at smaller providers are not drawn." if rest else ""))
    return picked


def _expiries(view: View) -> Picked:
    """How many expire in which month."""
    months = view.shared("expiries", lambda: calendar(view.active.columns("expires_at"), view.as_of))
    past, dated = months["credentials"][0], int(months["credentials"].sum())
    st.subheader(f"{counted(past, 'credential')} past expiry and still active" if past else "None is past its expiry", anchor=False)
    picked = figure(
        lambda: expiry_calendar(months, view.palette),
        view,
        summary=f"Active credentials by the month in which they expire; {past:,} are past it",
        table=months,
        key="expiries",
        picks=("month",),
    )
    endless = view.active.height - dated
    among = f"{counted(endless, 'active credential')} of {view.active.height:,}"
    note(f"{among} without a known expiry stand in no month: none is set, or not said.")
    return picked


def _rows(view: View, picked: Picked) -> None:
    """The oldest first; what is picked is looked for among all, not among those over policy alone."""
    only_over = st.toggle("Only those over policy", value=True, key="over", bind="query-params") and not picked
    listed = _oldest(view, only_over=only_over)
    as_of = view.as_of
    kept = narrowed(
        listed,
        picked,
        {"age": AGES.holds, "state": lambda state: STATES.get(state, pl.lit(value=False)), "month": lambda month: expires_in(month, as_of)},
    )
    rows(kept, view, table="credential", columns=COLUMNS, chosen={"status": "active", "over_policy": only_over, "picked": list(picked)})


def _oldest_first(credentials: Selection, *, only_over: bool) -> Selection:
    at_least, active = pl.coalesce("age_days", "age_lower_days"), credentials.where(pl.col("status") == "active")
    return (active.where(at_least > pl.col("max_age_days")) if only_over else active).sorted_by(at_least, descending=True)


def _sentence(over: OverPolicy) -> str:
    if not over.n:
        return "No active credential has an age policy"
    if over.unknown:
        return f"{span(over.lower, over.upper)} of active credentials are older than policy allows"
    return f"{percent(over.lower)} of active credentials are older than policy allows ({over.known_over:,} of {over.n:,})"


def _known_ages(view: View) -> tuple[float | None, float | None, int, int]:
    """Median, 90th percentile, how many are over a year, how many are known."""
    return view.shared("known ages", lambda: _summed_up(view.active.column("age_days").drop_nulls()))


def _summed_up(ages: pl.Series) -> tuple[float | None, float | None, int, int]:
    median, p90 = (ages.quantile(share, interpolation="linear") for share in (0.5, 0.9))
    return median, p90, int((ages > YEAR).sum()), ages.len()


def _tiles(view: View, over: OverPolicy) -> None:
    median, p90, year, known = _known_ages(view)
    tiles(
        [
            Tile("Over policy", span(over.lower, over.upper), f"of {over.n:,} under policy", "Unknown dates as bounds."),
            Tile("Known only", percent(over.known_only), "over policy", "What a report without bounds would say."),
            Tile("Median age", _days(median), "known dates", "Half are younger."),
            Tile("90 % below", _days(p90), "known dates", "Nine of ten are younger."),
            Tile("Over a year", percent(year / known if known else None), f"{year:,} credentials", "Of known dates."),
        ]
    )


def _days(days: float | None) -> str:
    return "not known" if days is None else f"{days:,.0f} d"

"""Key age: how old are the credentials in use, and how many are older than policy allows?"""

import polars as pl
import streamlit as st

from dashboard.app_pages import Page
from dashboard.charts.aging import aging
from dashboard.charts.expiry_calendar import expiry_calendar
from dashboard.charts.small_multiples import ages_by_group, largest
from dashboard.components.action import action
from dashboard.components.figure import figure
from dashboard.components.finding import finding, note
from dashboard.components.rows import rows
from dashboard.components.states import empty
from dashboard.components.tiles import Tile, tiles
from dashboard.metrics.ages import OverPolicy, histogram, over_policy
from dashboard.metrics.expiries import calendar
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
PROVIDERS_MOST = 6


def show(view: View) -> None:
    """Histogram with the unknown dates beside it, then the oldest first."""
    if view.active.is_empty():
        return empty("No active credential matches the filters.", remedy="Widen the filters in the sidebar.")
    over = view.shared("over policy", lambda: over_policy(_aged(view)))
    finding(
        _sentence(over),
        view,
        population=counted(view.active.height, "active credential"),
        excluded=f"{over.without_policy:,} without an age policy left out of the share",
    )
    _tiles(view, over)
    bins = view.shared("ages", lambda: histogram(_aged(view)))
    figure(
        lambda: aging(bins, view.palette),
        view,
        summary="Active credentials by age, split at what policy allows; unknown dates apart",
        table=bins.drop("position"),
        key="age",
    )
    note(
        "Age runs from creation; policy may differ by kind and environment, so a bin can hold both colours. "
        f"{counted(over.unknown, 'credential')} under policy have no creation date: they are at least as old as their "
        "first sighting, and may be older."
    )
    _by_provider(view)
    _expiries(view)
    only_over = st.toggle("Only those over policy", value=True, key="over", bind="query-params")
    rows(
        view.shared(("oldest", only_over), lambda: _oldest(view, only_over=only_over)),
        view,
        table="credential",
        columns=COLUMNS,
        chosen={"status": "active", "over_policy": only_over},
    )
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


def _aged(view: View) -> pl.DataFrame:
    """What the figures of this page read."""
    return view.active.columns("provider", "age_days", "age_lower_days", "max_age_days").rename({"age_lower_days": "minimum_age_days"})


def _oldest(view: View, *, only_over: bool) -> Selection:
    at_least = pl.coalesce("age_days", "age_lower_days")
    listed = view.active.where(at_least > pl.col("max_age_days")) if only_over else view.active
    return listed.sorted_by(at_least, descending=True)


def _expiries(view: View) -> None:
    months = view.shared("expiries", lambda: calendar(view.active.columns("expires_at"), view.as_of))
    past, dated = months["credentials"][0], int(months["credentials"].sum())
    st.subheader(f"{counted(past, 'credential')} past expiry and still active" if past else "None is past its expiry", anchor=False)
    figure(
        lambda: expiry_calendar(months, view.palette),
        view,
        summary=f"Active credentials by the month in which they expire; {past:,} are past it",
        table=months,
        key="expiries",
    )
    endless = view.active.height - dated
    among = f"{counted(endless, 'active credential')} of {view.active.height:,}"
    note(f"{among} without a known expiry stand in no month: none is set, or not said.")


def _by_provider(view: View) -> None:
    """Small multiples: each provider's ages as shares of its own credentials."""
    bins = view.shared("ages by provider", lambda: histogram(_aged(view), by="provider"))
    names = largest(bins, "provider", PROVIDERS_MOST)
    if len(names) < 2:  # noqa: PLR2004 one alone is the histogram above
        return
    bins = bins.filter(pl.col("provider").is_in(names)).with_columns(
        share=pl.col("credentials") / pl.col("credentials").sum().over("provider")
    )
    st.subheader("The same by provider", anchor=False)
    figure(
        lambda: ages_by_group(bins, "provider", view.palette),
        view,
        summary=f"Ages of active credentials at {', '.join(names)}, as shares of each provider's own",
        table=bins.select("provider", "age", "credentials", "over", "share"),
        key="age_by_provider",
    )
    rest = view.active.height - int(bins["credentials"].sum())
    note("Shares of each provider's own credentials, on one scale." + (f" {rest:,} at smaller providers are not drawn." if rest else ""))


def _sentence(over: OverPolicy) -> str:
    if not over.n:
        return "No active credential has an age policy"
    if over.unknown:
        return f"{span(over.lower, over.upper)} of active credentials are older than policy allows"
    return f"{percent(over.lower)} of active credentials are older than policy allows ({over.known_over:,} of {over.n:,})"


def _known_ages(view: View) -> tuple[float | None, float | None, int, int]:
    """Median, 90th percentile, how many are over a year, how many are known."""
    ages = view.active.column("age_days").drop_nulls()
    median, p90 = (ages.quantile(share, interpolation="linear") for share in (0.5, 0.9))
    return median, p90, int((ages > YEAR).sum()), ages.len()


def _tiles(view: View, over: OverPolicy) -> None:
    median, p90, year, known = view.shared("known ages", lambda: _known_ages(view))
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

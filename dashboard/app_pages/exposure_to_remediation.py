"""Exposure to remediation: how long do leaked secrets keep working, the open ones counted?"""

import polars as pl
import streamlit as st

from dashboard.app_pages import Page
from dashboard.charts.survival import reach
from dashboard.components.action import action
from dashboard.components.exposure_curve import Studied, curve_figures, exposure_curve, half, limits, median_words, share
from dashboard.components.finding import finding
from dashboard.components.one_exposure import one_exposure
from dashboard.components.picking import Picked, narrowed
from dashboard.components.promises import promises
from dashboard.components.rows import Layout, rows
from dashboard.components.states import empty
from dashboard.components.tabs import tabs
from dashboard.components.tiles import Tile, tiles
from dashboard.components.trend import trend
from dashboard.metrics.clocks import OPEN, clock
from dashboard.metrics.remediation import AT_RISK, DAY, Population, at_risk, promise, window_curve
from dashboard.metrics.survival import Curve
from dashboard.selection import Selection
from dashboard.theme import counted, duration, percent
from dashboard.view import View

PAGE = Page(title="Exposure to remediation", section="Respond", position=1, icon=":material/timer:")

ALL = "all"
WHOM = {ALL: "all exposures", "public_valid": "public, and valid when found"}
HELP = "Which exposures all figures of this page are about. Public: anybody could read it. Valid: the secret worked when it was found."
COLUMNS = (
    "state", "priority", "clock", "severity", "publicly_exposed", "validity", "name", "hint", "provider", "business_unit", "owner",
    "repository", "path", "line", "introduced_at", "detected_at", "revoked_upper", "exposure_days_lower",
    "exposure_days_upper", "sla_due_at", "sla_state", "calls_in_window", "detectors", "match_method",
    "exposure_id", "credential_id",
)  # fmt: skip


def show(view: View) -> None:
    """How long exposed secrets work, one of them step by step, the service level, and the exposures as rows."""
    if _exposures(view).is_empty():
        return empty("No exposure matches the filters.", remedy="Widen the filters, or load a scanner's alerts.")
    above = st.container()
    whom = (
        st.segmented_control("Count", list(WHOM), format_func=WHOM.__getitem__, default=ALL, key="whom", bind="query-params", help=HELP)
        or ALL
    )
    exposures, population = _exposures(view, whom), _population(view, whom)
    if population.at_risk.is_empty():
        return empty(
            "No exposure of this choice was ever at risk.",
            remedy=f"{counted(population.excluded, 'exposure')} left out: {_excluded(population)}. Choose all exposures.",
        )
    curve = _curve(view, whom)
    with above:
        finding(
            f"{half(curve)}; {counted(curve.open, 'secret')} still open",
            view,
            population=f"{counted(curve.n, 'exposure')} at risk ({_counts(curve, population)})",
            excluded=f"left out: {_excluded(population)}",
            # The published days do not count accepted ones, which the headline does: without these words it went from 13 down to 24.
            trend=_trend(view, population),
        )
    tiles(_tiles(view, whom))
    picked: list[Picked] = []
    tabs(
        {
            "How long they work": lambda: exposure_curve(view, _studied(view, whom)),
            "One exposure": lambda: one_exposure(view, _listed(view, exposures, whom, only_open=False)),
            "Service level": lambda: picked.append(promises(view, population.at_risk, whom)),
        },
        key="shown",
    )
    _rows(view, exposures, whom, picked[0] if picked else [])
    action(
        "end the open ones",
        [
            "Revoke at the provider: deleting the file ends nothing. Replace first where dependents would break.",
            "Then check that no successful call follows, and that every dependent has re-authenticated.",
            "Validity unknown is not safe: treat as valid until the provider says otherwise.",
        ],
        command="keyinv export exposure --where \"state in ('open', 'contained')\" --format csv",
    )
    return None


def ahead(view: View) -> None:
    """The figures of a choice of filters, before a reader makes it."""
    if _exposures(view).is_empty() or (population := _population(view, ALL)).at_risk.is_empty():
        return
    _trend(view, population)
    _tiles(view, ALL)
    curve_figures(view, _studied(view, ALL))
    _listed(view, _exposures(view), ALL, only_open=True)


def _trend(view: View, population: Population) -> str:
    return trend(view, "open_exposures", f"open exposures{' (accepted risks left out)' if population.accepted else ''}")


def _studied(view: View, whom: str) -> Studied:
    return Studied(whom, _exposures(view, whom), _population(view, whom).at_risk, _curve(view, whom), _reaching(view, whom))


def _exposures(view: View, whom: str = ALL) -> Selection:
    """Exposures that match the filters and the choice `whom`, with the clock of those that are open."""
    every = view.held.selected("exposure with clock", view.filters, lambda: _with_clock(view))
    if whom == ALL:
        return every
    return view.shared(("exposures", whom), lambda: every.where(pl.col("publicly_exposed"), pl.col("valid_when_found")))


def _with_clock(view: View) -> pl.DataFrame:
    running = pl.when(pl.col("state").is_in(OPEN)).then(clock("sla_due_at", view.as_of))
    return view.held.with_credential("exposure").with_columns(clock=running)


def _population(view: View, whom: str) -> Population:
    return view.shared(("at risk", whom), lambda: at_risk(_exposures(view, whom).columns(*AT_RISK)))


def _curve(view: View, whom: str) -> Curve:
    return view.shared(("window", whom), lambda: window_curve(_population(view, whom).at_risk))


def _reaching(view: View, whom: str) -> float:
    """Up to where the curve of all exposures is drawn, in seconds."""
    every = view.unfiltered
    return every.shared(("reach", whom), lambda: reach(_curve(every, whom)))


def _listed(view: View, exposures: Selection, whom: str, *, only_open: bool) -> Selection:
    """Late and open first, the longest overdue before the others; then the open ones, the contained ones, those that ended."""
    still = pl.col("state").is_in(OPEN)
    late = still & pl.col("sla_breached").fill_null(value=False)
    rank = pl.when(late).then(0).otherwise(pl.col("state").replace_strict({"open": 1, "contained": 2}, default=3, return_dtype=pl.Int8))
    return view.shared(
        ("exposures", whom, only_open), lambda: (exposures.where(still) if only_open else exposures).sorted_by(rank, "sla_due_at")
    )


def _rows(view: View, exposures: Selection, whom: str, picked: Picked) -> None:
    only_open = st.toggle("Only open exposures", value=True, key="only_open", bind="query-params", disabled=bool(picked))
    every = view.unfiltered
    # As tall as without filters: few are open at one provider, and all below would jump with each choice, 10 ms for the browser.
    most = _listed(every, _exposures(every, whom), whom, only_open=only_open).height
    rows(
        narrowed(_listed(view, exposures, whom, only_open=only_open and not picked), picked),
        view,
        table="exposure",
        columns=COLUMNS,
        chosen={"whom": whom, "only_open": only_open and not picked, "picked": list(picked)},
        layout=Layout(as_tall_as=most),
    )


def _counts(curve: Curve, population: Population) -> str:
    accepted = f", {population.accepted:,} of these an accepted risk" if population.accepted else ""
    return f"{curve.n - curve.open:,} ended, {curve.open:,} open{accepted}"


def _excluded(population: Population) -> str:
    reasons = (
        ("judged false positive", population.false_positive),
        ("dead before they leaked", population.dead_before),
        ("without any date", population.undated),
    )
    return ", ".join(f"{count:,} {reason}" for reason, count in reasons if count) or "none"


def _tiles(view: View, whom: str) -> list[Tile]:
    return view.shared(("exposure tiles", whom), lambda: _told(_curve(view, whom), _population(view, whom).at_risk))


def _told(curve: Curve, population: pl.DataFrame) -> list[Tile]:
    kept = promise(population.select("ended", breached="sla_breached"))
    mean, _ = curve.restricted_mean(27 * DAY)
    whole = curve.longest >= 27 * DAY or curve.at(curve.longest) == 0
    seen = "area up to 27 days" if whole else f"at most: none was seen longer than {duration(curve.longest)}"
    low, high = curve.median_interval
    around = f"95 %: {duration(low) if low is not None else '?'} to "
    around += duration(high) if high is not None else f"more than {duration(curve.longest)}"
    closed = population.filter("ended")["upper_seconds"].mean()
    mean_closed = duration(float(closed)) if isinstance(closed, float) else "none closed"
    return [
        Tile("Alive at 1 h", share(curve, 3_600.0), f"95 %: {limits(curve, 3_600.0)}", "Still usable after an hour."),
        Tile("Median", median_words(curve), around, "Half have ended by then; open ones count."),
        Tile("Mean, 27 d", duration(mean), seen, "Restricted mean: the area under the curve up to 27 days."),
        Tile("Closed only", mean_closed, "mean; not to be trusted", "Leaves out every secret still open."),
        Tile(
            "In time",
            percent(kept.compliance),
            f"{kept.met:,} met, {kept.breached:,} breached, {kept.pending:,} pending",
            "Service level of policy. Open past its time is breached now; pending is open within it.",
        ),
    ]

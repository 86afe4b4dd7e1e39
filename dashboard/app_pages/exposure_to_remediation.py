"""Exposure to remediation: how long do leaked secrets keep working, the open ones counted?"""

import polars as pl
import streamlit as st

from dashboard.app_pages import Page
from dashboard.charts.survival import steps, survival
from dashboard.components.action import action
from dashboard.components.figure import figure
from dashboard.components.finding import finding, note
from dashboard.components.rows import rows
from dashboard.components.states import empty
from dashboard.components.tiles import Tile, tiles
from dashboard.metrics.remediation import (
    AT_RISK,
    DAY,
    THRESHOLDS,
    Population,
    at_risk,
    is_interval,
    promise,
    window_bounds,
    window_curve,
)
from dashboard.metrics.survival import Curve
from dashboard.theme import counted, duration, percent, span
from dashboard.view import View

PAGE = Page(title="Exposure to remediation", section="Respond", position=1, icon=":material/timer:")

WHOM = {"all": "all exposures", "public_valid": "public, and valid when found"}
COLUMNS = (
    "state", "priority", "severity", "publicly_exposed", "validity", "name", "hint", "provider", "business_unit", "owner",
    "repository", "path", "line", "introduced_at", "detected_at", "revoked_upper", "exposure_days_lower",
    "exposure_days_upper", "sla_due_at", "sla_breached", "calls_in_window", "detectors", "match_method",
    "exposure_id", "credential_id",
)  # fmt: skip


def show(view: View) -> None:
    """Survival curve with its table, the service level, and the exposures as rows."""
    exposures = view.of_credential("exposure")
    if exposures.is_empty():
        return empty("No exposure matches the filters.", remedy="Widen the filters, or load a scanner's alerts.")
    above = st.container()
    whom = st.segmented_control("Count", list(WHOM), format_func=WHOM.__getitem__, default="all", key="whom", bind="query-params")
    if whom == "public_valid":
        exposures = exposures.where(pl.col("publicly_exposed"), pl.col("valid_when_found"))
    population = view.shared(("at risk", whom), lambda: at_risk(exposures.columns(*AT_RISK)))
    if population.at_risk.is_empty():
        return empty(
            "No exposure of this choice was ever at risk.",
            remedy=f"{counted(population.excluded, 'exposure')} left out: {_excluded(population)}. Choose all exposures.",
        )
    curve = view.shared(("window", whom), lambda: window_curve(population.at_risk))
    with above:
        finding(
            f"{_half(curve)}; {counted(curve.open, 'secret')} still open",
            view,
            population=f"{counted(curve.n, 'exposure')} at risk ({curve.n - curve.open:,} ended, {curve.open:,} open)",
            excluded=f"left out: {_excluded(population)}",
        )
    _tiles(curve, population.at_risk)
    _curve(view, curve, population.at_risk, whom or "all")
    rank = pl.col("state").replace_strict({"open": 0, "contained": 1}, default=2, return_dtype=pl.Int8)
    only_open = st.toggle("Only open exposures", value=True, key="only_open", bind="query-params")
    still = pl.col("state").is_in(["open", "contained"])
    rows(
        view.shared(
            ("exposures", whom, only_open),
            lambda: (exposures.where(still) if only_open else exposures).sorted_by(rank, "sla_due_at"),
        ),
        view,
        table="exposure",
        columns=COLUMNS,
        chosen={"whom": whom or "all", "only_open": only_open},
    )
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


def _half(curve: Curve) -> str:
    if curve.median is None:
        return f"More than half of exposed secrets still work after {duration(curve.longest)}, the longest follow-up"
    return f"Half of exposed secrets still work after {duration(curve.median)}"


def _excluded(population: Population) -> str:
    reasons = (
        ("judged false positive", population.false_positive),
        ("dead before they leaked", population.dead_before),
        ("without any date", population.undated),
    )
    return ", ".join(f"{count:,} {reason}" for reason, count in reasons if count) or "none"


def _tiles(curve: Curve, population: pl.DataFrame) -> None:
    kept = promise(population.select("ended", breached="sla_breached"))
    mean, _ = curve.restricted_mean(27 * DAY)
    low, high = curve.median_interval
    limits = f"95 %: {duration(low) if low is not None else '?'} to "
    limits += duration(high) if high is not None else f"more than {duration(curve.longest)}"
    closed = population.filter("ended")["upper_seconds"].mean()
    mean_closed = duration(float(closed)) if isinstance(closed, float) else "none closed"
    tiles(
        [
            Tile(
                "Alive at 1 h",
                _share(curve, 3_600.0),
                f"95 %: {_limits(curve, 3_600.0)}",
                "Still usable after an hour.",
            ),
            Tile("Median", _median(curve), limits, "Half have ended by then; open ones count."),
            Tile("Mean, 27 d", duration(mean), "area up to 27 days", "Restricted mean of the curve."),
            Tile("Closed only", mean_closed, "mean; not to be trusted", "Leaves out every secret still open."),
            Tile(
                "In time",
                percent(kept.compliance),
                f"{kept.met:,} met, {kept.breached:,} breached, {kept.pending:,} pending",
                "Service level of policy. Open past its time is breached now; pending is open within it.",
            ),
        ]
    )


def _median(curve: Curve) -> str:
    return duration(curve.median) if curve.median is not None else f"> {duration(curve.longest)}"


def _curve(view: View, curve: Curve, population: pl.DataFrame, whom: str) -> None:
    intervals = is_interval(population)
    bounds = view.shared(("bounds", whom), lambda: window_bounds(population))
    table = pl.DataFrame(
        [
            {
                "after": text,
                "at risk": curve.at_risk_at(at),
                "revoked by then": curve.ended_by(at),
                "still open, seen less long": curve.censored_by(at),
                "still usable": _share(curve, at),
                "95 % interval": _limits(curve, at),
            }
            for text, at in THRESHOLDS
        ]
    )
    figure(
        lambda: survival(curve, THRESHOLDS, view.palette, bounds),
        view,
        summary=f"Share of exposed secrets still usable over time: {_half(curve)}",
        table=steps(curve),
        key="survival",
        of=whom,
    )
    st.dataframe(table, hide_index=True, alt="At risk, revoked and open at the reference times", key="survival_at_risk")
    note(
        "Reference times: 9 min is the fastest and 17 min the mean first use of planted AWS keys that were tried "
        "(Entro 2025; others saw 1 to 2 min); 27 d is what 1,000 IT leaders believe they need on average (GitGuardian "
        "and CyberArk survey 2024). Ticks: open cases at their age. The line stops where fewer than five are "
        "at risk; durations under a minute are drawn at one minute."
    )
    if bounds is not None:
        seen = bounds.median_interval
        early, late = (duration(seen[0]), duration(seen[1])) if seen else ("", "not reached")
        median = f"between {early} and {late}" if seen and early != late else late
        note(
            f"{counted(int(intervals.sum()), 'end')} known only to lie between two looks: the line takes the later "
            f"look, the grey boxes show where it may run. Half have ended: {median} (Turnbull)."
        )


def _share(curve: Curve, at: float) -> str:
    return percent(curve.at(at))


def _limits(curve: Curve, at: float) -> str:
    limits = curve.interval_at(at)
    return span(*limits) if limits else "not defined"

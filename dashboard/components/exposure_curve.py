"""How long exposed secrets work: the curve of all, or one curve a group, each with its numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl
import streamlit as st

from dashboard.charts.survival import steps, survival
from dashboard.charts.survival_by_group import points, survival_by_group
from dashboard.components.figure import figure
from dashboard.components.finding import note
from dashboard.components.small_table import small_table
from dashboard.metrics.groups import FEWEST_CASES, FEWEST_ENDS, Group, Groups, by_group
from dashboard.metrics.remediation import AT_RISK, THRESHOLDS, at_risk, is_interval, window_bounds
from dashboard.metrics.survival import Curve
from dashboard.metrics.turnbull import Mass
from dashboard.selection import Selection
from dashboard.theme import counted, duration, percent, plain, span
from dashboard.view import View

GROUPS = {"all": "nothing", "provider": "provider", "business_unit": "business unit", "detectors": "detector", "severity": "severity"}
HELP = "One curve for all, or one for each value. Values with few exposures, or few that ended, are told and not drawn."
SOURCES = (
    "Reference times: 9 min is the fastest and 17 min the mean first use of planted AWS keys that were tried "
    "(Entro 2025; others saw 1 to 2 min); 27 d is what 1,000 IT leaders believe they need on average (GitGuardian "
    "and CyberArk survey 2024). The line stops where fewer than five are at risk; durations under a minute are drawn at one minute."
)


@dataclass(frozen=True)
class Studied:
    """Whom a curve is about: the exposures of a choice (`whom`), those of them at risk, their curve, and how far that of all is drawn."""

    whom: str
    exposures: Selection
    population: pl.DataFrame
    curve: Curve
    reaching: float


@dataclass(frozen=True)
class CurveFigures:
    """The interval estimate with how many ends are intervals, the curve's steps, and its numbers at the reference times."""

    bounds: Mass | None
    intervals: int
    steps: pl.DataFrame
    at_times: pl.DataFrame


def exposure_curve(view: View, studied: Studied) -> None:
    """The reader's choice of groups, and the curve or curves."""
    group = st.segmented_control(
        "Divide by", list(GROUPS), format_func=GROUPS.__getitem__, default="all", key="by", bind="query-params", help=HELP
    )
    if group in (None, "all"):
        _one(view, studied)
    else:
        _several(view, studied.exposures, group, studied.whom)


def median_words(curve: Curve) -> str:
    """The median, or that it is not reached within the longest follow-up."""
    return duration(curve.median) if curve.median is not None else f"> {duration(curve.longest)}"


def half(curve: Curve) -> str:
    """What the curve says, as a sentence."""
    if curve.n == curve.open:
        return f"None of {counted(curve.n, 'exposed secret')} has ended; the oldest has worked for {duration(curve.longest)}"
    if curve.median is None:
        return f"More than half of exposed secrets still work after {duration(curve.longest)}, the longest follow-up"
    return f"Half of exposed secrets still work after {duration(curve.median)}"


def share(curve: Curve, at: float) -> str:
    """The share that works beyond a time."""
    return percent(curve.at(at))


def limits(curve: Curve, at: float) -> str:
    """Its 95 % interval."""
    found = curve.interval_at(at)
    return span(*found) if found else "not defined"


def _one(view: View, studied: Studied) -> None:
    curve = studied.curve
    found = curve_figures(view, studied)
    figure(
        lambda: survival(curve, THRESHOLDS, view.palette, found.bounds, reaching=studied.reaching),
        view,
        summary="Share of exposed secrets still usable over time, with its 95 % interval; the table below has its numbers",
        title=f"Share of exposed secrets still usable over time: {half(curve)}",
        table=found.steps,
        key="survival",
        of=studied.whom,
    )
    small_table(found.at_times, caption="At risk, revoked and open at the reference times")
    told = ["Ticks on the line: open cases at their age. Ended: revoked by then; open: still open, and seen less long than that."]
    if found.bounds is not None:
        seen = found.bounds.median_interval
        early, late = (duration(seen[0]), duration(seen[1])) if seen else ("", "not reached")
        median = f"between {early} and {late}" if seen and early != late else late
        told.append(
            f"{counted(found.intervals, 'end')} known only to lie between two looks: the line takes the later "
            f"look, the grey boxes show where it may run. Half have ended: {median} (Turnbull)."
        )
    note(*told, SOURCES)


def curve_figures(view: View, studied: Studied) -> CurveFigures:
    """What is drawn and told of the curve of all."""
    return view.shared(("curve figures", studied.whom), lambda: _figures(studied))


def _figures(studied: Studied) -> CurveFigures:
    curve = studied.curve
    at_times = pl.DataFrame(
        [
            {
                "after": text,
                "at risk": curve.at_risk_at(at),
                "revoked by then": curve.ended_by(at),
                "still open, seen less long": curve.censored_by(at),
                "still usable": share(curve, at),
                "95 % interval": limits(curve, at),
            }
            for text, at in THRESHOLDS
        ]
    )
    return CurveFigures(window_bounds(studied.population), int(is_interval(studied.population).sum()), steps(curve), at_times)


def _several(view: View, exposures: Selection, group: str, whom: str) -> None:
    found = view.shared(("window by", whom, group), lambda: by_group(at_risk(exposures.columns(*AT_RISK, group)).at_risk, group))
    name = GROUPS[group]
    if found.curves:
        figure(
            lambda: survival_by_group(found.curves, THRESHOLDS, view.palette),
            view,
            summary=f"Share of exposed secrets still usable over time by {name}: "
            + "; ".join(f"{one.name} median {median_words(curve)}" for one in found.curves if (curve := one.curve)),
            table=points(found.curves).drop("duration"),
            key="survival_by",
            of=(whom, group),
        )
    st.dataframe(pl.DataFrame([_row(one, name) for one in found.shown]), hide_index=True, alt=f"Exposures by {name}", key="survival_groups")
    note(" ".join(_said(found, name)), SOURCES)


def _row(one: Group, name: str) -> Mapping[str, Any]:
    too_few = f"fewer than {FEWEST_CASES}: counts only"
    counts = {name: one.name, "exposures": one.n, "ended": one.ended, "open": one.n - one.ended}
    curve = one.curve
    if curve is None:
        return counts | {"half have ended by": too_few} | {f"usable after {text}": "" for text, _ in THRESHOLDS}
    return counts | {"half have ended by": median_words(curve)} | {f"usable after {text}": share(curve, at) for text, at in THRESHOLDS}


def _said(found: Groups, name: str) -> list[str]:
    """What is not drawn, and whether the groups may be compared."""
    said = [f"The numbers under the chart are those at risk in each {name}."] if found.curves else []
    if found.others:
        said.append(f"{counted(found.others, 'smaller group')} with {counted(found.other_cases, 'exposure')} not shown.")
    few = [plain(one.name) for one in found.shown if one.ended < FEWEST_ENDS]
    if found.overlapping:
        said.append(f"An exposure counts in each {name} that reports it: the groups overlap, so they are not tested against each other.")
    elif found.test:
        chi2, p = found.test
        probability = "<0.001" if p < 0.001 else f"{p:.3f}"  # noqa: PLR2004 as papers print it
        said.append(
            f"Log-rank test of the {len(found.shown)} groups: chi-square {chi2:.1f}, p {probability}. Exploratory: the groups "
            "were not chosen beforehand, and nothing is adjusted for what else differs between them."
        )
    elif len(found.shown) > 1:
        said.append(f"No test: fewer than {FEWEST_ENDS} ends in {', '.join(few)}; compare the counts.")
    return said

"""One exposure, step by step: chosen from the list, or named by the address (`?exposure=`)."""

from typing import Any

import streamlit as st

from dashboard.charts.incident import incident
from dashboard.components.figure import figure
from dashboard.components.finding import note
from dashboard.metrics.incident import durations, impossible
from dashboard.metrics.incident_lanes import lanes, shades
from dashboard.selection import Selection
from dashboard.theme import plain
from dashboard.view import View

OFFERED = 100
CHOSEN = "exposure_shown"
PARAMETER = "exposure"
LABEL = ("exposure_id", "name", "hint", "provider", "repository", "path", "state", "priority")


def one_exposure(view: View, listed: Selection) -> None:
    """The lanes of one exposure, its durations in words, and what cannot be. `listed`: what is offered, the first ones first."""
    offered = {row["exposure_id"]: _label(row) for row in listed.first(OFFERED).columns(*LABEL).iter_rows(named=True)}
    asked = _asked(view, offered)
    if not offered:
        return note(f"Publication {view.number} has no exposure {plain(asked)}." if asked else "No exposure to choose from.")
    chosen = st.selectbox("Exposure", list(offered), format_func=offered.__getitem__, key=CHOSEN)
    if chosen is None:
        return None
    if str(chosen) != asked:
        st.query_params[PARAMETER] = str(chosen)
    if listed.height > OFFERED:
        note(f"The first {OFFERED} of {listed.height:,} are offered; `steps` in a row below opens any other.")
    _drawn(view, view.held.rows_of("exposure", chosen, "exposure_id").row(0, named=True))
    return None


def _asked(view: View, offered: dict[int, str]) -> str:
    """What the address asks for, or the reader chose before: it is offered although the filters leave it out."""
    asked = str(st.query_params.get(PARAMETER, ""))
    if CHOSEN not in st.session_state and asked.isdecimal():
        st.session_state[CHOSEN] = int(asked)
    wanted = st.session_state.get(CHOSEN)
    if wanted is not None and wanted not in offered:
        found = view.held.rows_of("exposure", wanted, "exposure_id")
        if found.is_empty():
            del st.session_state[CHOSEN]
            note(f"Publication {view.number} has no exposure {wanted}.")
        else:
            offered[wanted] = _label(found.row(0, named=True))
    return asked


def _label(row: dict[str, Any]) -> str:
    name = str(row.get("name") or row["hint"] or row["provider"] or "secret")
    place = "/".join(part for part in (row["repository"], row["path"]) if part) or "place not said"
    return f"{name} in {place}: {row['state']}, {str(row['priority'] or 'no priority').replace('_', ' ')}"


def _drawn(view: View, exposure: dict[str, Any]) -> None:
    found = lanes(exposure, view.as_of)
    measured = durations(exposure, view.as_of)
    words = dict(measured.select("measure", "duration").iter_rows())
    figure(
        lambda: incident(found, shades(exposure, view.as_of), view.as_of, view.palette),
        view,
        summary=f"The steps of one exposure: exposure window {words['exposure window']}, broken time {words['broken time']}",
        table=found.drop("at"),
        key="incident",
        of=exposure["exposure_id"],
    )
    for wrong in impossible(exposure, view.as_of):
        st.warning(
            f"Impossible: {wrong}. A date of some source is wrong; the durations that need it are not told.", icon=":material/error:"
        )
    if exposure["was_dead"]:
        st.info("The secret was dead before it leaked: it was never at risk, and the curve leaves it out.", icon=":material/info:")
    st.dataframe(measured, hide_index=True, alt="How long each part of the incident took", key="incident_durations")
    note(
        "Lines are bounds: the step was after their left end and no later than their right one. Hollow: not known to the "
        "instant, or not yet. Removing the file revokes nothing; the window ends when the secret no longer works."
    )
    if exposure["credential_id"] is not None:
        st.markdown(f"[All about this credential](credential?credential={exposure['credential_id']})")

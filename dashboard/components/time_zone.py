"""In which time zone the reader is told times. It stands in the URL; UTC unless chosen otherwise."""

from typing import Any

import streamlit as st

from dashboard import zones
from dashboard.theme import plain

KEY = "zone"


def chosen_zone(place: Any) -> str:
    """The reader's choice, drawn in `place`; its second offer is the browser's own zone. An address that names none is told so."""
    asked = st.query_params.get(KEY, zones.UTC)
    if asked not in zones.known():
        st.session_state[KEY] = zones.UTC
        st.query_params.pop(KEY, None)
        st.warning(
            f"The address asks for the time zone “{plain(asked[:60])}”, which is not known. Times are in UTC.", icon=":material/link_off:"
        )
    elif (wanted := st.session_state.get(KEY)) in zones.known() and wanted != zones.UTC and KEY not in st.query_params:
        st.session_state[KEY] = wanted  # a click on another page drops it from the URL; set anew, it is written there again
    here = st.context.timezone
    first = [zones.UTC, here] if here in zones.known() and here != zones.UTC else [zones.UTC]
    chosen = place.selectbox(
        "Time zone",
        [*first, *(name for name in zones.known() if name not in first)],
        key=KEY,
        bind="query-params",
        persist_state="session",
        help="In which zone times are told." + (f" Your browser is in {here}." if len(first) > 1 else "") + " Exports stay in UTC.",
    )
    return str(chosen or zones.UTC)

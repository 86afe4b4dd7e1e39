"""In which time zone the reader is told times. It stands in the URL; UTC unless chosen otherwise."""

from typing import Any

import streamlit as st

from dashboard import zones
from dashboard.components.bound import put_back, set_back
from dashboard.theme import plain

KEY = "zone"


def chosen_zone(place: Any) -> str:
    """The reader's choice, drawn in `place`: UTC, the browser's own zone, or any by its name. A name of none is told so."""
    wanted = st.session_state.get(KEY) or zones.UTC
    unknown = [name for name in (st.query_params.get(KEY, zones.UTC), wanted) if name not in zones.known()]
    if unknown:
        set_back(KEY, zones.UTC)
        st.warning(f"The time zone “{plain(unknown[0][:60])}” is not known. Times are in UTC.", icon=":material/link_off:")
    elif wanted != zones.UTC and KEY not in st.query_params:
        put_back(KEY, wanted)
    here = st.context.timezone
    chosen = place.selectbox(
        "Time zone",
        _offered(here, st.session_state.get(KEY), st.query_params.get(KEY)),
        key=KEY,
        bind="query-params",
        persist_state="session",
        accept_new_options=True,
        help="In which zone times are told. For another one, write its name, such as `America/Sao_Paulo`."
        + (f" Your browser is in {here}." if here in zones.known() and here != zones.UTC else "")
        + " Exports stay in UTC.",
    )
    return chosen if chosen in zones.known() else zones.UTC


def zone_named() -> str:
    """What is chosen, before its widget is drawn."""
    name = st.session_state.get(KEY) or st.query_params.get(KEY, zones.UTC)
    return name if name in zones.known() else zones.UTC


def asked_zone() -> dict[str, str]:
    """What an address asks for, to tell times as they are told here."""
    return {KEY: zones.zone()} if zones.zone() != zones.UTC else {}


def _offered(*named: str | None) -> list[str]:
    """UTC and these, where they are zones; not all 400, as the browser goes through each offer at every change of the page."""
    return list(dict.fromkeys([zones.UTC, *(name for name in named if name in zones.known())]))

"""Which publication is looked at: the one in force, or an earlier one that is still kept. It stands in the URL."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard.components.bound import put_back, set_back
from dashboard.data import Published
from dashboard.theme import instant

LATEST = "latest"
KEY = "publication"


def chosen_publication(kept: Sequence[Published], place: Any) -> int | None:
    """The number of the publication that the reader looks back at, chosen in `place`; None: the one in force."""
    numbers = [str(one.number) for one in kept]
    asked = st.query_params.get(KEY, LATEST)
    if asked not in (LATEST, *numbers):
        set_back(KEY, LATEST)
        st.warning(
            f"The address asks for publication “{asked[:20]}”, which is not kept"
            + (f" (kept: {', '.join(numbers)})" if numbers else "")
            + ". You see the latest.",
            icon=":material/link_off:",
        )
    elif (wanted := st.session_state.get(KEY)) not in (None, LATEST) and asked == LATEST and wanted in numbers:
        put_back(KEY, wanted)
    with place:
        chosen = st.selectbox(
            "Publication",
            [LATEST, *numbers],
            key=KEY,
            bind="query-params",
            persist_state="session",
            help="Figures as they were published then. Earlier publications are kept as long as policy says.",
        )
    return None if chosen in (None, LATEST) else int(str(chosen))


def publication_named(kept: Sequence[Published]) -> str:
    """What is chosen, in two words, before its widget is drawn."""
    asked = st.session_state.get(KEY) or st.query_params.get(KEY, LATEST)
    return f"Publication {asked}" if asked in {str(one.number) for one in kept} else "Latest publication"


def looking_back(shown: Published, latest: Published) -> None:
    """Say that this is not the newest, and offer the way back."""
    left, right = st.columns([4, 1], vertical_alignment="center")
    left.info(
        f"You look at publication {shown.number}, as of {instant(shown.as_of)}."
        f" The latest is {latest.number}, as of {instant(latest.as_of)}.",
        icon=":material/history:",
    )
    right.button("Show the latest", on_click=_back, width="stretch", key="show_latest")


def _back() -> None:
    st.session_state[KEY] = LATEST

"""Choices that stand in the address (widgets with `bind="query-params"`)."""

from collections.abc import Sequence
from contextlib import suppress

import streamlit as st
from streamlit.errors import StreamlitAPIException


def set_back(key: str, value: str) -> None:
    """Before its widget is drawn: the choice is `value` again, whatever the address asks for."""
    if key not in st.session_state:  # from then on the address follows the choice, and Streamlit lets nobody else change it
        st.query_params.pop(key, None)
    st.session_state[key] = value


def put_back(key: str, chosen: str | Sequence[str], told: str | Sequence[str] | None = None) -> None:
    """Before its widget is drawn: what is chosen stands in the address again, as `told` there where that is another word.

    A step to another page drops it from there where the browser has not drawn the widget, as behind a closed button, or where the page
    before still ran (seen with 1.67). A choice that is set anew is written there again, but after a step back or to another page only
    where a widget is bound to it just now; elsewhere it can be written.
    """
    st.session_state[key] = chosen if isinstance(chosen, str) else list(chosen)
    with suppress(StreamlitAPIException):  # it is bound
        st.query_params[key] = chosen if told is None else told

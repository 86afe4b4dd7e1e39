"""Choices that stand in the address (widgets with `bind="query-params"`)."""

import streamlit as st


def set_back(key: str, value: str) -> None:
    """Before its widget is drawn: the choice is `value` again, whatever the address asks for."""
    if key not in st.session_state:  # from then on the address follows the choice, and Streamlit lets nobody else change it
        st.query_params.pop(key, None)
    st.session_state[key] = value

"""Tabs of which only the chosen one is drawn; the choice stands in the address."""

from collections.abc import Callable, Mapping

import streamlit as st


def tabs(contents: Mapping[str, Callable[[], None]], *, key: str) -> None:
    """One tab a name; what stands in it is drawn when it is looked at."""
    for tab, draw in zip(st.tabs(list(contents), key=key, bind="query-params"), contents.values(), strict=True):
        if tab.open:
            with tab:
                draw()

"""Tabs of which only the chosen one is drawn; the choice stands in the address.

They are buttons of which one is pressed, with the look of tabs (`page_style.py`). Streamlit's tabs are drawn anew at every change of a
filter, and each asks whether something in it can be reached by keyboard, for which all is laid out: 8 ms where buttons take none.
"""

from collections.abc import Callable, Mapping

import streamlit as st

from dashboard.page_style import TABS


def tabs(contents: Mapping[str, Callable[[], None]], *, key: str) -> None:
    """One tab a name; what stands in it is drawn when it is looked at."""
    names = list(contents)
    chosen = st.segmented_control(TABS, names, default=names[0], required=True, key=key, bind="query-params", label_visibility="collapsed")
    contents[chosen]()

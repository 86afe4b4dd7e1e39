"""A page's title: the finding as a sentence, with what it is about and what it leaves out."""

import streamlit as st

from dashboard.theme import instant
from dashboard.view import View


def finding(sentence: str, view: View, *, population: str, excluded: str = "") -> None:
    """The finding; below it as-of, publication, population and what is excluded and why.

    Names from the data go into `sentence` through `theme.plain`.
    """
    st.header(sentence, anchor=False)
    parts = [f"As of **{instant(view.as_of)}**", f"publication {view.number}", population]
    st.caption(" · ".join([*parts, *([excluded] if excluded else [])]))


def note(sentence: str) -> None:
    """A sentence under a figure that says how to read it."""
    st.caption(sentence)

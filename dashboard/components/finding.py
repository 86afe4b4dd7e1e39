"""A page's title: the finding as a sentence, with what it is about and what it leaves out."""

import streamlit as st

from dashboard.theme import instant
from dashboard.view import View


def finding(sentence: str, view: View, *, population: str, excluded: str = "", trend: str = "") -> None:
    """The finding; below it its trend, as-of, publication, population and what is excluded and why.

    `trend` is a clause of `components.trend`, put first; without one nothing stands there.
    Names from the data go into `sentence` through `theme.plain`.
    """
    st.header(sentence, anchor=False)
    told = f"**{trend[0].upper()}{trend[1:]}**" if trend else ""
    parts = [told, f"As of **{instant(view.as_of)}**", f"publication {view.number}", population, excluded]
    st.caption(" · ".join(part for part in parts if part))


def note(*paragraphs: str) -> None:
    """Sentences under a figure that say how to read it."""
    st.caption("\n\n".join(paragraphs))

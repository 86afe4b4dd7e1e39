"""What a page says when it has nothing to show, not yet, or not all of it: why, and a way on. Never a traceback."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st

SHOWN_WITHIN = 0.1  # seconds: imports hold all threads up, so what is to be seen meanwhile must be on its way before they begin


@contextmanager
def opening(*, cold: bool) -> Iterator[None]:
    """The outline of a page, with words, while a `cold` server opens the register; any other has it at hand."""
    outline = st.empty()
    if not cold:
        yield
        return
    with outline.container():
        _outline()
        time.sleep(SHOWN_WITHIN)
        with st.spinner("Reading the register …"):
            yield
    outline.empty()


def _outline() -> None:
    st.markdown("**Opening the register …** The first look after a start takes a few seconds.")
    st.skeleton(height=40, width=560)
    row = st.container(horizontal=True, gap="small")
    for _ in range(4):
        row.skeleton(height=110)
    st.skeleton(height=360)


def empty(sentence: str, *, remedy: str) -> None:
    """Nothing matches: the sentence says what, the remedy where to go from here."""
    st.header(sentence, anchor=False)
    st.info(remedy, icon=":material/info:")


def no_publication() -> None:
    """The register has no publication yet."""
    empty(
        "Nothing has been published yet.",
        remedy="Load exports and publish them: `keyinv refresh PATH…`. To look around first: `keyinv demo`. Then reload this page.",
    )


def database_lost() -> None:
    """The database does not answer, and nothing is in memory."""
    st.header("The database does not answer.", anchor=False)
    st.error(
        "Nothing can be shown until it does. `keyinv doctor` says what is wrong; reload this page afterwards.",
        icon=":material/database_off:",
    )


def stale_banner(number: int) -> None:
    """The database does not answer, but a publication is in memory."""
    st.warning(
        f"The database does not answer. You see publication {number}, as it was read last; `keyinv doctor` says what is wrong.",
        icon=":material/cloud_off:",
    )


def partial_banner(late: int, every: int, page: Any) -> None:
    """Some sources are late, so figures can miss what they would say; `page` tells which."""
    left, right = st.columns([4, 1], vertical_alignment="center")
    verb = "is" if late == 1 else "are"
    left.warning(
        f"{late:,} of {every:,} sources {verb} late: what they would say is missing or older than policy promises.",
        icon=":material/schedule:",
    )
    right.page_link(page, label="Which ones", icon=":material/arrow_forward:")


def failed(reference: str) -> None:
    """A page failed in a way nobody foresaw; the log holds the details under the reference."""
    st.header("This page could not be drawn.", anchor=False)
    st.error(
        f"The other pages still work. Please report it with the reference {reference}; the server's log has the cause.",
        icon=":material/error:",
    )

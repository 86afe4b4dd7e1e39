"""What a page says when it has nothing to show: why, and a way on. Never a traceback."""

import streamlit as st


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


def failed(reference: str) -> None:
    """A page failed in a way nobody foresaw; the log holds the details under the reference."""
    st.header("This page could not be drawn.", anchor=False)
    st.error(
        f"The other pages still work. Please report it with the reference {reference}; the server's log has the cause.",
        icon=":material/error:",
    )

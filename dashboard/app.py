"""The dashboard: navigation, the publication in force, the global filters; nothing else.

Started by `keyinv dashboard` through `dashboard.serving`.
"""

import logging
import secrets
from collections.abc import Callable

import streamlit as st

from dashboard.app_pages import SECTIONS, Found, pages
from dashboard.components import states
from dashboard.components.filters import filters
from dashboard.current import current
from dashboard.theme import palette
from dashboard.view import View

log = logging.getLogger("keyinv.dashboard")


def main() -> None:
    """One run: choose the page, find the publication, read the filters, draw."""
    st.set_page_config(page_title="Key inventory", page_icon=":material/key:", layout="wide")
    found = pages()
    entries = {one.name: _entry(one, default=number == 0) for number, one in enumerate(found)}
    sections: dict[str, list[object]] = {section: [] for section in SECTIONS}
    for one in found:
        sections[one.page.section].append(entries[one.name])
    st.navigation({section: listed for section, listed in sections.items() if listed}, expanded=True).run()  # type: ignore[arg-type]


def _entry(one: Found, *, default: bool) -> object:
    return st.Page(
        _drawn(one),
        title=one.page.title,
        icon=one.page.icon,
        url_path="" if default else one.name,
        default=default,
    )


def _drawn(one: Found) -> Callable[[], None]:
    def draw() -> None:
        now = current()
        if now.held is None:
            return states.database_lost() if now.lost else states.no_publication()
        try:
            if now.lost:
                states.stale_banner(now.held.published.number)
            _told_of_replacement(now.held.published.number)
            chosen = filters(now.held)
            one.show(View(now.held, chosen, palette(st.context.theme.type)))
        except Exception:
            reference = secrets.token_hex(4)
            log.exception("page %s failed, reference %s", one.name, reference)
            states.failed(reference)
        return None

    draw.__name__ = one.name
    return draw


def _told_of_replacement(number: int) -> None:
    before = st.session_state.get("publication_seen")
    st.session_state["publication_seen"] = number
    if before is not None and before != number:
        st.toast(f"Publication {number} has replaced {before}; all figures are of {number}.", icon=":material/update:")


main()

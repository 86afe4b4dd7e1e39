"""What stands around every page: navigation, the publication in force, banners, the global choices; nothing else."""

import logging
import secrets
from typing import Any

import streamlit as st

from dashboard import zones
from dashboard.app_pages import Found, pages
from dashboard.components import states
from dashboard.components.filters import filters
from dashboard.components.page_list import page_list
from dashboard.components.publications import chosen_publication, looking_back, publication_named
from dashboard.components.time_zone import chosen_zone, zone_named
from dashboard.components.words import words
from dashboard.current import Current, earlier, forget
from dashboard.data import Held, PublicationGoneError
from dashboard.page_style import page_style
from dashboard.theme import palette
from dashboard.view import View

log = logging.getLogger("keyinv.dashboard")
TELLS_OF_SOURCES = "data_quality"


def draw(now: Current) -> None:
    """One run: offer pages and filters, draw the chosen page.

    The filters are asked here and not in a page: so they are the same widgets on all pages and keep their choice.
    """
    colours = palette(st.context.theme.type)
    st.html(page_style(colours))
    shown: list[View] = []
    entries = {one.name: _entry(one, now, shown, default=number == 0) for number, one in enumerate(pages())}
    chosen = st.navigation(list(entries.values()), position="hidden")
    page_list(pages(), next(name for name, entry in entries.items() if entry is chosen), st.sidebar)
    told = st.sidebar.popover(f"{publication_named(now.kept)} · {zone_named()}", icon=":material/history:", width="stretch")
    zones.tell_in(chosen_zone(told))  # before anything else, as it may tell a time
    if now.held is not None:
        if now.lost:
            states.stale_banner(now.held.published.number)
        _tell_of_replacement(now.held.published.number)
        held = _chosen(now, now.held, told)
        if chosen is not entries[TELLS_OF_SOURCES]:
            _tell_of_late_sources(held, entries[TELLS_OF_SOURCES])
        shown.append(View(held, filters(held, st.sidebar), colours, now.before(held.published)))
    words(st.sidebar)  # last, as what it offers is also told where each term stands
    chosen.run()


def _chosen(now: Current, latest: Held, place: Any) -> Held:
    """The publication that the reader looks at: the one in force, unless the address or the sidebar names an earlier one."""
    if now.lost:
        return latest
    number = chosen_publication(now.kept, place)
    try:
        held = _earlier(number, now) if number is not None else None
    except PublicationGoneError:  # cleaned up since the list was read
        held = None
    if held is None or held is latest:
        return latest
    looking_back(held.published, latest.published)
    return held


def _earlier(number: int, now: Current) -> Held | None:
    with st.spinner("Reading an earlier publication …"):
        return earlier(number, now)


def _entry(one: Found, now: Current, shown: list[View], *, default: bool) -> Any:
    def draw() -> None:
        if not shown:
            return states.database_lost() if now.lost else states.no_publication()
        try:
            one.show(shown[0])
        except PublicationGoneError:  # a newer one was published and this one cleaned up while the page was drawn
            forget()
            st.rerun()
        except Exception:
            reference = secrets.token_hex(4)
            log.exception("page %s failed, reference %s", one.name, reference)
            states.failed(reference)
        return None

    return st.Page(draw, title=one.page.title, icon=one.page.icon, url_path="" if default else one.name, default=default)


def _tell_of_late_sources(held: Held, page: Any) -> None:
    if "source_freshness" not in held.tables():
        return
    if late := held.late_sources():
        states.partial_banner(late, held.table("source_freshness").height, page)


def _tell_of_replacement(number: int) -> None:
    before = st.session_state.get("publication_seen")
    st.session_state["publication_seen"] = number
    if before is not None and before != number:
        st.toast(f"Publication {number} has replaced {before}; all figures are of {number}.", icon=":material/update:")

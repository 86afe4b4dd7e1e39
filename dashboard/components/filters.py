"""The global filters in the sidebar: the same on every page, kept in the URL so that a view can be shared."""

import re
from typing import Any

import streamlit as st

from dashboard.components.bound import put_back
from dashboard.data import FILTERS, Filters, Held, in_words
from dashboard.glossary import meaning
from dashboard.theme import plain

LABELS = {"business_unit": "Business unit", "provider": "Provider", "environment": "Environment", "kind": "Kind"}
IN_SIGHT = ("business_unit", "provider")  # the others are a click away
ONE_CLICK = ("business_unit", "provider")  # all values stand there, to be pressed; else they are chosen from a list
FEW = 16
CLEAR = "clear_filters"  # its button releases what is pressed before the server does (`page_scripts/clearing.js`)
_WORDS = re.compile(r"[^\W_]+([ _-][^\W_]+)*")


def filters(held: Held, place: Any) -> Filters:
    """The reader's choices, made in `place`. Values that the publication does not have are dropped from the URL, and it is said."""
    offered = held.options()
    unknown = _asked_in_vain(offered)
    _put_back_into_address()
    with place:
        st.html('<h3 class="beside">Filters</h3>')
        chosen = {name: _chosen(name, offered[name]) for name in IN_SIGHT}
        others = [name for name in FILTERS if name not in IN_SIGHT]
        with st.popover(_behind({name: offered[name] for name in others}), icon=":material/filter_alt:", width="stretch"):
            chosen |= {name: _chosen(name, offered[name]) for name in others}
        nothing = not any(chosen.values())
        st.button("Clear filters", key=CLEAR, on_click=_cleared, icon=":material/filter_alt_off:", width="stretch", disabled=nothing)
    if unknown:
        st.warning(
            "The address asks for "
            + "; ".join(f"{LABELS[name].lower()} {_listed(values)}" for name, values in unknown.items())
            + ", which this publication does not have. The rest of the filters hold.",
            icon=":material/link_off:",
        )
    return Filters(**chosen)


def _chosen(name: str, offered: list[str]) -> tuple[str, ...]:
    asked: dict[str, Any] = {
        "options": offered, "key": name, "bind": "query-params", "persist_state": "session", "help": meaning(LABELS[name]),
        "format_func": in_words,
    }  # fmt: skip
    if name in ONE_CLICK and can_be_pressed(offered):
        return tuple(st.pills(LABELS[name], selection_mode="multi", **asked))
    return tuple(st.multiselect(LABELS[name], placeholder="All", **asked))


def can_be_pressed(offered: list[str]) -> bool:
    """Whether all values fit and are words alone: a button's text is Markdown, and escaped it would be another value in the address."""
    return 0 < len(offered) <= FEW and all(_WORDS.fullmatch(in_words(value)) for value in offered)


def _behind(others: dict[str, list[str]]) -> str:
    """What the button says: which filters stand behind it, and to what they are set."""
    told = []
    for name, offered in others.items():
        asked = {in_words(value) for value in st.session_state.get(name) or st.query_params.get_all(name)}
        found = sorted(asked & {in_words(value) for value in offered})
        told += [f"{LABELS[name]}: {plain(found[0][:60]) if len(found) == 1 else len(found)}"] if found else []
    first, *rest = (LABELS[name] for name in others)
    return " · ".join(told) or " and ".join([first, *(label.lower() for label in rest)])


def _put_back_into_address() -> None:
    for name in FILTERS:
        kept = st.session_state.get(name)
        if kept and not st.query_params.get_all(name):
            put_back(name, kept, [in_words(value) for value in kept])


def _asked_in_vain(offered: dict[str, list[str]]) -> dict[str, list[str]]:
    asked = {name: st.query_params.get_all(name) for name in FILTERS}
    display = {name: {in_words(value) for value in offered[name]} for name in FILTERS}
    vain = {
        name: [value for value in values if value and value not in display[name] and value not in offered[name]]
        for name, values in asked.items()
    }
    return {name: values for name, values in vain.items() if values}


def _listed(values: list[str]) -> str:
    return ", ".join(f"“{plain(value[:60])}”" for value in values[:3])


def _cleared() -> None:
    for name in FILTERS:
        if st.session_state[name]:  # what the page has released is not released again: it would draw that anew
            st.session_state[name] = []

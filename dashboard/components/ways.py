"""Ways from a figure to its rows, with the reader's filters in the address."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

import streamlit as st

from dashboard.components.conditions import IS
from dashboard.components.publications import KEY, LATEST
from dashboard.components.time_zone import asked_zone
from dashboard.data import in_words
from dashboard.metrics.changes import Limits
from dashboard.view import View

Limit = Limits | bool | tuple[int, ...]
Query = Mapping[str, str | Sequence[str]]


def asked(view: View, query: Query) -> dict[str, str | list[str]]:
    """What an address asks for: the filters, the publication looked back at, the reader's zone, and the query."""
    shown = {name: [in_words(value) for value in values] for name, values in view.filters.chosen().items()}
    back = st.query_params.get(KEY, LATEST)
    return {
        **shown,
        **({KEY: back} if back != LATEST else {}),
        **asked_zone(),
        **{name: value if isinstance(value, str) else list(value) for name, value in query.items()},
    }


def address(view: View, page: str, query: Query | None = None) -> str:
    """A page as these filters show it, as a link for Markdown or HTML, which `page_scripts/ways.js` opens in this same window."""
    return f"{page}?{urlencode(asked(view, query or {}), doseq=True)}".removesuffix("?")


def explored(table: str, limits: Mapping[str, Limit] | None = None) -> dict[str, str | list[str]]:
    """What the Explorer's address asks for, to show the rows of a table within limits: two numbers, two days, words, ids, or yes or no."""
    asked: dict[str, str | list[str]] = {"table": table}
    if limits:
        asked[f"conditions_{table}"] = list(limits)
    for name, limit in (limits or {}).items():
        key = f"{table}_{name}"
        if isinstance(limit, bool):
            word = "yes" if limit else "no"
            asked |= {key: word, f"{key}_how": word}
        elif isinstance(limit[0], float):
            asked |= {f"{key}_low": str(limit[0]), f"{key}_high": str(limit[1])}
        elif isinstance(limit[0], int):
            asked |= {f"{key}_how": IS, f"{key}_text": ", ".join(str(one) for one in limit)}
        else:
            asked[key] = [str(one) for one in limit]
    return asked

"""The list of pages in the sidebar.

It is HTML of ours: Streamlit's own list is drawn anew three times at every change of a filter, a fifth of all that a browser works through.
`page_scripts/page_list.js` lets each link keep the choices that hold on all pages.
"""

from collections.abc import Iterable
from html import escape
from typing import Any

from dashboard.app_pages import Found
from dashboard.components import publications, time_zone
from dashboard.data import FILTERS

KEPT = (*FILTERS, publications.KEY, time_zone.KEY)  # of the address, from page to page
FIRST = "."  # where the first page is, whose name is not in its address


def page_list(offered: Iterable[Found], shown: str, place: Any) -> None:
    """Links to the pages in `place`; the one of the name `shown` is told to be the current one."""
    links = "".join(_link(one, one.name if number else FIRST, is_shown=one.name == shown) for number, one in enumerate(offered))
    place.html(f'<nav class="pages" aria-label="Pages" data-kept="{" ".join(KEPT)}"><ul>{links}</ul></nav>')


def _link(one: Found, address: str, *, is_shown: bool) -> str:
    icon = one.page.icon.removeprefix(":material/").removesuffix(":")
    current = ' aria-current="page"' if is_shown else ""
    return (
        f'<li><a href="{address}"{current}><span class="symbol" aria-hidden="true" translate="no">{escape(icon)}</span>'
        f"{escape(one.page.title)}</a></li>"
    )

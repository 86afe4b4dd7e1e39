"""The field's words, a click away on every page."""

from functools import cache
from html import escape
from typing import Any

from dashboard.glossary import TERMS


def words(place: Any) -> None:
    """A button in `place` that opens all terms, each with its sentence."""
    place.html(_words())


@cache
def _words() -> str:
    """The browser's own popover: it opens without asking the server, and what stands in it is not drawn before."""
    terms = "".join(f"<dt>{escape(term)}</dt><dd>{escape(sentence)}</dd>" for term, sentence in sorted(TERMS.items()))
    return (
        '<div class="words"><button type="button" popovertarget="words">'
        '<span class="symbol" aria-hidden="true" translate="no">dictionary</span>Words</button>'
        f'<div popover id="words" role="dialog" aria-label="Words" tabindex="0"><dl>{terms}</dl></div></div>'
    )

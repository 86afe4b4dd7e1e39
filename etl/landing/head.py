"""A sample of a large JSON document from its first bytes alone, so that recognising it costs nearly nothing.

Only what is certain is given: a single object or array whose first list begins within the head. All else (lines, pages
set one behind the other, envelopes, arrays of arrays) is None, and is split the careful way.
"""

import json
import re
from typing import Any

HEADS = (64 * 1024, 1024 * 1024)
SAMPLE_ITEMS = 3

_decode = json.JSONDecoder().raw_decode
_BLANK = re.compile(r"[ \t\r\n]*")


def top_of(content: bytes) -> Any:
    """The document with its first long list cut to three elements; members behind that list are unseen."""
    if b'"request"' in content[:256]:  # an envelope, most likely
        return None
    for size in HEADS:
        try:
            top = _top(content[:size].decode(errors="ignore"))
        except (ValueError, IndexError, RecursionError):
            continue
        return None if _is_composed(top) else top
    return None


def _top(text: str) -> Any:
    """Raises ValueError or IndexError where the head ends too early, or the value ends within it."""
    at = _after_blank(text, 0)
    if text[at] == "[":
        elements, end = _elements(text, at + 1)
        if end is not None or not elements:
            raise ValueError
        return elements
    top: dict[str, Any] = {}
    while True:
        name, at = _decode(text, _after_blank(text, at + 1))
        at = _after_blank(text, at)
        if text[at] != ":" or not isinstance(name, str):
            raise ValueError
        at = _after_blank(text, at + 1)
        if text[at] == "[":
            top[name], end = _elements(text, at + 1)
            if end is None:
                if not top[name]:
                    raise ValueError
                return top
            at = end
        else:
            top[name], at = _decode(text, at)
        at = _after_blank(text, at)
        if text[at] != ",":
            raise ValueError


def _elements(text: str, at: int) -> tuple[list[Any], int | None]:
    """The first elements of a list, and where it ends; None: beyond the head."""
    elements: list[Any] = []
    try:
        at = _after_blank(text, at)
        if text[at] == "]":
            return elements, at + 1
        while True:
            element, at = _decode(text, at)
            if len(elements) < SAMPLE_ITEMS:
                elements.append(cut(element))
            at = _after_blank(text, at)
            if text[at] == "]":
                return elements, at + 1
            at = _after_blank(text, at + 1)
    except (ValueError, IndexError):
        return elements, None


def _after_blank(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _is_composed(top: Any) -> bool:
    if isinstance(top, list):
        return isinstance(top[0], list)
    return isinstance(top, dict) and {"request", "body"} <= top.keys()


def cut(value: Any) -> Any:
    """The value with each list in it cut to its first three elements."""
    if isinstance(value, list):
        return [cut(item) for item in value[:SAMPLE_ITEMS]]
    if isinstance(value, dict):
        return {name: cut(item) for name, item in value.items()}
    return value

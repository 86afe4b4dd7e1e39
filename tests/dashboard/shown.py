"""What a page shows, read from its elements."""

import re
from dataclasses import dataclass
from html import unescape

from streamlit.testing.v1 import AppTest

_TILE = re.compile(
    r'<dl class="tile"><dt>(?P<label>.*?) <button [^>]*popovertarget="(?P<name>[^"]*)".*?</dt><dd class="value"><span>(?P<value>.*?)</span>'
    r'(?P<line>.*?)</dd><dd class="beside">(?P<beside>.*?)</dd></dl><div popover id="(?P=name)">(?P<help>.*?)</div>'
)


@dataclass(frozen=True)
class Shown:
    """A tile as it is shown: `beside` line by line; `line` is what its small picture says to a screen reader, if it has one."""

    value: str
    beside: list[str]
    line: str | None
    help: str


def tiles(app: AppTest) -> dict[str, Shown]:
    """The tiles of a page by their labels."""
    found = (match for element in app.get("html") for match in _TILE.finditer(element.proto.body))
    return {unescape(match["label"]): _shown(match) for match in found}


def tile_values(app: AppTest) -> dict[str, str]:
    """The values of a page's tiles by their labels."""
    return {label: tile.value for label, tile in tiles(app).items()}


def _shown(match: re.Match[str]) -> Shown:
    alt = re.search(r'alt="([^"]*)"', match["line"])
    beside = [unescape(line) for line in match["beside"].split("<br>")]
    return Shown(unescape(match["value"]), beside, unescape(alt[1]) if alt else None, unescape(match["help"]))

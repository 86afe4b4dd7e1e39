"""What a page shows, read from its elements."""

import re
from dataclasses import dataclass
from html import unescape

from streamlit.testing.v1 import AppTest

_TILE = re.compile(
    r'<dl class="tile"><dt>(?P<label>.*?) <button [^>]*popovertarget="(?P<name>[^"]*)".*?</dt><dd class="value"><span>(?P<value>.*?)</span>'
    r'(?P<line>.*?)</dd><dd class="beside">(?P<beside>.*?)</dd>'
    r'(?:<dd class="way"><a href="(?P<address>.*?)">(?P<way>.*?) →</a></dd>)?</dl><div popover id="(?P=name)">(?P<help>.*?)</div>'
)

_CELL = re.compile(r"<t[hd](?: [^>]*)?>([^<]*)</t[hd]>")


@dataclass(frozen=True)
class Shown:
    """A tile as it is shown: `beside` line by line; `line` is what its small picture says to a screen reader, if it has one.

    `way` leads to its rows: the address, and what the way is called.
    """

    value: str
    beside: list[str]
    line: str | None
    help: str
    way: tuple[str, str] | None = None


def tiles(app: AppTest) -> dict[str, Shown]:
    """The tiles of a page by their labels."""
    found = (match for element in app.get("html") for match in _TILE.finditer(element.proto.body))
    return {unescape(match["label"]): _shown(match) for match in found}


def tile_values(app: AppTest) -> dict[str, str]:
    """The values of a page's tiles by their labels."""
    return {label: tile.value for label, tile in tiles(app).items()}


def small_table(app: AppTest) -> dict[str, list[str]]:
    """The cells of a page's table of few rows, by the heads of its columns."""
    (body,) = (element.proto.body for element in app.get("html") if 'class="small-table"' in element.proto.body)
    names, *rows = ([unescape(cell) for cell in _CELL.findall(row)] for row in body.split("</tr>")[:-1])
    return {name: [row[at] for row in rows] for at, name in enumerate(names)}


def _shown(match: re.Match[str]) -> Shown:
    alt = re.search(r'alt="([^"]*)"', match["line"])
    way = (unescape(match["address"]), unescape(match["way"])) if match["way"] else None
    beside = [unescape(line) for line in match["beside"].split("<br>")]
    return Shown(unescape(match["value"]), beside, unescape(alt[1]) if alt else None, unescape(match["help"]), way)

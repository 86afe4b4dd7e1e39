"""axe-core finds nothing serious on any page, light or dark, wide or narrow."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from dashboard.app_pages import pages
from dashboard.theme import DARK, LIGHT, contrast

pytestmark = pytest.mark.browser
TABS = (
    f"credential?credential={2**59 + 9}",
    "rotation_lag?shown=Chains&listed=Unfinished",
    "rotation_lag?shown=Why+two+shares",
    "exposure_to_remediation?by=provider",
    "exposure_to_remediation?shown=One+exposure&exposure=8",
    "exposure_to_remediation?shown=Service+level",
)
PATHS = ["" if number == 0 else found.name for number, found in enumerate(pages())] + list(TABS)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(("theme", "width"), [("light", 390), ("dark", 1440)])
def test_axe_finds_nothing_serious(look, path, theme, width):
    seen = look(path, width=width, theme=theme)
    seen.finding()
    seen.settled()
    seen.page.wait_for_timeout(500)
    found = Axe().run(seen.page).response["violations"]
    serious = {one["id"]: [node["html"][:200] for node in one["nodes"][:3]] for one in found if one["impact"] in ("serious", "critical")}
    assert serious == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_keyboard_shows_where_it_is(look, theme):
    """Each stop has a ring of three to one: fourteen at least, and a link, a button and an input among them."""
    seen = look("ownership_gaps", theme=theme)
    seen.finding()
    seen.settled()
    ground = {"light": LIGHT, "dark": DARK}[theme]
    stops = []
    while len(stops) < 14 or not {"A", "BUTTON", "INPUT"} <= set(stops):
        assert len(stops) < 60, f"no link, button and input among {stops}"
        seen.page.keyboard.press("Tab")
        seen.page.wait_for_function("() => getComputedStyle(document.activeElement).outlineStyle === 'solid'")
        kind, colour = seen.page.evaluate("() => [document.activeElement.tagName, getComputedStyle(document.activeElement).outlineColor]")
        stops.append(kind)
        red, green, blue = (int(part) for part in re.findall(r"\d+", colour)[:3])
        assert contrast(f"#{red:02X}{green:02X}{blue:02X}", ground.surface) >= 3

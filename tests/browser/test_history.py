"""Back leads to what was seen before: the page, and on it each choice that stands in the address."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import TimeoutError  # noqa: A004 it is what the library raises

pytestmark = pytest.mark.browser

CHOSEN = {"provider": ["openai"], "business_unit": ["Retail"]}


def _back_to(seen, words):
    """Press back until the words are there.

    Where a page was left while it still ran, Streamlit writes each filter into the address anew, and each is a step of its own.
    """
    for _ in range(1 + len(CHOSEN)):
        seen.page.go_back()
        try:
            seen.page.get_by_text(words).first.wait_for(timeout=8_000)
        except TimeoutError:
            continue
        return
    pytest.fail(f"back does not lead to a page with {words!r}, but to {seen.page.url}")


def test_filters_are_kept_across_pages_and_by_the_back_button(look):
    seen = look("ownership_gaps?provider=openai&business_unit=Retail")
    assert seen.finding().startswith("1 of 3 active credentials")
    seen.settled()
    seen.page.get_by_role("link", name="Key age").click()
    seen.page.wait_for_url(lambda url: "key_age" in url and parse_qs(urlsplit(url).query) == CHOSEN)
    seen.page.get_by_text("are older than policy allows").first.wait_for()
    seen.settled()
    _back_to(seen, "have nobody to call")
    seen.page.wait_for_url(lambda url: "ownership_gaps" in url and parse_qs(urlsplit(url).query) == CHOSEN)
    assert seen.finding().startswith("1 of 3 active credentials")


def test_back_from_another_page_leads_to_the_view_of_the_explorer_as_it_was(look):
    seen = look("explorer?table=exposure&conditions_exposure=state&exposure_state=open&order_exposure=exposure_id")
    assert seen.finding() == "2 rows of exposure match"
    seen.settled()
    seen.page.get_by_role("link", name="Key age").click()
    seen.page.get_by_role("heading", name="of active credentials are older").wait_for()
    seen.settled()
    _back_to(seen, "2 rows of exposure match")  # before it Streamlit 1.67 has put the page's bare address
    seen.settled()
    kept = {"table": ["exposure"], "conditions_exposure": ["state"], "exposure_state": ["open"], "order_exposure": ["exposure_id"]}
    assert parse_qs(urlsplit(seen.page.url).query) == kept
    assert seen.complaints == []


def _shows(seen, words, asked):
    seen.page.get_by_role("heading", name=words).first.wait_for()
    seen.page.wait_for_url(lambda url: parse_qs(urlsplit(url).query) == asked)


def _choose(seen, name):
    _provider(seen, name).click()


def _provider(seen, name):
    return seen.page.get_by_test_id("stSidebar").get_by_role("toolbar", name="Provider").get_by_role("button", name=name)


def test_back_takes_one_choice_back_and_forward_makes_it_again(look):
    seen = look("ownership_gaps")
    seen.finding()
    seen.settled()
    _choose(seen, "aws")
    _shows(seen, "0 of 4 active credentials", {"provider": ["aws"]})
    _choose(seen, "openai")
    _shows(seen, "3 of 12 active credentials", {"provider": ["aws", "openai"]})
    seen.page.go_back()
    _shows(seen, "0 of 4 active credentials", {"provider": ["aws"]})
    seen.page.go_back()
    _shows(seen, "3 of 12 active credentials", {})
    assert seen.page.get_by_test_id("stSidebar").get_by_role("button", name="Clear filters").is_disabled()
    seen.page.go_forward()
    _shows(seen, "0 of 4 active credentials", {"provider": ["aws"]})
    assert seen.complaints == []


def test_choice_made_by_keyboard_is_a_step_too(look):
    seen = look("ownership_gaps")
    seen.finding()
    seen.settled()
    _provider(seen, "aws").press("Space")
    _shows(seen, "0 of 4 active credentials", {"provider": ["aws"]})
    seen.page.go_back()
    _shows(seen, "3 of 12 active credentials", {})
    assert _provider(seen, "aws").get_attribute("aria-pressed") == "false" and seen.complaints == []


def test_choice_made_from_a_list_is_a_step_too(look):
    seen = look("ownership_gaps")
    seen.finding()
    seen.settled()
    box = seen.page.get_by_test_id("stSidebar").get_by_role("combobox", name="Business unit")
    box.focus()
    box.press_sequentially("Retail")
    seen.page.get_by_role("option", name="Retail").wait_for()
    box.press("Enter")
    box.press("Escape")
    _shows(seen, "1 of 4 active credentials", {"business_unit": ["Retail"]})
    seen.page.go_back()
    _shows(seen, "3 of 12 active credentials", {})
    assert box.input_value() == "" and seen.complaints == []


def test_back_leads_to_the_tab_before(look):
    seen = look("exposure_to_remediation")
    seen.finding()
    seen.settled()
    seen.page.get_by_role("radio", name="Service level").click()
    seen.page.wait_for_url(lambda url: "shown=" in url)
    seen.settled()  # a step back while the page is still drawn is overtaken by that
    seen.page.go_back()
    seen.page.get_by_role("radio", name="How long they work", checked=True).wait_for()
    assert "shown=" not in seen.page.url


def test_cleared_filters_come_back(look):
    seen = look("ownership_gaps?provider=aws")
    _shows(seen, "0 of 4 active credentials", {"provider": ["aws"]})
    seen.settled()
    seen.page.get_by_role("button", name="Clear filters").click()
    _shows(seen, "3 of 12 active credentials", {})
    seen.settled()
    seen.page.go_back()
    _shows(seen, "0 of 4 active credentials", {"provider": ["aws"]})
    assert seen.page.get_by_role("button", name="Clear filters").is_enabled()
    assert seen.complaints == []


def test_clearing_two_values_is_one_step_and_releases_them_before_the_server_answers(look):
    seen = look("ownership_gaps?provider=aws&provider=openai")
    _shows(seen, "3 of 12 active credentials", {"provider": ["aws", "openai"]})
    seen.settled()
    seen.page.evaluate(
        """() => {
            const pressed = () => document.querySelectorAll('[data-testid=stSidebar] [aria-pressed=true]').length;
            const send = WebSocket.prototype.send;
            window.pressedWhenSent = [];
            WebSocket.prototype.send = function (...given) { window.pressedWhenSent.push(pressed()); return send.apply(this, given); };
        }"""
    )
    seen.page.get_by_role("button", name="Clear filters").click()
    _shows(seen, "3 of 12 active credentials", {})
    seen.settled()
    assert seen.page.evaluate("window.pressedWhenSent") == [0]  # one message asks for it all
    seen.page.go_back()
    seen.page.wait_for_url(lambda url: parse_qs(urlsplit(url).query) == {"provider": ["aws", "openai"]})
    for name in ("aws", "openai"):
        _provider(seen, name).and_(seen.page.locator("[aria-pressed=true]")).wait_for()
    assert seen.complaints == []

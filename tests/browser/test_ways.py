"""A number leads to its rows in the same window and the same session, and Back from there."""

from urllib.parse import parse_qs, urlsplit

import pytest

pytestmark = pytest.mark.browser

LATE = {"table": ["exposure"], "conditions_exposure": ["priority", "state", "sla_breached"], "exposure_sla_breached": ["yes"]}


def _at(seen, page, asked):
    """The address asks for these; what no widget of the page takes up may stand there beside them."""
    seen.page.wait_for_url(lambda url: urlsplit(url).path == f"/{page}" and parse_qs(urlsplit(url).query).items() >= asked.items())


def _marked(seen):
    """A page that can be told from one that was loaded anew."""
    seen.finding()
    seen.settled()
    seen.page.evaluate("() => { window.same = true; }")
    return seen


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_a_tile_leads_to_its_rows_and_back(look, by):
    seen = _marked(look("?provider=openai"))
    finding = seen.finding()
    link = seen.page.locator(".tile").get_by_role("link", name="late exposure")
    if by == "mouse":
        link.click()
    else:
        link.press("Enter")
    _at(seen, "explorer", {"provider": ["openai"]} | LATE)
    seen.page.get_by_role("heading", name="of exposure match").wait_for()
    seen.settled()
    seen.page.go_back()
    seen.page.get_by_role("heading", name=finding).wait_for()
    assert seen.page.evaluate("window.same") and seen.complaints == []


def test_a_number_in_a_sentence_leads_to_its_rows_whatever_was_looked_at_before(look):
    seen = _marked(look("explorer?table=exposure&conditions_exposure=state&exposure_state=open"))
    seen.page.get_by_role("link", name="Overview").click()
    seen.page.get_by_text("credentials came").wait_for()
    seen.settled()
    seen.page.locator("[data-testid=stMarkdown] a[href*='table=credential&']").first.click()
    seen.page.get_by_role("heading", name="of credential match").wait_for()
    assert "conditions_credential" in parse_qs(urlsplit(seen.page.url).query)
    assert seen.page.evaluate("window.same") and seen.complaints == []


def test_a_way_opens_beside_the_page_where_the_reader_asks_for_that(look):
    seen = _marked(look(""))
    with seen.page.context.expect_page() as beside:
        seen.page.locator(".tile").get_by_role("link", name="late exposure").click(modifiers=["ControlOrMeta"])
    beside.value.get_by_role("heading", name="of exposure match").wait_for()
    assert urlsplit(seen.page.url).path == "/" and seen.complaints == []

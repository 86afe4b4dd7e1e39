"""The list of pages leads from page to page in one session, with the choices that hold on all of them."""

from urllib.parse import parse_qs, urlsplit

import pytest

pytestmark = pytest.mark.browser

OPENAI = {"provider": ["openai"]}


def _link(seen, title):
    return seen.page.get_by_role("navigation", name="Pages").get_by_role("link", name=title)


def _opened(seen):
    """A page that can be told from one that was loaded anew."""
    seen.finding()
    seen.settled()
    seen.page.evaluate("() => { window.same = true; }")
    return seen


def _is_at(seen, page, asked):
    seen.page.wait_for_url(lambda url: urlsplit(url).path == f"/{page}" and parse_qs(urlsplit(url).query) == asked)
    assert seen.page.evaluate("window.same") and seen.complaints == []


def test_filters_go_along_and_what_belongs_to_one_page_stays_behind(look):
    seen = _opened(look("explorer?table=exposure&provider=openai&zone=Europe%2FBerlin"))
    _link(seen, "Key age").click()
    seen.page.get_by_role("heading", name="older than policy allows").wait_for()
    _is_at(seen, "key_age", OPENAI | {"zone": ["Europe/Berlin"]})
    assert seen.page.locator(".pages [aria-current=page]").inner_text().endswith("Key age")


def test_first_page_is_reached_from_another(look):
    seen = _opened(look("key_age?provider=openai"))
    _link(seen, "Overview").click()
    seen.page.get_by_text("credentials came").wait_for()
    _is_at(seen, "", OPENAI)
    assert seen.page.locator(".pages [aria-current=page]").inner_text().endswith("Overview")


def test_choice_made_just_before_goes_along(look):
    seen = _opened(look("ownership_gaps"))
    button = seen.page.get_by_test_id("stSidebar").get_by_role("toolbar", name="Provider").get_by_role("button", name="openai")
    link = _link(seen, "Key age").element_handle()
    button.evaluate("(button, link) => { button.click(); link.click(); }", link)
    seen.page.get_by_role("heading", name="older than policy allows").wait_for()
    _is_at(seen, "key_age", OPENAI)
    assert button.get_attribute("aria-pressed") == "true"


def test_keyboard_stays_where_it_was(look):
    seen = _opened(look("ownership_gaps"))
    _link(seen, "Rotation lag").press("Enter")
    seen.page.get_by_role("heading", name="are overdue now").wait_for()
    seen.page.wait_for_function("() => document.activeElement.matches('.pages a[aria-current=page]')")
    assert seen.page.evaluate("document.activeElement.innerText").endswith("Rotation lag")


def test_link_opens_beside_the_page_with_the_same_filters(look):
    seen = _opened(look("ownership_gaps?provider=openai"))
    with seen.page.context.expect_page() as beside:
        _link(seen, "Key age").click(modifiers=["ControlOrMeta"])
    beside.value.get_by_role("heading", name="older than policy allows").wait_for()
    assert parse_qs(urlsplit(beside.value.url).query) == OPENAI
    assert urlsplit(seen.page.url).path == "/ownership_gaps" and seen.complaints == []


def test_sidebar_gives_way_on_a_telephone(look):
    seen = _opened(look("ownership_gaps", width=390))
    seen.page.get_by_test_id("stExpandSidebarButton").click()
    _link(seen, "Key age").click()
    seen.page.get_by_role("heading", name="older than policy allows").wait_for()
    seen.page.get_by_test_id("stExpandSidebarButton").wait_for()
    assert seen.complaints == []


def test_words_open_and_close_by_keyboard(look):
    seen = _opened(look("ownership_gaps"))
    button = seen.page.get_by_role("button", name="Words")
    button.press("Enter")
    words = seen.page.get_by_role("dialog", name="Words")
    assert "rotation lag" in words.inner_text()
    seen.page.keyboard.press("Escape")
    assert words.is_hidden() and button.evaluate("button => button === document.activeElement")

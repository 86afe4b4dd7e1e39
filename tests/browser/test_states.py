"""What every page says while it waits, when it has nothing, when it is old, and when it is not whole."""

import pytest

from dashboard.app_pages import pages

pytestmark = pytest.mark.browser
TITLES = [found.page.title for found in pages()]


def every_page(seen):
    """Walk from page to page by the navigation; each time it has settled, its title's name is given."""
    for title in TITLES:
        link = seen.page.get_by_test_id("stSidebar").get_by_role("navigation", name="Pages").get_by_role("link", name=title)
        link.click()
        link.and_(seen.page.locator("[aria-current=page]")).wait_for()  # the run has begun: before, the page before it is settled still
        seen.settled()
        seen.page.wait_for_timeout(300)
        yield title


def test_without_a_publication_every_page_says_what_to_do(look, served):
    served.point_to(None)
    try:
        seen = look("")
        seen.finding()
        for title in every_page(seen):
            assert seen.finding() == "Nothing has been published yet.", title
            assert "keyinv refresh" in seen.text()
        assert seen.complaints == []
    finally:
        served.point_to(1)


def test_without_the_database_every_page_shows_the_last_publication_and_says_so(look, served):
    seen = look("")
    seen.finding()
    list(every_page(seen))  # each table is read when a page first asks for it
    with served.database_gone():
        for title in every_page(seen):
            seen.page.get_by_text("The database does not answer", exact=False).first.wait_for()
            assert seen.finding() and "could not be drawn" not in seen.text(), title
            assert "Traceback" not in seen.text()


def test_late_sources_are_told_on_every_page_with_a_way_to_them(look, served):
    late = [{"source": "a", "stale": True}, {"source": "b"}, {"source": "c"}]
    served.publish(5, {**served.rows, "source_freshness": late})
    try:
        seen = look("")
        seen.finding()
        told = "1 of 3 sources is late"
        for title in every_page(seen):
            assert (told in seen.text()) == (title != "Data quality"), title
        seen.page.get_by_test_id("stSidebar").get_by_role("navigation", name="Pages").get_by_role("link", name="Explorer").click()
        seen.page.get_by_role("link", name="Which ones").click()
        seen.page.wait_for_url(lambda url: "data_quality" in url)
        assert seen.complaints == []
    finally:
        served.point_to(1)


def test_publication_replaced_while_it_is_open_is_shown_on_every_page(look, served):
    seen = look("")
    seen.finding()
    served.publish(6, served.rows)
    try:
        for title in every_page(seen):
            if title == "Credential":  # it first asks which key
                continue
            seen.page.get_by_text("publication 6", exact=False).first.wait_for()
        assert "could not be drawn" not in seen.text()
    finally:
        served.point_to(1)

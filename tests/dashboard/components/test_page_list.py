"""The list of pages is one element with a link to each, and tells which is shown and which choices go along."""

import re

from streamlit.testing.v1 import AppTest

from dashboard.app_pages import pages


def _list(shown):
    import streamlit as st

    from dashboard.app_pages import pages
    from dashboard.components.page_list import page_list

    page_list(pages(), shown, st)


def listed(shown):
    (element,) = AppTest.from_function(_list, args=(shown,)).run().get("html")
    return element.proto.body


def test_each_page_has_a_link_by_its_title_and_the_first_needs_no_name():
    found = re.findall(r'<a href="([^"]*)"[^>]*><span[^>]*>\w+</span>([^<]*)</a>', listed("overview"))
    assert found == [("." if number == 0 else one.name, one.page.title) for number, one in enumerate(pages())]


def test_page_that_is_shown_is_told_as_the_current_one():
    assert re.findall(r'href="([^"]*)" aria-current="page"', listed("rotation_lag")) == ["rotation_lag"]
    assert re.findall(r'href="([^"]*)" aria-current="page"', listed("overview")) == ["."]


def test_filters_publication_and_zone_go_from_page_to_page():
    (kept,) = re.findall(r'data-kept="([^"]*)"', listed("overview"))
    assert kept.split() == ["business_unit", "provider", "environment", "kind", "publication", "zone"]

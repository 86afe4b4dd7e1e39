"""The sidebar's filters: providers (and business units) are pressed where they are few and plain words, else chosen from a list."""

import pytest
from streamlit.testing.v1 import AppTest


def _sidebar(held):
    import streamlit as st

    from dashboard.components.filters import filters

    st.text(repr(filters(held, st.sidebar).provider))


def shown(published, providers, **query):
    app = AppTest.from_function(_sidebar, args=(published.held(credential=[{"credential_id": 1, "provider": one} for one in providers]),))
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def is_pressed(app):
    """Whether providers are buttons; they are a list otherwise, and never both."""
    buttons, lists = ("provider" in {one.key for one in found} for found in (app.button_group, app.multiselect))
    assert buttons != lists
    return buttons


def chosen(app):
    return app.text[0].value


def test_providers_are_pressed(published):
    app = shown(published, ["openai", "azure_openai", "a-b"])
    assert is_pressed(app) and chosen(app) == "()"
    app.button_group(key="provider").set_value(["azure_openai", "openai"]).run()
    assert chosen(app) == "('azure_openai', 'openai')"
    app.button[0].click().run()
    assert chosen(app) == "()" and app.button_group(key="provider").value == []


def test_address_presses_them(published):
    app = shown(published, ["openai", "azure_openai"], provider="azure_openai")
    assert is_pressed(app) and chosen(app) == "('azure_openai',)"


@pytest.mark.parametrize(
    "name", ["<b>x</b>", "*aws*", "[a](http://b.example)", ":smile:", "www.a.example", "- a", "a  b", "$x$", "`x`", "1. a", "_a_"]
)
def test_provider_whose_name_is_not_plain_words_is_chosen_from_a_list(published, name):
    app = shown(published, ["openai", name], provider=name)
    assert not is_pressed(app) and chosen(app) == repr((name,))


@pytest.mark.parametrize(("many", "pressed"), [(1, True), (16, True), (17, False)])
def test_many_providers_are_chosen_from_a_list(published, many, pressed):
    assert is_pressed(shown(published, [f"provider {at}" for at in range(many)])) is pressed


def test_no_provider_at_all_is_an_empty_list(published):
    assert not is_pressed(shown(published, []))

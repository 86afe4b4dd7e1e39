"""Of several parts of a page the chosen one is drawn, and the choice stands in the address."""

from streamlit.testing.v1 import AppTest


def _parts():
    import streamlit as st

    from dashboard.components.tabs import tabs

    tabs({"First one": lambda: st.text("one"), "Second one": lambda: st.text("two")}, key="part")


def shown(**query):
    app = AppTest.from_function(_parts)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def test_the_first_is_drawn_unless_the_address_asks_for_another():
    assert [one.value for one in shown().text] == ["one"]
    assert [one.value for one in shown(part="Second one").text] == ["two"]


def test_an_address_that_asks_for_none_of_them_shows_the_first():
    app = shown(part="nonsense")
    assert [one.value for one in app.text] == ["one"] and not app.exception


def test_a_choice_draws_that_part_alone():
    app = shown()
    app.button_group[0].set_value("Second one").run()
    assert [one.value for one in app.text] == ["two"]

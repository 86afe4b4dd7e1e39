"""Picked marks as rows, worked out by hand."""

from streamlit.testing.v1 import AppTest

from dashboard.components.picking import selectable

FIELDS = ["team", "kind"]


def _script(picked):
    import polars as pl
    import streamlit as st

    from dashboard.components.picking import narrowed
    from dashboard.selection import Selection

    frame = pl.DataFrame({"id": [1, 2, 3, 4], "team": ["a", "a", None, "b"], "kind": ["x", "y", "x", "x"]})
    sizes = {"size": lambda size: pl.col("id") > 2 if size == "big" else pl.col("id") <= 2}
    st.session_state["found"] = narrowed(Selection(frame), picked, sizes).column("id").to_list()


def run(*picked):
    app = AppTest.from_function(_script, args=(picked,)).run()
    assert not app.exception
    return app


def test_rows_of_any_picked_mark_are_kept_and_it_is_said():
    app = run({"team": "a", "kind": "x"}, {"team": "b"})
    assert app.session_state["found"] == [1, 4]
    assert app.caption[0].value.startswith("Only what is picked in the chart: team a, kind x; team b.")


def test_bar_of_the_unknown_picks_the_rows_without_a_value():
    assert run({"team": "not known"}).session_state["found"] == [3]


def test_nothing_picked_or_nothing_left_of_it_keeps_all():
    nothing, gone = run(), run({"team": "gone"})
    assert nothing.session_state["found"] == gone.session_state["found"] == [1, 2, 3, 4]
    assert not nothing.caption
    assert gone.caption[0].value == "None of these rows is in what is picked in the chart, so all are shown."


def test_field_that_is_no_column_finds_rows_by_its_condition():
    app = run({"size": "big", "kind": "x"})
    assert app.session_state["found"] == [3, 4]
    assert app.caption[0].value.startswith("Only what is picked in the chart: size big, kind x.")


def test_only_the_first_layer_can_be_picked():
    spec = {"layer": [{"encoding": {}}, {"encoding": {}}]}
    marked = selectable(spec, FIELDS)
    assert marked["layer"][0]["params"][0]["select"]["fields"] == FIELDS
    assert "params" not in marked["layer"][1]

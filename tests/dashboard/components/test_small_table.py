"""A table of few rows shows plain text, whatever it is, with heads for rows and columns."""

import polars as pl
from streamlit.testing.v1 import AppTest

from tests.dashboard.shown import small_table


def _table(frame):
    from dashboard.components.small_table import small_table

    small_table(frame, caption='"At risk" & open')


def shown(frame):
    app = AppTest.from_function(_table, args=(frame,)).run()
    assert not app.exception
    return app


def test_cells_are_read_by_their_heads():
    app = shown(pl.DataFrame({"after": ["9 min", "1 h"], "at risk": [1300, 7], "share": [None, "7 %"]}))
    assert small_table(app) == {"after": ["9 min", "1 h"], "at risk": ["1,300", "7"], "share": ["—", "7 %"]}
    body = app.get("html")[0].proto.body
    assert '<th scope="col" class="number">at risk</th>' in body and '<th scope="row">9 min</th>' in body
    assert 'aria-label="&quot;At risk&quot; &amp; open"' in body


def test_markup_is_shown_as_text():
    text = "<img src=x onerror=alert(1)>"
    app = shown(pl.DataFrame({text: [text], "b": [text]}))
    assert small_table(app) == {text: [text], "b": [text]}
    assert "<img" not in app.get("html")[0].proto.body

"""Tiles show plain text, whatever it is, and explain their terms."""

from streamlit.testing.v1 import AppTest

from tests.dashboard.shown import Shown, tiles


def _row(given):
    from dashboard.components.tiles import Tile, tiles

    tiles([Tile(*one) for one in given])


def shown(*given):
    app = AppTest.from_function(_row, args=(given,)).run()
    assert not app.exception
    return app


def test_row_is_one_element_with_value_what_it_is_of_and_help():
    app = shown(("Median", "2 d", "95 %: 1 d to 3 d", "Half have ended."), ("In time", "> 3 d", "of 9", "By the day."))
    assert len(app.get("html")) == 1
    assert tiles(app) == {
        "Median": Shown("2 d", ["95 %: 1 d to 3 d"], None, "Half have ended."),
        "In time": Shown("> 3 d", ["of 9"], None, "By the day."),
    }


def test_markup_is_shown_as_text():
    text = '<img src=x onerror="alert(1)"> & "more"'
    body = shown((text, text, text, text)).get("html")[0].proto.body
    assert "<img" not in body and body.count("&lt;img") == 6
    (tile,) = tiles(shown((text, text, text, text))).values()
    assert tile == Shown(text, [text], None, text)


def test_help_of_each_tile_is_its_own():
    app = shown(("90 % below", "1", "", "first"), ("Over a year", "2", "", "second"))
    assert [tile.help for tile in tiles(app).values()] == ["first", "second"]
    assert 'id="help-90-below"' in app.get("html")[0].proto.body

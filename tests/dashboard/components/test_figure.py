"""A figure's files: each stands alone, and is what the chart shows."""

import altair as alt
import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.charts.specified import specified, with_rows
from dashboard.components.figure import saved_png, saved_svg
from dashboard.data import Filters
from dashboard.theme import DARK, LIGHT
from dashboard.view import View

TABLE = pl.DataFrame({"team": ["=cmd()", "<b>b</b>"], "keys": [3, 5]})


def chart():
    return alt.Chart(TABLE).mark_bar().encode(x=alt.X("keys:Q", title="keys"), y=alt.Y("team:N", title="team"))


@pytest.fixture
def view(published):
    return View(published.held(), Filters(provider=("openai",)))


def test_saved_picture_says_what_the_page_around_it_says(view):
    text = saved_svg(specified(chart(), LIGHT), view, "Keys by team").decode()
    assert text.startswith("<svg")
    for words in ("Keys by team", "As of 2026-11-01 12:00 UTC", "publication 7", "provider: openai"):
        assert words in text
    assert "<b>" not in text and "http" not in text.replace("http://www.w3.org/", "")


def test_saved_png_is_one(view):
    picture = saved_png(specified(chart(), DARK), view, "Keys by team")
    assert picture.startswith(b"\x89PNG\r\n") and len(picture) > 5_000


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_colours_are_those_of_the_theme(palette):
    config = specified(chart(), palette)["config"]
    assert config["background"] == palette.background
    assert config["axis"]["labelColor"] == palette.muted


def test_specification_that_is_not_validated_is_valid():
    alt.Chart.from_dict(with_rows(specified(chart(), LIGHT)), validate=True)


def _script(view):
    import altair as alt
    import polars as pl

    from dashboard.components.figure import figure

    table = pl.DataFrame({"team": ["=cmd()", "b"], "keys": [3, 5]})
    figure(lambda: alt.Chart(table).mark_bar().encode(x="keys:Q", y="team:N"), view, summary="Keys by team", table=table, key="teams")


def test_table_twin_and_three_files_stand_beside_the_chart(view):
    app = AppTest.from_function(_script, args=(view,)).run()
    assert not app.exception and not app.dataframe  # closed: nothing of it is made
    app.session_state["teams_twin"] = True
    app.run()
    assert app.dataframe[0].value["keys"].tolist() == [3, 5]
    assert [button.label for button in app.get("download_button")] == ["PNG", "SVG", "CSV"]

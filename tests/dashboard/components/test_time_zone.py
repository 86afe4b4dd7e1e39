"""The reader's time zone reaches captions, tables, charts and saved pictures; files of rows stay UTC."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import zones
from dashboard.view import View


def _choice():
    import streamlit as st

    from dashboard.components.time_zone import chosen_zone

    st.session_state["told"] = chosen_zone(st.sidebar)


@pytest.mark.parametrize(
    ("asked", "told", "warned"),
    [(None, "UTC", 0), ("Europe/Berlin", "Europe/Berlin", 0), ("Mars/Base", "UTC", 1), ("../etc/passwd", "UTC", 1), ("<b>x", "UTC", 1)],
)
def test_address_chooses_the_zone_and_nonsense_is_told(asked, told, warned):
    app = AppTest.from_function(_choice)
    if asked:
        app.query_params["zone"] = asked
    app.run()
    assert not app.exception
    assert app.session_state["told"] == told
    assert len(app.warning) == warned
    assert app.selectbox[0].options == list(dict.fromkeys(["UTC", told]))


def test_name_that_is_written_and_no_zone_is_told_and_times_stay_in_utc():
    app = AppTest.from_function(_choice)
    app.session_state["zone"] = "Mars/Base"
    app.run()
    assert not app.exception
    assert (app.session_state["told"], len(app.warning)) == ("UTC", 1)


def _page(view, zone):
    from dashboard import zones
    from dashboard.components.finding import finding
    from dashboard.components.rows import rows

    zones.tell_in(zone)
    finding("x", view, population="all")
    rows(view.credentials, view, table="credential", columns=["first_seen_at"])


@pytest.mark.parametrize(
    ("zone", "as_of", "shape", "beside"),
    [
        ("UTC", "2026-11-01 12:00 UTC", "YYYY-MM-DD HH:mm [UTC]", "1 row"),
        ("Europe/Berlin", "2026-11-01 13:00 +01:00 Europe/Berlin", "YYYY-MM-DD HH:mm Z", "times in Europe/Berlin"),
    ],
)
def test_caption_and_table_are_told_in_it(published, zone, as_of, shape, beside):
    app = AppTest.from_function(_page, args=(View(published.held(credential=[{"credential_id": 1}])), zone)).run()
    assert not app.exception
    assert as_of in app.caption[0].value
    assert beside in app.markdown[0].value
    column = json.loads(app.dataframe[0].proto.columns)["first_seen_at"]["type_config"]
    assert (column["timezone"], column["format"]) == (zone, shape)


def _figure(view, zone, drawn):
    import altair as alt
    import polars as pl

    from dashboard import zones
    from dashboard.components.figure import figure

    zones.tell_in(zone)
    table = pl.DataFrame({"a": [1]})

    def draw():
        drawn.append(zone)
        return alt.Chart(table).mark_bar().encode(x="a:Q")

    figure(draw, view, summary="s", table=table, key="f")


def test_chart_is_shared_by_readers_of_the_same_zone_alone(published):
    view, drawn = View(published.held()), []
    for zone in ("UTC", "Asia/Tokyo", "UTC", "Asia/Tokyo"):
        assert not AppTest.from_function(_figure, args=(view, zone, drawn)).run().exception
    assert drawn == ["UTC", "Asia/Tokyo"]


def test_saved_picture_tells_the_zone_it_was_made_for(published):
    import altair as alt

    from dashboard.components.figure import saved_svg, specified
    from dashboard.theme import LIGHT

    spec = specified(alt.Chart(alt.Data(values=[{"a": 1}])).mark_bar().encode(x="a:Q"), LIGHT)
    with zones.told_in("Asia/Tokyo"):
        assert "As of 2026-11-01 21:00 +09:00 Asia/Tokyo" in saved_svg(spec, View(published.held()), "s").decode()

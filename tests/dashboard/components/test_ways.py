"""Addresses that lead to rows, with what the reader chose."""

from datetime import date

from streamlit.testing.v1 import AppTest

from dashboard.components.ways import explored
from dashboard.data import Filters
from dashboard.view import View


def _script(view, zone):
    import streamlit as st

    from dashboard import zones
    from dashboard.components.ways import address

    zones.tell_in(zone)
    st.text(address(view, "explorer", {"table": "exposure", "state": ["open", "a&b"]}))
    st.text(address(view, "rotation_lag"))


def addresses(view, zone="UTC", **query):
    app = AppTest.from_function(_script, args=(view, zone))
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return [one.value for one in app.text]


def test_an_address_carries_filters_as_readers_write_them(published):
    view = View(published.held(), Filters(provider=("aws", "not_known")))
    assert addresses(view) == [
        "explorer?provider=aws&provider=not+known&table=exposure&state=open&state=a%26b",
        "rotation_lag?provider=aws&provider=not+known",
    ]


def test_an_address_tells_times_in_the_readers_zone(published):
    assert addresses(View(published.held()), zone="Asia/Tokyo")[1] == "rotation_lag?zone=Asia%2FTokyo"


def test_an_address_stays_at_the_publication_looked_back_at(published):
    view = View(published.held())
    assert addresses(view, publication="3")[1] == "rotation_lag?publication=3"
    assert addresses(view, publication="latest")[1] == "rotation_lag"


def test_limits_are_what_the_explorer_asks_for():
    limits = {
        "exposure_days_lower": (0.0, 2.5),
        "detected_at": (date(2026, 10, 18), date(2026, 10, 19)),
        "state": ("open", "contained"),
        "was_dead": False,
    }
    assert explored("exposure", limits) == {
        "table": "exposure",
        "conditions_exposure": ["exposure_days_lower", "detected_at", "state", "was_dead"],
        "exposure_exposure_days_lower_low": "0.0",
        "exposure_exposure_days_lower_high": "2.5",
        "exposure_detected_at": ["2026-10-18", "2026-10-19"],
        "exposure_state": ["open", "contained"],
        "exposure_was_dead": "no",
        "exposure_was_dead_how": "no",
    }
    assert explored("shadow_key") == {"table": "shadow_key"}

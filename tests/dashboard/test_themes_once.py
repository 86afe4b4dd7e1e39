"""Themes that are copied say what Streamlit says of them, without reading its options again."""

import pytest
from streamlit import config
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

from dashboard.server_options import streamlit_options
from dashboard.themes_once import tell_themes_once

SECTIONS = ("theme", "theme.light", "theme.dark", "theme.sidebar", "theme.light.sidebar", "theme.dark.sidebar")


@pytest.fixture
def as_served(monkeypatch):
    """Streamlit with the server's options, and its own way to tell themes, which is given."""
    before = {name: config.get_option(name) for name in streamlit_options()}
    for name, value in streamlit_options().items():
        config.set_option(name, value)
    own = getattr(app_session._populate_theme_msg, "__wrapped__", app_session._populate_theme_msg)
    monkeypatch.setattr(app_session, "_populate_theme_msg", own)
    yield own
    for name, value in before.items():
        config.set_option(name, value)


def _told(by):
    themes = {section: CustomThemeConfig() for section in SECTIONS}
    for section, message in themes.items():
        by(message, section)
    return themes


def test_each_theme_is_told_as_streamlit_tells_it_again_and_again(as_served):
    own = _told(as_served)
    tell_themes_once()
    assert any(message.ByteSize() for message in own.values())
    assert _told(app_session._populate_theme_msg) == own
    assert _told(app_session._populate_theme_msg) == own


def test_options_are_read_once(as_served, monkeypatch):
    tell_themes_once()
    first = _told(app_session._populate_theme_msg)
    monkeypatch.setattr(config, "get_options_for_section", None)
    assert _told(app_session._populate_theme_msg) == first


def test_without_a_section_it_is_the_theme_of_all(as_served):
    tell_themes_once()
    own, ours = CustomThemeConfig(), CustomThemeConfig()
    as_served(own)
    app_session._populate_theme_msg(ours)
    assert ours == own

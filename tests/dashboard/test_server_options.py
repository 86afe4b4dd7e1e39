"""What the server is started with: the shipped font, both themes, and nothing from outside."""

import json
from pathlib import Path

import pytest

import dashboard
from dashboard.server_options import FONT, streamlit_options
from dashboard.theme import DARK, LIGHT, contrast

STATIC = Path(dashboard.__file__).with_name("static")


def test_every_file_of_the_font_is_shipped_with_its_licence():
    faces = json.loads(streamlit_options()["theme.fontFaces"])
    files = [STATIC / face["url"].removeprefix("app/static/") for face in faces]
    assert {face["family"] for face in faces} == {FONT}
    assert all(file.read_bytes().startswith(b"wOF2") for file in files) and len(files) == 4
    assert "SIL OPEN FONT LICENSE Version 1.1" in (STATIC / "fonts" / "OFL.txt").read_text()


def test_what_is_served_as_it_is_holds_the_font_and_the_icon_alone():
    served = {path.name for path in STATIC.rglob("*") if path.is_file()}
    assert {name for name in served if not name.endswith(".woff2")} == {"OFL.txt", "icon.png"}


def test_no_option_names_a_place_outside():
    options = streamlit_options()
    assert options.pop("client.allowedOrigins").endswith(".invalid")  # a name that nobody can have (RFC 2606)
    assert not any("://" in str(value) or str(value).startswith("//") for value in options.values())


@pytest.mark.parametrize("ours", [LIGHT, DARK])
def test_links_and_headers_of_tables_reach_four_and_a_half_to_one(ours):
    for text, ground in ((ours.accent, ours.background), (ours.accent, ours.surface), (ours.muted, ours.surface)):
        assert contrast(text, ground) >= 4.5

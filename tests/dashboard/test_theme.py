from datetime import UTC, datetime, timedelta, timezone

import pytest

from dashboard.theme import DARK, LIGHT, contrast, counted, duration, instant, palette, percent, plain, span


def test_contrast_of_the_worked_examples(examples):
    given, expected = examples["a11y-01"]["inputs"], examples["a11y-01"]["expected"]
    for name, colour in given["palette"].items():
        for background, ratio in expected[name].items():
            assert contrast(colour, background) == pytest.approx(ratio, abs=0.01)


def test_priority_palette_is_the_measured_one(examples):
    given, expected = examples["a11y-02"]["inputs"], examples["a11y-02"]["expected"]
    for name, ours in (("light", LIGHT), ("dark", DARK)):
        assert {level.upper(): colour for level, colour in ours.priority.items()} == given["palettes"][name]
        for level, colour in ours.priority.items():
            assert contrast(colour, given["backgrounds"][name]) == pytest.approx(expected[name][level.upper()], abs=0.01)


@pytest.mark.parametrize("ours", [LIGHT, DARK])
def test_marks_reach_three_and_text_four_and_a_half_to_one(ours):
    marks = [ours.accent, ours.alarm, ours.neutral, *ours.priority.values(), *ours.ownership.values(), *ours.category]
    assert all(contrast(colour, ours.background) >= 3 for colour in marks)
    texts = [(ours.text, ours.background), (ours.muted, ours.background), (ours.text, ours.surface)]
    assert all(contrast(colour, ground) >= 4.5 for colour, ground in texts)


def test_unknown_theme_is_light():
    assert (palette(None), palette("dark")) == (LIGHT, DARK)


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (None, "not known"),
        (0, "0\u00a0%"),
        (0.004, "<1\u00a0%"),
        (0.45, "45\u00a0%"),
        (0.998, ">99\u00a0%"),
        (1, "100\u00a0%"),
    ],
)
def test_share_is_never_rounded_to_a_false_zero_or_hundred(share, text):
    assert percent(share) == text


def test_bounds_that_print_alike_are_one_figure():
    assert (span(0.471, 0.529), span(0.5, 0.502)) == ("47 to 53\u00a0%", "50\u00a0%")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(None, "not known"), (0, "0 s"), (235, "3 min 55 s"), (3_600, "1 h"), (100_800, "1 d 4 h"), (190_764_000, "2,207 d"), (-60, "-1 min")],
)
def test_duration_has_two_units_at_most(seconds, text):
    assert duration(seconds) == text


def test_instant_is_told_in_utc():
    berlin = datetime(2026, 7, 1, 14, 30, tzinfo=timezone(timedelta(hours=2)))
    assert instant(berlin) == "2026-07-01 12:30 UTC"
    assert instant(None) == "not known"
    assert instant(datetime(2026, 1, 1, tzinfo=UTC)) == "2026-01-01 00:00 UTC"


def test_count_has_its_noun():
    assert (counted(1, "key"), counted(2_000, "key"), counted(2, "entry", "entries")) == (
        "1 key",
        "2,000 keys",
        "2 entries",
    )


@pytest.mark.parametrize("name", ["<b>x</b>", "**x**", "[x](http://y)", ":smile:", "$x$", "`x`", ":red[x]", "# x"])
def test_name_is_shown_as_text(name):
    escaped = plain(name)
    assert not any(mark in escaped.replace("\\" + mark, "") for mark in "*<>[]`$")
    assert ":s" not in escaped


@pytest.mark.parametrize("name", ["www.evil.example", "see WWW.evil.example"])
def test_host_in_a_name_is_no_link(name):
    assert "www\u2060\\." in plain(name).lower()

"""The small line as SVG: which spots it draws, what it says, and when it shows the target."""

import re
from base64 import b64decode

import pytest

from dashboard.charts.sparkline import ABOVE, BESIDE, HEIGHT, WIDTH, sparkline
from dashboard.theme import DARK, LIGHT

TOP, BOTTOM = ABOVE, HEIGHT - ABOVE


def drawn(values, **options):
    picture = sparkline(values, options.pop("palette", LIGHT), alt="a < b", **options)
    assert 'alt="a &lt; b"' in picture
    return b64decode(re.search(r"base64,([^\"]+)", picture)[1]).decode()


def spots(svg):
    line = re.search(r'd="M([\d., L]+)"', svg)[1]
    return [tuple(map(float, spot.split(","))) for spot in line.split(" L")]


def test_counts_are_drawn_from_zero_and_the_last_one_is_marked():
    svg = drawn([2.0, 0.0, 4.0])
    assert spots(svg) == [(BESIDE, (TOP + BOTTOM) / 2), (WIDTH / 2, BOTTOM), (WIDTH - BESIDE, TOP)]
    assert f'd="M{WIDTH - BESIDE},{TOP} h0"' in svg


def test_a_gap_is_left_out_and_keeps_its_room():
    assert [x for x, _ in spots(drawn([None, 1.0, None, 2.0]))] == [
        pytest.approx(BESIDE + (WIDTH - 2 * BESIDE) / 3, abs=0.1),
        WIDTH - BESIDE,
    ]


def test_a_small_change_of_a_share_looks_small():
    heights = [y for _, y in spots(drawn([0.70, 0.71], share=True))]
    assert heights[0] - heights[1] == pytest.approx((BOTTOM - TOP) / 10, abs=0.02)


def test_shares_near_an_end_stay_within_nought_and_one():
    assert [y for _, y in spots(drawn([1.0, 1.0], share=True))] == [TOP, TOP]
    assert [y for _, y in spots(drawn([0.0, 0.0], share=True))] == [BOTTOM, BOTTOM]


@pytest.mark.parametrize(("target", "is_drawn"), [(0.95, True), (0.05, False), (None, False)])
def test_a_target_is_drawn_where_it_is_near(target, is_drawn):
    assert ("stroke-dasharray" in drawn([0.7, 0.73], target=target, share=True)) == is_drawn


def test_colours_are_those_of_the_theme():
    assert DARK.accent in drawn([1.0, 2.0], palette=DARK)
    assert LIGHT.accent in drawn([1.0, 2.0])

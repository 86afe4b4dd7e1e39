"""Counts under the axis stand at the ticks they are about."""

import pytest

from dashboard.charts.survival_axes import WIDER, counts, end_of_axis, under
from dashboard.metrics.remediation import THRESHOLDS
from dashboard.metrics.survival import kaplan_meier

HOURS = [0.1, 0.25, 0.5, 3, 8, 26, 50, 50, 120, 240, 400, 700, 1200, 2000]
REVOKED = [1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0, 0, 0]


def test_at_each_tick_ended_and_open_and_those_at_risk_are_all():
    curve = kaplan_meier([hours * 3_600 for hours in HOURS], REVOKED)
    found = counts(curve, 2_592_000 * 1.3)
    assert found["seconds"].to_list() == [60, 600, 3_600, 21_600, 86_400, 604_800, 2_592_000]
    assert found["at risk"].to_list() == [14, 13, 11, 10, 9, 5, 2]
    assert found["ended"].to_list() == [0, 1, 3, 4, 5, 9, 10]
    assert found["open"].to_list() == [0, 0, 0, 0, 0, 0, 2]


def test_rows_are_lines_of_one_text_a_tick_in_their_order():
    curve = kaplan_meier([100.0] * 1_200 + [4_000.0], [1] * 1_201)
    found = counts(curve, 4_000)
    names, numbers = under({name: found.select("seconds", count=name) for name in ("at risk", "ended")})
    assert names["name"].to_list() == ["at risk\nended"]
    assert dict(numbers.iter_rows()) == {60: "1,201\n0", 600: "1\n1,200", 3_600: "1\n1,200"}


@pytest.mark.parametrize("longest", [10.0, 2_332_800.0, 2_332_801.0, 40_000_000.0])
def test_the_axis_ends_beyond_what_is_drawn_and_at_few_places(longest):
    end = end_of_axis(longest, THRESHOLDS)
    assert end >= max(longest, 27 * 86_400) * 1.2999
    assert end < max(longest, 27 * 86_400) * 1.3 * WIDER
    assert end_of_axis(longest * 1.001, THRESHOLDS) in (end, pytest.approx(end * WIDER))

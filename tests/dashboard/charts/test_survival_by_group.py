"""Lines of groups can be told apart without colour, and their names can be read."""

from itertools import pairwise

from dashboard.charts.survival_by_group import DASHES, survival_by_group
from dashboard.metrics.groups import DRAWN_MOST, Group
from dashboard.metrics.remediation import THRESHOLDS
from dashboard.metrics.survival import kaplan_meier
from dashboard.theme import DARK, LIGHT


def groups(*names):
    return [Group(name, 6, 6, kaplan_meier([100.0 * at for at in range(1, 7)], [1] * 6)) for name in names]


def test_there_are_as_many_dashes_and_colours_as_groups_are_drawn():
    assert len({tuple(dash) for dash in DASHES}) == len(set(LIGHT.category)) == len(set(DARK.category)) == DRAWN_MOST


def test_each_group_has_its_own_dash_and_colour():
    spec = survival_by_group(groups("aws", "openai"), THRESHOLDS, LIGHT).to_dict()
    encoding = spec["layer"][0]["encoding"]
    assert encoding["strokeDash"]["scale"] == {"domain": ["aws", "openai"], "range": [[1, 0], [7, 3]]}
    assert encoding["color"]["scale"]["range"] == list(LIGHT.category[:2])


def test_names_at_lines_that_end_together_do_not_overlap():
    chart = survival_by_group(groups("a", "b", "c"), THRESHOLDS, LIGHT)
    heights = chart.layer[2].data["label_at"].to_list()
    assert min(above - below for below, above in pairwise(heights)) > 0.05

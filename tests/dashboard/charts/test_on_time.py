"""The two lines cross the due day where the page's two figures are."""

import polars as pl
import pytest

from dashboard.charts.on_time import on_time_shares, replaced_by
from dashboard.metrics.rotation import on_time
from dashboard.theme import LIGHT


def lives(examples):
    given = examples["rot-02"]["inputs"]
    return pl.DataFrame(
        {"lifetime_days": [float(one) for one in given["lifetimes_days"]], "rotated": [bool(one) for one in given["rotated"]]}
    ).with_columns(policy_days=pl.lit(float(given["policy_days"])))


def test_lines_meet_the_worked_figures_at_the_due_day(examples):
    found, expected = on_time(lives(examples)), examples["rot-02"]["expected"]
    at_due = dict(replaced_by(found).filter(pl.col("age") == 1.0).select("counted", "share").iter_rows())
    assert at_due["all secrets"] == pytest.approx(expected["km_on_time"], abs=1e-4)
    assert at_due["replaced ones only"] == pytest.approx(expected["naive_on_time_rotated_only"], abs=1e-4)


def test_without_a_replacement_there_is_one_line_and_one_figure(examples):
    found = on_time(lives(examples).with_columns(rotated=pl.lit(value=False)))
    assert replaced_by(found)["counted"].unique().to_list() == ["all secrets"]
    texts = [layer["mark"] for layer in on_time_shares(found, LIGHT).to_dict()["layer"] if layer["mark"].get("fontWeight") == "bold"]
    assert len(texts) == 1

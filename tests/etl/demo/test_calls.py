"""Calls: their rhythm, their span, and the attacker's burst."""

from datetime import UTC, datetime

import polars as pl
import pytest

from etl.demo.calls import ATTACK_CALLS, calls, last_use_at
from etl.demo.inventory import Inventory, inventory
from etl.demo.options import DemoOptions
from etl.demo.organisation import organisation

OPTIONS = DemoOptions(credentials=400, days=120, seed=3, events=40_000)


@pytest.fixture(scope="module")
def found() -> Inventory:
    return inventory(OPTIONS, organisation(OPTIONS))


@pytest.fixture(scope="module")
def made(found: Inventory) -> pl.DataFrame:
    return calls(OPTIONS, found)


def test_no_call_lies_outside_the_life_of_its_key(found: Inventory, made: pl.DataFrame) -> None:
    lived = made.join(found.frame.select("serial", "created", "gone"), on="serial")
    assert lived.filter((pl.col("at") < pl.col("created")) | (pl.col("at") >= pl.col("gone"))).height == 0
    assert made["at"].min() >= OPTIONS.start
    assert made["at"].max() < OPTIONS.end


def test_week_ends_are_quieter_than_working_days(made: pl.DataFrame) -> None:
    days = made.with_columns(weekday=pl.from_epoch("at", time_unit="s").dt.weekday()).group_by("weekday").len()
    counted = dict(days.iter_rows())
    assert counted[6] + counted[7] < 0.5 * (counted[2] + counted[3])


def test_nights_are_quieter_than_mornings(made: pl.DataFrame) -> None:
    hours = made.filter(~pl.col("attack")).with_columns(hour=pl.from_epoch("at", time_unit="s").dt.hour())
    assert hours.filter(pl.col("hour") == 3).height * 3 < hours.filter(pl.col("hour") == 10).height


def test_last_use_is_the_newest_call_up_to_an_instant(found: Inventory, made: pl.DataFrame) -> None:
    instant = int(datetime(2026, 9, 15, tzinfo=UTC).timestamp())
    last = last_use_at(found, made, instant)
    newest = made.filter(pl.col("at") <= instant).group_by("serial").agg(pl.col("at").max())
    for serial, at in newest.head(40).iter_rows():
        assert last[serial] == at


def test_attacker_calls_in_a_burst_with_leaked_keys_alone(found: Inventory, made: pl.DataFrame) -> None:
    bursts = made.filter("attack").group_by("serial").agg(pl.len(), span=pl.col("at").max() - pl.col("at").min())
    assert bursts.height > 0
    assert set(bursts["serial"]) <= set(found.leaks.credential.tolist())
    assert set(bursts["len"]) == {ATTACK_CALLS}
    assert bursts["span"].max() < 3_600

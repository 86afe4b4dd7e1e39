"""Instants that follow from the options."""

from datetime import UTC, datetime

import pytest

from etl.demo.leaks import ENDINGS
from etl.demo.options import DAY, LEAST_EXPOSURES, DemoOptions
from etl.errors import ConfigurationError


def test_listings_are_weekly_from_the_start_to_the_end() -> None:
    options = DemoOptions(days=60)
    assert options.snapshot_times[0] == options.start
    assert options.snapshot_times[-1] == options.end
    assert {later - earlier for earlier, later in zip(options.snapshot_times[1:], options.snapshot_times[2:], strict=False)} == {7 * DAY}


def test_large_organisation_is_listed_less_often() -> None:
    assert len(DemoOptions(credentials=1_000_000).snapshot_times) == 3


def test_number_of_listings_can_be_asked_for() -> None:
    times = DemoOptions(snapshots=5).snapshot_times
    assert len(times) == 5
    assert times == sorted(times)


def test_streams_of_stages_differ_and_repeat() -> None:
    options = DemoOptions()
    first, again, other = (options.chance(stage).integers(0, 2**62) for stage in ("calls", "calls", "leaks"))
    assert first == again
    assert first != other


def test_end_that_is_no_midnight_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="midnight"):
        DemoOptions(as_of=datetime(2026, 11, 1, 12, tzinfo=UTC))


def test_as_many_secrets_leak_as_are_asked_for() -> None:
    assert DemoOptions().leaked == 60
    assert DemoOptions(credentials=100).leaked == 10
    assert DemoOptions(exposures=700).leaked == 700
    assert 2 * len(ENDINGS) == LEAST_EXPOSURES
    with pytest.raises(ConfigurationError, match="two of each ending"):
        DemoOptions(exposures=9)

from datetime import UTC, datetime

import polars as pl
import pytest

from dashboard import zones
from dashboard.theme import instant

NOON = datetime(2026, 7, 1, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("UTC", "2026-07-01 12:30 UTC"),
        ("Europe/Berlin", "2026-07-01 14:30 +02:00 Europe/Berlin"),
        ("Asia/Kolkata", "2026-07-01 18:00 +05:30 Asia/Kolkata"),
        ("Pacific/Marquesas", "2026-07-01 03:00 -09:30 Pacific/Marquesas"),
    ],
)
def test_instant_is_told_in_the_readers_zone_with_its_name(zone, text):
    with zones.told_in(zone):
        assert instant(NOON) == text
    assert instant(NOON).endswith("UTC")


def test_hour_that_comes_twice_in_autumn_is_told_apart():
    with zones.told_in("Europe/Berlin"):
        first, second = (instant(datetime(2026, 10, 25, hour, 30, tzinfo=UTC)) for hour in (0, 1))
    assert first == "2026-10-25 02:30 +02:00 Europe/Berlin"
    assert second == "2026-10-25 02:30 +01:00 Europe/Berlin"


def test_every_known_zone_is_one_that_both_python_and_polars_know():
    assert zones.known()[0] == "UTC" and len(set(zones.known())) == len(zones.known()) > 300
    frame = pl.DataFrame({"at": [NOON]}, schema={"at": pl.Datetime("us", "UTC")})
    for name in zones.known():
        with zones.told_in(name):
            clock = zones.wall_clock(frame)["at"][0]
            assert instant(NOON).startswith(clock.strftime("%Y-%m-%d %H:%M"))


def test_clock_on_the_wall_has_no_zone_and_leaves_other_columns():
    frame = pl.DataFrame({"at": [NOON, None], "day": [NOON.date(), None], "n": [1, 2]}, schema_overrides={"at": pl.Datetime("us", "UTC")})
    with zones.told_in("Europe/Berlin"):
        clock = zones.wall_clock(frame)
    assert clock["at"].to_list() == [datetime(2026, 7, 1, 14, 30), None]  # noqa: DTZ001 it has none
    assert clock.drop("at").equals(frame.drop("at"))

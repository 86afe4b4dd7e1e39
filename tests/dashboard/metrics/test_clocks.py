"""What is due when, worked out by hand."""

from datetime import UTC, datetime, timedelta

import polars as pl

from dashboard.metrics.clocks import clock, clocked, in_words
from dashboard.theme import duration

AS_OF = datetime(2026, 11, 1, 12, tzinfo=UTC)


def test_open_promise_goes_before_the_rotations_day():
    credentials = pl.DataFrame(
        {
            "credential_id": [3, 1, 2, 4],
            "rotation_due_at": [None, AS_OF + timedelta(days=9), AS_OF + timedelta(hours=2), AS_OF - timedelta(days=3, hours=4)],
        }
    )
    exposures = pl.DataFrame(
        {
            "credential_id": [1, 1, 2, None],
            "state": ["open", "contained", "remediated", "open"],
            "sla_due_at": [AS_OF + timedelta(hours=1), AS_OF - timedelta(minutes=5), AS_OF - timedelta(days=50), AS_OF],
        }
    )
    timed = clocked(credentials, exposures, AS_OF)
    assert timed["credential_id"].to_list() == [3, 1, 2, 4]
    assert timed["clock"].to_list() == ["no clock", "overdue by 5 min", "due in 2 h", "overdue by 3 d 4 h"]
    assert timed["due_at"].to_list()[1] == AS_OF - timedelta(minutes=5)


def test_column_of_durations_reads_like_one_duration():
    seconds = [0.0, 0.4, 1, 59, 60, 61, 3_599.6, 3_600, 3_601, 86_399, 86_400, 86_460, 100_800, 8_640_000, 8_643_700, 190_764_000]
    words = pl.DataFrame({"seconds": seconds}, schema={"seconds": pl.Float64}).select(in_words(pl.col("seconds"))).to_series()
    assert words.to_list() == [duration(one) for one in seconds]


def test_clock_of_the_moment_itself_is_not_overdue_yet():
    due = pl.DataFrame({"due_at": [AS_OF, AS_OF - timedelta(days=1_200), None]}, schema={"due_at": pl.Datetime("us", "UTC")})
    assert due.select(clock("due_at", AS_OF)).to_series().to_list() == ["due in 0 s", "overdue by 1,200 d", "no clock"]

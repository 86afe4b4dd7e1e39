"""What is due when, worked out by hand."""

from datetime import UTC, datetime, timedelta

import polars as pl

from dashboard.metrics.clocks import clocked

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

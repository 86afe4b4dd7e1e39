"""Changes as conditions on rows."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from dashboard import zones
from dashboard.metrics.changes import Change, changes, first_day, moved

AS_OF = datetime(2026, 10, 20, 12, tzinfo=UTC)


def at(day, hour):
    return datetime(2026, 10, day, hour, tzinfo=UTC)


def kept(change, **columns):
    frame = pl.DataFrame(columns).with_row_index()
    return frame.filter(*change.conditions())["index"].to_list()


def test_days_are_whole_and_both_count():
    change = Change("ended", "credential", "credential_id", {"ended_upper": (date(2026, 10, 18), date(2026, 10, 19))})
    assert kept(change, ended_upper=[at(17, 23), at(18, 0), at(19, 23), at(20, 0), None]) == [1, 2]


def test_numbers_and_words_within_their_limits():
    change = Change("found", "exposure", "credential_id", {"exposure_days_lower": (0.0, 2.5), "state": ("open", "contained")})
    states = ["open", "open", "remediated", "contained", None]
    assert kept(change, exposure_days_lower=[0.0, 2.6, 1.0, 2.5, 1.0], state=states) == [0, 3]


def test_what_came_is_no_older_than_the_first_day():
    came = changes(date(2026, 10, 18), AS_OF)[0][0]
    assert came.limits == {"age_lower_days": (0.0, 2.5)}


@pytest.mark.parametrize(("earlier", "day"), [(at(18, 9), date(2026, 10, 18)), (None, date(2026, 10, 13)), (AS_OF, date(2026, 10, 13))])
def test_changes_are_told_since_the_publication_before_or_for_a_week(earlier, day):
    assert first_day(AS_OF, earlier) == day


def test_the_first_day_is_of_the_readers_calendar():
    late = datetime(2026, 10, 17, 22, tzinfo=UTC)
    assert first_day(AS_OF, late) == date(2026, 10, 17)
    with zones.told_in("Asia/Tokyo"):
        assert first_day(AS_OF, late) == date(2026, 10, 18)
        came = changes(date(2026, 10, 18), AS_OF)[0][0]
    assert came.limits["age_lower_days"][1] == (AS_OF - datetime(2026, 10, 17, 15, tzinfo=UTC)).total_seconds() / 86_400


def test_another_priority_than_before_has_moved_also_from_nothing():
    now = pl.DataFrame({"credential_id": [1, 2, 3, 4], "priority": ["act_now", "track", "act_now", None], "kind": ["a", "b", "c", "d"]})
    earlier = pl.DataFrame({"credential_id": [1, 2, 4, 5], "priority": ["act_now", "act_now", None, "act_now"]})
    assert moved(now, earlier).rows() == [(2, "track", "b", "act_now"), (3, "act_now", "c", None)]

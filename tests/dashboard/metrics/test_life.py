"""The life of one key as spans, worked out by hand."""

from datetime import UTC, date, datetime

import polars as pl

from dashboard.metrics.life import spans

AS_OF = datetime(2026, 11, 1, tzinfo=UTC)
NONE = pl.DataFrame()


def day(number, month=10):
    return datetime(2026, month, number, tzinfo=UTC)


def found(credential, **given):
    tables = {"events": NONE, "use": NONE, "rotations": NONE, "exposures": NONE} | {
        name: pl.DataFrame(rows) for name, rows in given.items()
    }
    frame = spans(credential, **tables, as_of=AS_OF)
    return list(frame.select("lane", "starts_at", "ends_at", "certain").iter_rows())


def test_key_in_force_lives_until_the_as_of():
    assert found({"created_at": day(1), "status": "active"}) == [("Life", day(1), AS_OF, True)]


def test_key_without_a_creation_date_begins_uncertainly_at_first_sight_and_ends_where_it_was_last_seen():
    ended = {"created_at": None, "first_seen_at": day(3), "last_seen_at": day(9), "status": "absent"}
    assert found(ended) == [("Life", day(3), day(9), False)]


def test_neighbouring_days_of_use_are_one_span():
    use = [{"day": date(2026, 10, number)} for number in (5, 1, 2, 2, 3)]
    assert found({"created_at": day(1), "status": "active"}, use=use)[1:] == [("Use", day(1), day(4), True), ("Use", day(5), day(6), True)]


def test_open_rotation_and_exposure_reach_to_the_as_of_uncertainly():
    rotation = {"state": "overlapping", "method": "new_credential", "started_upper": day(7), "finished_upper": None}
    exposure = {"state": "open", "repository": None, "introduced_at": None, "detected_at": day(8), "revoked_upper": None}
    lanes = found({"created_at": day(1), "status": "active"}, rotations=[rotation], exposures=[exposure])
    assert lanes[1:] == [("Rotation", day(7), AS_OF, False), ("Exposure", day(8), AS_OF, False)]


def test_event_between_two_snapshots_is_an_uncertain_span():
    event = {"kind": "deactivated", "evidence": "snapshots", "at_lower": day(2), "at_upper": day(4)}
    assert ("Life", day(2), day(4), False) in found({"created_at": day(1), "status": "active"}, events=[event])


def test_nothing_dated_gives_no_span():
    assert found({"created_at": None, "first_seen_at": None, "status": "active"}) == []

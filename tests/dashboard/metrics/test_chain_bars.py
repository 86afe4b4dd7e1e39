"""Secrets of a chain as bars, worked out by hand."""

from datetime import UTC, datetime

import polars as pl

from dashboard.metrics.chain_bars import bars, gaps
from dashboard.metrics.chains import chain_of

AS_OF = datetime(2026, 1, 15, tzinfo=UTC)


def day(text):
    return datetime.fromisoformat(f"{text}T00:00+00:00")


def chained(published, rows):
    frame = published.frame("rotation", [{"rotation_id": at, "method": "new_credential", **row} for at, row in enumerate(rows)])
    return frame.with_columns(chain_of(frame))


def known(published, *rows):
    return published.frame("credential", [{"max_age_days": 90.0, **row} for row in rows])


def told(frame):
    return [
        (row["credential_id"], row["begins_at"], row["ends_at"], row["due_at"], row["state"], row["row"])
        for row in frame.iter_rows(named=True)
    ]


def worked(examples):
    """The three versions of rot-01 as the mart gives their two rotations."""
    one, two, three = examples["rot-01"]["inputs"]["versions"]
    days, overlaps = examples["rot-01"]["expected"]["intervals"], examples["rot-01"]["expected"]["overlaps"]
    return [
        {"predecessor_id": at, "successor_id": at + 1, "started_upper": day(new["created"]), "finished_upper": day(old["disabled"]),
         "interval_days": float(lived), "overlap_days": float(overlap), "policy_days": 90.0}
        for at, (old, new, lived, overlap) in enumerate(((one, two, days[0], overlaps[0]), (two, three, days[1], overlaps[1])), 1)
    ]  # fmt: skip


def test_worked_example_has_an_overlap_and_a_gap(published, examples):
    rotations = chained(published, worked(examples))
    credentials = known(published, *({"credential_id": at, "secret_since": day("2025-09-15")} for at in (1, 2, 3)))
    assert told(bars(rotations, credentials, AS_OF)) == [
        (1, day("2025-01-01"), day("2025-04-20"), day("2025-04-01"), "ended", 0),
        (2, day("2025-04-10"), day("2025-09-12"), day("2025-07-09"), "ended", 1),  # ten days beside the first
        (3, day("2025-09-15"), AS_OF, day("2025-12-14"), "in use", 0),
    ]
    assert gaps(rotations).select("begins_at", "ends_at", "days").rows() == [(day("2025-09-12"), day("2025-09-15"), 3.0)]


def test_old_secret_that_still_works_runs_to_the_as_of(published):
    rotations = chained(published, [{"predecessor_id": 1, "successor_id": 2, "started_upper": day("2025-12-01"), "state": "unfinished",
                                     "interval_days": 30.0, "policy_days": None}])  # fmt: skip
    credentials = known(published, {"credential_id": 1}, {"credential_id": 2, "created_at": day("2025-12-01"), "max_age_days": None})
    assert told(bars(rotations, credentials, AS_OF)) == [
        (1, day("2025-11-01"), AS_OF, None, "old one, still works", 0),
        (2, day("2025-12-01"), AS_OF, None, "in use", 1),
    ]


def test_renewal_under_one_id_is_two_bars_in_one_row(published):
    rotations = chained(published, [{"predecessor_id": 1, "successor_id": 1, "method": "same_credential", "started_upper": day("2025-06-01"),
                                     "finished_upper": day("2025-06-01"), "interval_days": 151.0, "overlap_days": 0.0}])  # fmt: skip
    credentials = known(
        published, {"credential_id": 1, "status": "revoked", "secret_since": day("2025-06-01"), "last_seen_at": day("2025-08-01")}
    )
    assert told(bars(rotations, credentials, AS_OF)) == [
        (1, day("2025-01-01"), day("2025-06-01"), day("2025-04-01"), "ended", 0),
        (1, day("2025-06-01"), day("2025-08-01"), day("2025-08-30"), "ended", 0),
    ]


def test_secret_of_unknown_issue_begins_with_its_first_sight(published):
    rotations = chained(published, [{"predecessor_id": 1, "successor_id": 2, "started_upper": day("2025-12-01")}])
    credentials = known(
        published, {"credential_id": 1, "first_seen_at": day("2025-10-05")}, {"credential_id": 2, "first_seen_at": day("2025-12-01")}
    )
    assert bars(rotations, credentials, AS_OF)["begins_at"].to_list() == [day("2025-10-05"), day("2025-12-01")]


def test_three_that_work_at_once_stand_on_three_rows(published):
    rows = [{"predecessor_id": old, "successor_id": 3, "started_upper": day(f"2025-1{old}-01"), "interval_days": 10.0} for old in (1, 2)]
    credentials = known(published, {"credential_id": 3, "created_at": day("2025-12-05")})
    assert bars(chained(published, rows), credentials, AS_OF)["row"].to_list() == [0, 1, 2]


def test_no_gap_no_row(published):
    assert gaps(chained(published, [{"predecessor_id": 1, "overlap_days": 2.0, "finished_upper": AS_OF}])).is_empty()
    assert isinstance(gaps(chained(published, [])), pl.DataFrame)

import uuid
from datetime import UTC, datetime

import pytest

from tests.metric_examples import example

FACT = {"provider": "aws", "tenant": "t", "kind": "access_key", "principal": "arn:ann"}
PAIR = {"predecessor_id": 1, "successor_id": 2, "evidence": "inferred", "confidence": 0.9}
EMPTY = {"rotation_pair": [], "credential_fact": [], "credential_end": [], "credential_use": [], "lifecycle_log": [], "credential_latest": [],
         "credential_alias": [], "max_age": [], "dependency_claim": []}  # fmt: skip


def fact(number, created_at, secret_since=None, **facts):
    created = created_at and f"{created_at}+00"
    return {
        **FACT,
        "credential_id": number,
        "created_at": created,
        "secret_since": (secret_since and f"{secret_since}+00") or created,
        **facts,
    }


def ended(number, lower, upper=None):
    return {"credential_id": number, "ended_lower": f"{lower}+00", "ended_upper": f"{upper or lower}+00", "basis": "log"}


def used(number, last_used_at, state="used"):
    return {"credential_id": number, "last_used_at": last_used_at and f"{last_used_at}+00", "use_state": state}


def limits(days, *numbers):
    return [{"credential_id": number, "max_age_days": days} for number in numbers]


def rotations(steps, columns, **given):
    return steps.rows("rotation", {**EMPTY, **given}, *columns.split())


def follows(steps, columns, issued_at="2026-03-01", **given):
    """Key 1 of 1 January followed by key 2."""
    return rotations(steps, columns, rotation_pair=[PAIR], credential_fact=[fact(1, "2026-01-01"), fact(2, issued_at)], **given)


def test_intervals_lags_and_overlaps_of_the_standard(steps):
    given, expected = example("rot-01")
    versions = given["versions"]
    facts = [fact(n, version["created"]) for n, version in enumerate(versions, 1)]
    ends = [ended(n, version["disabled"]) for n, version in enumerate(versions, 1) if version["disabled"]]
    pairs = [{**PAIR, "predecessor_id": n, "successor_id": n + 1} for n in (1, 2)]
    rows = rotations(steps, "predecessor_id interval_days lag_days overlap_days state", rotation_pair=pairs, credential_fact=facts,
                     credential_end=ends, max_age=limits(given["policy_days"], 1, 2, 3))  # fmt: skip
    assert [row[1] for row in rows] == expected["intervals"]
    assert [row[2] for row in rows] == expected["lags"]
    assert [row[3] for row in rows] == expected["overlaps"]
    assert {row[4] for row in rows} == {"finished"}


def test_a_new_credential_starts_with_its_issue_and_finishes_with_the_end_of_the_old(steps):
    rows = follows(steps, "method state started_lower started_upper finished_lower finished_upper overlap_days",
                   credential_end=[ended(1, "2026-03-03", "2026-03-05")])  # fmt: skip
    day = "2026-03-01 00:00"
    assert rows == [("new_credential", "finished", day, day, "2026-03-03 00:00", "2026-03-05 00:00", 4)]


def test_another_holder_is_a_new_identity(steps):
    facts = [fact(1, "2026-01-01", principal="sa-1"), fact(2, "2026-03-01", principal="sa-2")]
    assert rotations(steps, "method", rotation_pair=[PAIR], credential_fact=facts) == [("new_identity",)]


def test_both_alive_within_the_grace_overlap_up_to_now(steps):
    rows = follows(steps, "state overlap_days finished_upper", "2026-06-24", credential_use=[used(1, "2026-06-29")])
    assert rows == [("overlapping", 6, None)]


@pytest.mark.parametrize(
    ("last_used_at", "use_state", "state"),
    [
        ("2026-03-09", "used", "unfinished"),
        ("2026-03-08", "used", "overlapping"),
        (None, "never_used", "overlapping"),
        (None, "unknown", "unfinished"),
    ],
)
def test_beyond_the_grace_unfinished_unless_the_old_one_rests(steps, last_used_at, use_state, state):
    rows = follows(steps, "state", credential_use=[used(1, last_used_at, use_state)])
    assert rows == [(state,)]


def test_lag_is_zero_in_time_and_at_the_limit_itself(steps):
    assert follows(steps, "interval_days policy_days lag_days", max_age=limits(59, 1)) == [(59, 59, 0)]


def test_lag_is_unknown_where_policy_does_not_ask(steps):
    assert follows(steps, "policy_days lag_days") == [(None, None)]


def test_lag_is_unknown_where_the_old_secrets_date_is(steps):
    rows = rotations(steps, "interval_days lag_days", rotation_pair=[PAIR], credential_fact=[fact(1, None), fact(2, "2026-03-01")],
                     max_age=limits(30, 1))  # fmt: skip
    assert rows == [(None, None)]


def test_interval_counts_from_the_last_secret_of_the_old_id(steps):
    facts = [fact(1, "2026-01-01", "2026-02-01"), fact(2, "2026-03-01")]
    assert rotations(steps, "interval_days", rotation_pair=[PAIR], credential_fact=facts) == [(28,)]


def test_a_renewal_after_the_successors_issue_leaves_the_interval_alone(steps):
    facts = [fact(1, "2026-01-01", "2026-05-01"), fact(2, "2026-03-01")]
    given = {"rotation_pair": [PAIR], "credential_fact": facts, "lifecycle_log": [rotated("2026-02-01"), rotated("2026-05-01")]}
    assert rotations(steps, "successor_id interval_days", **given) == [(1, 31), (1, 89), (2, 28)]


def test_a_declared_successor_of_unknown_issue_was_there_at_first_sight(steps):
    facts = [fact(1, "2026-01-01"), fact(2, None, first_seen_at="2026-06-20+00")]
    columns = "started_lower started_upper interval_days overlap_days state"
    assert rotations(steps, columns, rotation_pair=[PAIR], credential_fact=facts) == [(None, "2026-06-20 00:00", None, None, "unfinished")]
    assert steps.select("rotation", "rotation_id") != [(None,)]


def test_a_declared_successor_older_than_the_secret_gives_no_interval(steps):
    facts = [fact(1, "2026-03-01"), fact(2, "2026-01-01")]
    rows = rotations(steps, "interval_days lag_days", rotation_pair=[PAIR], credential_fact=facts, max_age=limits(30, 1))
    assert rows == [(None, None)]


def rotated(at):
    return {"credential_id": 1, "kind": "rotated", "at": f"{at}+00", "event_id": at}


def listed(*instants, source="s"):
    """What one export lists, one version an instant."""
    versions = [version(instant, source) for instant in instants]
    return {table: [row for each in versions for row in each[table]] for table in ("core.credential_state", "core.credential_version")}


def version(secret_since, source):
    state = uuid.uuid4()
    return {
        "core.credential_state": [{"state_hash": state, "provider": "aws", "tenant": "t", "natural_key": "k1", "kind": "api_key",
                                   "status": "active", "environment": "unknown", "use_claim": "unknown", "principal_kind": "unknown",
                                   "privilege": "unknown", "created_at": "2026-01-01+00", "secret_since": f"{secret_since}+00"}],
        "core.credential_version": [{"credential_id": 1, "source": source, "provider": "aws", "tenant": "t", "scope": "", "state_hash": state,
                                     "valid_from": datetime(2026, 6, 1, tzinfo=UTC), "last_seen_at": datetime(2026, 6, 1, tzinfo=UTC),
                                     "snapshot_id": 1, "row_no": 1, "first_snapshot_id": 1, "first_row_no": 1}],
    }  # fmt: skip


COLUMNS = "predecessor_id successor_id method evidence started_upper interval_days overlap_days state"


def test_renewals_that_keep_the_id_follow_each_other(steps):
    rows = rotations(steps, COLUMNS, credential_fact=[fact(1, "2026-01-01")], lifecycle_log=[rotated("2026-03-01"), rotated("2026-04-01")])
    assert rows == [
        (1, 1, "same_credential", "log", "2026-03-01 00:00", 59, 0, "finished"),
        (1, 1, "same_credential", "log", "2026-04-01 00:00", 31, 0, "finished"),
    ]


def test_a_listing_shows_a_renewal_by_the_secrets_date(steps):
    rows = rotations(steps, COLUMNS, credential_fact=[fact(1, "2026-01-01")], **listed("2026-03-01"))
    assert rows == [(1, 1, "same_credential", "snapshot", "2026-03-01 00:00", 59, 0, "finished")]


def test_a_listing_that_rounds_the_logs_instant_tells_of_the_same_renewal(steps):
    given = {"lifecycle_log": [rotated("2026-03-01 17:12:03")], **listed("2026-03-01")}
    assert rotations(steps, "evidence started_upper", credential_fact=[fact(1, "2026-01-01")], **given) == [("log", "2026-03-01 17:12")]


def test_a_lesser_export_that_rounds_tells_of_the_same_renewal(steps):
    better, lesser = listed("2026-03-01 17:12", source="a"), listed("2026-03-01", source="b")
    given = {table: better[table] + lesser[table] for table in better}
    assert rotations(steps, "started_upper", credential_fact=[fact(1, "2026-01-01")], **given) == [("2026-03-01 17:12",)]


def test_renewals_of_one_export_on_two_days_are_two(steps):
    rows = rotations(steps, "started_upper", credential_fact=[fact(1, "2026-01-01")], **listed("2026-03-01", "2026-03-02"))
    assert rows == [("2026-03-01 00:00",), ("2026-03-02 00:00",)]


def test_a_secret_as_old_as_its_credential_is_no_renewal(steps):
    assert rotations(steps, COLUMNS, credential_fact=[fact(1, "2026-01-01")], **listed("2026-01-01")) == []


def test_identity_of_a_rotation_is_stable(steps):
    (first,) = follows(steps, "rotation_id")
    steps.connection.execute("drop schema given cascade")
    steps.connection.execute("create schema given")
    assert follows(steps, "rotation_id") == [first]


def test_nothing_replaced_no_row(steps):
    assert rotations(steps, COLUMNS, credential_fact=[fact(1, "2026-01-01")]) == []


def consumes(number, *consumers, kind="service", **claim):
    return [{"credential_id": number, "consumer": name, "consumer_kind": kind, **claim} for name in consumers]


MOVED = "successor_id dependents_total dependents_moved"


def test_dependents_moved_are_those_of_the_old_one_that_are_listed_with_the_new(steps):
    claims = [*consumes(1, "chat", "search", "mail"), *consumes(2, "chat", "other"), *consumes(2, "mail", kind="agent")]
    assert follows(steps, MOVED, dependency_claim=claims) == [(2, 3, 1)]


def test_dependent_with_several_slots_counts_once(steps):
    claims = [
        *consumes(1, "chat", slot="A"),
        *consumes(1, "chat", slot="B"),
        *consumes(2, "chat", slot="A"),
        *consumes(2, "chat", slot="B"),
    ]
    assert follows(steps, MOVED, dependency_claim=claims) == [(2, 1, 1)]


def test_dependents_are_not_known_where_no_listing_has_any(steps):
    assert follows(steps, MOVED, dependency_claim=consumes(2, "chat")) == [(2, None, None)]


def test_dependents_are_not_counted_once_the_old_one_has_ended(steps):
    rows = follows(steps, MOVED, dependency_claim=consumes(1, "chat"), credential_end=[ended(1, "2026-03-05")])
    assert rows == [(2, None, None)]


def test_renewal_under_one_id_moves_nobody(steps):
    facts = [fact(1, "2026-01-01"), fact(2, "2026-03-01")]
    given = {"rotation_pair": [PAIR], "credential_fact": facts, "lifecycle_log": [rotated("2026-02-01")]}
    assert rotations(steps, MOVED, dependency_claim=consumes(1, "chat"), **given) == [(1, None, None), (2, 1, 0)]

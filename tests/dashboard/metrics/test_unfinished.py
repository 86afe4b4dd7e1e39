"""Half-done rotations, worked out by hand."""

from datetime import UTC, datetime, timedelta

from dashboard.metrics.unfinished import half_done

ISSUED = datetime(2026, 10, 1, tzinfo=UTC)
LATER, BEFORE = ISSUED + timedelta(days=9), ISSUED - timedelta(days=9)


def found(published, *cases):
    """Old key 1, 2, … with its new key 101, 102, …; a case is what is known of rotation and old key."""
    rotations = [
        {"rotation_id": at, "predecessor_id": at, "successor_id": 100 + at, "method": "new_credential", "state": "unfinished",
         "started_upper": ISSUED, "interval_days": 80.0, "overlap_days": 31.0, **rotation}
        for at, (rotation, _) in enumerate(cases, 1)
    ]  # fmt: skip
    old = [{"credential_id": at, "use_state": "used", **known} for at, (_, known) in enumerate(cases, 1)]
    new = [{"credential_id": 100 + at, "name": f"new {at}", "natural_key": f"key_{at}"} for at in range(1, len(cases) + 1)]
    return half_done(published.frame("rotation", rotations), published.frame("credential", [*old, *new]))


def test_what_to_do_follows_from_use_and_dependents(published):
    listed = found(
        published,
        ({}, {"last_used_observed_at": LATER}),
        ({"dependents_total": 3, "dependents_moved": 1}, {"last_used_claimed_at": LATER}),
        ({}, {"last_used_observed_at": BEFORE}),
        ({}, {"use_state": "never_used"}),
        ({}, {"use_state": "unknown"}),
        ({"dependents_total": 2, "dependents_moved": 2}, {"last_used_observed_at": BEFORE}),
    )
    assert listed.select("old_use", "what_to_do").rows() == [
        ("used since", "find who still uses it, move them, then revoke"),
        ("used since", "move the 2 left of 3 dependents, then revoke"),
        ("not used since", "nobody uses it: disable, wait, then revoke"),
        ("not used since", "nobody uses it: disable, wait, then revoke"),
        ("not known", "no log tells: disable, watch for failures, then revoke"),
        ("not used since", "nobody uses it: disable, wait, then revoke"),
    ]


def test_both_keys_are_named_with_how_long_each_has_lived(published):
    row = found(published, ({}, {"last_used_observed_at": LATER})).row(0, named=True)
    assert (row["credential_id"], row["successor_id"], row["successor"], row["successor_key"]) == (1, 101, "new 1", "key_1")
    assert (row["old_secret_days"], row["new_secret_days"], row["old_last_used_at"]) == (111.0, 31.0, LATER)


def test_unfinished_come_first_then_the_longest_overlap_and_what_ended_is_left_out(published):
    listed = found(
        published,
        ({"state": "overlapping", "overlap_days": 200.0}, {}),
        ({"overlap_days": 8.0}, {}),
        ({"overlap_days": 50.0}, {}),
        ({"state": "finished"}, {}),
        ({"overlap_days": None}, {}),
    )
    assert listed["rotation_id"].to_list() == [3, 2, 5, 1]

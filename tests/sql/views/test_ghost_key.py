def test_covered_and_never_seen_is_a_ghost_and_uncovered_is_not(steps):
    base = {"status": "active", "use_state": "never_used"}
    given = {
        "credential": [
            {**base, "credential_id": 1, "use_window_from": "2026-01-01+00"},
            {**base, "credential_id": 2, "use_window_from": "2026-01-01+00", "last_used_observed_at": "2026-06-01+00"},
            {**base, "credential_id": 3},
            {**base, "credential_id": 4, "use_window_from": "2026-01-01+00", "use_state": "new"},
            {**base, "credential_id": 5, "use_window_from": "2026-01-01+00", "status": "absent"},
        ]
    }
    assert steps.rows("ghost_key", given, "credential_id") == [(1,)]

def test_unknown_answers_are_not_taken_for_safe_ones(steps):
    """No use known counts as idle, no reach known as medium impact, a place of unknown reach as internal."""
    given = {
        "credential_fact": [{"credential_id": 1, "status": "unknown", "privilege": "unknown"}],
        "credential_use": [],
        "credential_reach": [],
        "credential_end": [],
        "credential_exposure": [{"credential_id": 1, "open_exposures": 1}],
    }
    columns = ("exposure", "validity", "impact", "usage")
    assert steps.rows("credential_circumstance", given, *columns) == [("internal", "unknown", "medium", "idle")]


def test_used_at_the_very_limit_is_idle(steps):
    given = {
        "credential_fact": [{"credential_id": n, "status": "active", "privilege": "write"} for n in (1, 2)],
        "credential_use": [{"credential_id": 1, "idle_days": 44.9}, {"credential_id": 2, "idle_days": 45.0}],
        "credential_reach": [{"credential_id": n, "reaches_customer_data": False} for n in (1, 2)],
        "credential_end": [],
        "credential_exposure": [],
    }
    columns = ("credential_id", "impact", "usage")
    assert steps.rows("credential_circumstance", given, *columns) == [(1, "medium", "active"), (2, "medium", "idle")]

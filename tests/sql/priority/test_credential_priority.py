import pytest

LEAF = {"credential_id": 1, "exposure": "public", "validity": "valid", "impact": "high", "usage": "active", "status": "active",
        "privilege": "read", "reaches_customer_data": True, "use_state": "used", "idle_days": 2.4, "publicly_exposed": True}  # fmt: skip


@pytest.mark.parametrize(
    ("circumstance", "priority", "reason"),
    [
        ({}, "act_now", "Publicly exposed, still valid, reaches customer data, used 2 d ago: revoke now (1 h)."),
        ({"impact": "low", "reaches_customer_data": False, "idle_days": 0.2}, "act_now",
         "Publicly exposed, still valid, reaches no customer data, used today: replace, then revoke (1 h)."),
        ({"exposure": "internal", "publicly_exposed": None, "impact": "medium", "reaches_customer_data": None, "validity": "unknown",
          "usage": "idle", "idle_days": None, "use_state": "unknown"}, "schedule",
         "Exposed at a place of unknown reach, validity unknown, reach of customer data unknown, use unknown: disable, then delete (14 d)."),
        ({"exposure": "none", "publicly_exposed": None, "privilege": "admin", "usage": "idle", "idle_days": None, "use_state": "never_used"},
         "schedule", "Not exposed, still valid, holds admin rights, reaches customer data, never used: disable, then delete (14 d)."),
        ({"exposure": "none", "publicly_exposed": None, "impact": "low", "reaches_customer_data": False}, "track",
         "Not exposed, still valid, reaches no customer data, used 2 d ago: rotate as scheduled (60 d)."),
        ({"first_abuse_at": "2026-06-01 10:05+00"}, "act_now",
         ("Called from a foreign address since 2026-06-01 10:05 UTC while exposed, still valid, reaches customer data, used 2 d ago:"
         " revoke now and keep the traces (1 h).")),
        ({"validity": "invalid", "status": "absent"}, "closed", "Exposed, no longer valid (no longer listed): closed, keep the evidence."),
    ],
)  # fmt: skip
def test_the_path_through_the_tree_is_one_sentence(steps, circumstance, priority, reason):
    given = {"credential_circumstance": [{**LEAF, **circumstance}]}
    assert steps.rows("credential_priority", given, "priority", "priority_reason") == [(priority, reason)]


def test_abuse_lifts_any_working_credential_to_act_now_and_no_dead_one(steps):
    given = {
        "credential_circumstance": [
            {**LEAF, "credential_id": 1, "exposure": "internal", "impact": "low", "first_abuse_at": "2026-06-01 10:05+00"},
            {**LEAF, "credential_id": 2, "validity": "invalid", "first_abuse_at": "2026-06-01 10:05+00"},
        ]
    }
    columns = ("credential_id", "priority", "action", "is_abused")
    assert steps.rows("credential_priority", given, *columns) == [
        (1, "act_now", "revoke_now", True),
        (2, "closed", "close_with_evidence", False),
    ]


def test_without_credentials_there_is_no_priority(steps):
    assert steps.rows("credential_priority", {"credential_circumstance": []}, "credential_id") == []

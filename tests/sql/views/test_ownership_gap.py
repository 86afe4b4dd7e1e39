GAP = {"credential_id": 1, "status": "active", "ownership_class": "owner_left", "owner": "ann@x", "owner_left_days": 9.0,
       "suggested_owner": "bob@x", "suggestion_reason": "Manager of ann@x, who left 2026-05-01", "blast_radius": 1}  # fmt: skip


def test_gaps_in_force_with_whom_to_ask(steps):
    others = [{**GAP, "credential_id": 2, "ownership_class": "owned"}, {**GAP, "credential_id": 3, "status": "revoked"}]
    rows = steps.rows("ownership_gap", {"credential": [GAP, *others]}, "credential_id", "owner", "owner_left_days", "suggested_owner",
                      "suggestion_reason")  # fmt: skip
    assert rows == [(1, "ann@x", 9.0, "bob@x", "Manager of ann@x, who left 2026-05-01")]

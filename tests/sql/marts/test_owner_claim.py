CLAIM = {"credential_id": 1, "owner": "ann@corp.example", "owner_kind": "person", "basis": "register", "rank": 1, "confidence": 0.9,
         "is_expired": False, "is_known": True, "has_left": False, "snapshot_id": 5, "row_no": 7}  # fmt: skip
OTHER = {**CLAIM, "owner": "bo@corp.example", "basis": "creator", "rank": 9, "confidence": 0.5, "snapshot_id": None, "row_no": None}
REGISTER = {"snapshot_id": 5, "identity": "5", "digest": "d", "path": "keys.csv", "source": "register.keys", "status": "loaded",
            "as_of": "2026-06-01+00"}  # fmt: skip


def claims(steps, *columns, owner):
    given = {"ownership_claim": [CLAIM, OTHER], "credential_owner": owner, "landing.snapshot": [REGISTER]}
    return steps.rows("owner_claim", given, *columns)


def test_claim_that_gives_the_owner_is_marked_and_names_its_file_and_row(steps):
    won = [{"credential_id": 1, "owner": "ann@corp.example", "owner_source": "register"}]
    assert claims(steps, "owner", "is_winner", "source", "path", "row_no", "observed_at", owner=won) == [
        ("ann@corp.example", True, "register.keys", "keys.csv", 7, "2026-06-01 00:00"),
        ("bo@corp.example", False, None, None, None, None),
    ]


def test_where_nobody_owns_no_claim_wins(steps):
    nobody = [{"credential_id": 1, "owner": None, "owner_source": None}]
    assert claims(steps, "owner", "is_winner", owner=nobody) == [("ann@corp.example", False), ("bo@corp.example", False)]

import uuid

COLUMNS = ("field", "value", "path", "row_no", "observed_at")


def test_each_known_field_names_the_file_and_row_that_says_so(steps):
    state = uuid.uuid4()
    given = {
        "evidence_state": [
            {"credential_id": 1, "source": "aws.access_keys", "state_hash": state, "snapshot_id": 1, "path": "keys.json", "row_no": 3, "observed_at": "2026-06-01+00"},
            {"credential_id": 2, "source": "aws.access_keys", "state_hash": state, "valid_to": "2026-06-01+00"},
        ],
        "core.credential_state": [
            {"state_hash": state, "provider": "aws", "tenant": "1", "natural_key": "AKIA1", "kind": "access_key", "status": "active",
             "environment": "unknown", "use_claim": "unknown", "principal_kind": "unknown", "privilege": "unknown", "purpose": None}
        ],
    }  # fmt: skip
    rows = steps.rows("evidence", given, *COLUMNS)
    assert ("natural_key", "AKIA1", "keys.json", 3, "2026-06-01 00:00") in rows
    assert "purpose" not in {row[0] for row in rows}
    assert len(rows) == 9

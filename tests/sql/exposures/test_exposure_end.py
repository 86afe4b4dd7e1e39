import uuid

COLUMNS = ("exposure_id", "revoked_lower", "revoked_upper", "revocation_basis", "was_dead")
NOTHING = {"credential_fact": [{"credential_id": 7, "status": "active"}], "credential_end": [], "rotation": [], "credential_alias": []}
PLACE = {"exposure_id": 1, "fingerprint": "old", "detected_at": "2026-03-02 10:41+00", "introduced_at": "2026-03-02 10:00+00"}
MATCH = {"exposure_id": 1, "credential_id": 7, "match_method": "fingerprint"}


def secret(fingerprint, valid_from, last_seen_at, valid_to=None):
    state = uuid.uuid4()
    return (
        {"state_hash": state, "provider": "openai", "tenant": "org", "natural_key": "k", "kind": "api_key", "fingerprint": fingerprint,
         "status": "active", "environment": "unknown", "use_claim": "unknown", "principal_kind": "unknown", "privilege": "unknown"},
        {"credential_id": 7, "source": "openai.project_api_keys", "provider": "openai", "tenant": "org", "scope": "", "state_hash": state,
         "valid_from": f"{valid_from}+00", "last_seen_at": f"{last_seen_at}+00", "valid_to": valid_to and f"{valid_to}+00",
         "snapshot_id": 1, "row_no": 1, "first_snapshot_id": 1, "first_row_no": 1},
    )  # fmt: skip


def ended(steps, *secrets, **given):
    stored = {"core.credential_state": [state for state, _ in secrets], "core.credential_version": [version for _, version in secrets]}
    return steps.rows("exposure_end", {**NOTHING, "exposure_place": [PLACE], "exposure_match": [MATCH], **stored, **given}, *COLUMNS)


def test_another_fingerprint_in_a_later_listing_ends_the_exposed_secret(steps):
    rows = ended(steps, secret("old", "2026-03-01", "2026-03-08", "2026-03-15"), secret("new", "2026-03-15", "2026-06-01"))
    assert rows == [(1, "2026-03-08 00:00", "2026-03-15 00:00", "snapshot", False)]


def test_a_secret_replaced_before_it_leaked_was_dead(steps):
    rows = ended(steps, secret("old", "2026-01-01", "2026-01-08", "2026-01-15"), secret("new", "2026-01-15", "2026-06-01"))
    assert rows == [(1, "2026-01-08 00:00", "2026-01-15 00:00", "snapshot", True)]


def test_the_fingerprint_still_listed_under_another_name_lives(steps):
    rows = ended(steps, secret("old", "2026-03-01", "2026-03-08", "2026-03-15"), secret("old", "2026-03-15", "2026-06-01"))
    assert rows == [(1, None, None, None, False)]


def test_the_earliest_proof_of_the_best_kind_wins(steps):
    rows = ended(
        steps,
        credential_fact=[{"credential_id": 7, "status": "revoked"}],
        credential_end=[{"credential_id": 7, "ended_lower": "2026-03-05+00", "ended_upper": "2026-03-05+00", "basis": "log"}],
        exposure_place=[{**PLACE, "invalid_since": "2026-03-03+00", "said_revoked_at": "2026-03-02 11:00+00"}],
    )
    assert rows == [(1, "2026-03-05 00:00", "2026-03-05 00:00", "log", False)]


def test_no_match_no_proof(steps):
    rows = ended(steps, exposure_match=[{"exposure_id": 1, "match_method": "none"}])
    assert rows == [(1, None, None, None, False)]

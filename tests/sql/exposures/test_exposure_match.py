import uuid

COLUMNS = ("exposure_id", "credential_id", "match_method", "match_confidence", "candidate_count")


def place(exposure, **facts):
    return {"exposure_id": exposure, "key_ids": [], **facts}


def fact(credential, **facts):
    return {"credential_id": credential, "provider": "openai", "tenant": "org", **facts}


def secret(credential, fingerprint):
    state = uuid.uuid4()
    return (
        {"state_hash": state, "provider": "openai", "tenant": "org", "natural_key": f"k{credential}", "kind": "api_key", "fingerprint": fingerprint,
         "status": "active", "environment": "unknown", "use_claim": "unknown", "principal_kind": "unknown", "privilege": "unknown"},
        {"credential_id": credential, "source": "openai.project_api_keys", "provider": "openai", "tenant": "org", "scope": "", "state_hash": state,
         "valid_from": "2026-01-01+00", "last_seen_at": "2026-01-01+00", "snapshot_id": 1, "row_no": 1, "first_snapshot_id": 1, "first_row_no": 1},
    )  # fmt: skip


def matched(steps, places, facts=(), references=(), secrets=()):
    given = {
        "exposure_place": places,
        "credential_fact": facts,
        "credential_reference": references,
        "credential_alias": [],
        "core.credential_state": [state for state, _ in secrets],
        "core.credential_version": [version for _, version in secrets],
    }
    return steps.rows("exposure_match", given, *COLUMNS)


def test_a_key_id_is_proof(steps):
    references = [{"provider": "aws", "tenant": "1", "natural_key": "AKIA1", "credential_id": 7}]
    assert matched(steps, [place(1, provider="aws", key_ids=["AKIA1"])], references=references) == [(1, 7, "key_id", 1.0, 1)]


def test_a_fingerprint_is_proof_also_of_a_secret_since_replaced(steps):
    secrets = [secret(7, "old"), secret(7, "new")]
    assert matched(steps, [place(1, fingerprint="old")], secrets=secrets) == [(1, 7, "fingerprint", 1.0, 1)]


def test_a_hint_that_fits_one_credential_is_a_stated_guess(steps):
    facts = [fact(7, hint="sk-…abcd"), fact(8, hint="sk-…efgh")]
    assert matched(steps, [place(1, provider="openai", hint="sk-…abcd")], facts) == [(1, 7, "hint", 0.6, 1)]


def test_a_hint_that_fits_several_matches_none(steps):
    facts = [fact(7, hint="sk-…abcd"), fact(8, hint="sk-…abcd")]
    assert matched(steps, [place(1, provider="openai", hint="sk-…abcd")], facts) == [(1, None, "none", 0.0, 2)]


def test_a_hint_of_another_provider_or_of_none_matches_none(steps):
    facts = [fact(7, hint="sk-…abcd")]
    places = [place(1, provider="anthropic", hint="sk-…abcd"), place(2, provider=None, hint="sk-…abcd"), place(3, provider="openai")]
    assert matched(steps, places, facts) == [(n, None, "none", 0.0, 0) for n in (1, 2, 3)]


def test_a_key_id_that_two_tenants_have_is_not_decided_by_a_hint(steps):
    references = [{"provider": "openai", "tenant": t, "natural_key": "key_1", "credential_id": n} for t, n in (("a", 7), ("b", 8))]
    places = [place(1, provider="openai", key_ids=["key_1"], hint="sk-…abcd")]
    assert matched(steps, places, [fact(7, hint="sk-…abcd")], references) == [(1, None, "none", 0.0, 2)]


def test_two_secrets_with_one_hint_are_told_apart_by_their_fingerprints(steps):
    facts = [fact(7, hint="sk-…abcd", fingerprint="mine")]
    places = [place(1, provider="openai", hint="sk-…abcd", fingerprint="another")]
    assert matched(steps, places, facts) == [(1, None, "none", 0.0, 0)]


def test_nothing_exposed_nothing_matched(steps):
    assert matched(steps, [], [fact(7, hint="sk-…abcd")]) == []

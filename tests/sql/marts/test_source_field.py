CREDENTIAL = {
    "credential_id": 1,
    "status": "active",
    "provider": "openai",
    "environment": "production",
    "kind": "api_key",
    "business_unit": "Retail",
}
LISTED = {"credential_id": 1, "source": "openai.project_api_keys", "present": True, "created_at": "2026-01-01+00"}
REGISTER = {**LISTED, "source": "register.keys", "created_at": None, "purpose": "answers"}
CLAIM = {"credential_id": 1, "owner": "ann@x", "owner_kind": "person", "basis": "register", "is_expired": False, "snapshot_id": 6}
COLUMNS = ("source", "field", "filled_count", "total_count")


def snapshot(number, source):
    return {"snapshot_id": number, "identity": str(number), "digest": "d", "path": "p", "source": source, "status": "loaded",
            "as_of": "2026-06-01+00"}  # fmt: skip


def told(steps, latest, claims=(), credentials=(CREDENTIAL,), alias=()):
    given = {"credential": credentials, "credential_latest": latest, "credential_alias": alias, "ownership_claim": claims,
             "landing.snapshot": [snapshot(6, "register.keys"), snapshot(7, "backstage.catalog")]}  # fmt: skip
    return {row[:2]: row[2:] for row in steps.rows("source_field", given, *COLUMNS)}


def test_each_export_has_what_it_says_itself_and_not_what_another_adds(steps):
    found = told(steps, [LISTED, REGISTER], [CLAIM])
    assert (found["openai.project_api_keys", "created_at"], found["openai.project_api_keys", "purpose"]) == ((1, 1), (0, 1))
    assert (found["register.keys", "created_at"], found["register.keys", "purpose"]) == ((0, 1), (1, 1))
    assert (found["openai.project_api_keys", "owner"], found["register.keys", "owner"]) == ((0, 1), (1, 1))


def test_catalogue_that_lists_no_key_speaks_of_those_whose_owner_it_claims(steps):
    found = told(steps, [LISTED], [{**CLAIM, "basis": "catalog", "owner": "team:a", "owner_kind": "team", "snapshot_id": 7}])
    assert found["backstage.catalog", "owner"] == (1, 1)
    assert ("backstage.catalog", "purpose") not in found


def test_what_is_gone_ended_or_expired_does_not_count(steps):
    ended = {**CREDENTIAL, "credential_id": 2, "status": "revoked"}
    rows = [{**LISTED, "present": False}, {**LISTED, "credential_id": 2}]
    assert told(steps, rows, [{**CLAIM, "is_expired": True}, {**CLAIM, "basis": "creator"}], [CREDENTIAL, ended]) == {}


def test_no_business_unit_stays_not_known(steps):
    told(steps, [LISTED], credentials=[{**CREDENTIAL, "business_unit": None}])
    assert {row[0] for row in steps.select("source_field", "business_unit")} == {None}

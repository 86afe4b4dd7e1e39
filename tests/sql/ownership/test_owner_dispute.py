REGISTER = {"credential_id": 1, "owner": "ann@x", "owner_kind": "person", "basis": "register", "rank": 1, "confidence": 0.9,
            "is_expired": False, "snapshot_id": 5, "row_no": 7}  # fmt: skip
PROVIDER = {**REGISTER, "owner": "bo@x", "basis": "provider_owner", "rank": 2, "snapshot_id": 6, "row_no": 8}
COLUMNS = ("credential_id", "value", "source", "row_no", "other_value", "other_source", "other_row_no")


def snapshot(number, source):
    return {"snapshot_id": number, "identity": str(number), "digest": "d", "path": "p", "source": source, "status": "loaded",
            "as_of": "2026-06-01+00"}  # fmt: skip


def disputes(steps, *claims):
    held = [snapshot(5, "register.keys"), snapshot(6, "openai.project_api_keys")]
    return steps.rows("owner_dispute", {"ownership_claim": claims, "landing.snapshot": held}, *COLUMNS)


def test_two_sources_that_name_different_people_are_a_dispute_and_the_better_ranked_stands_first(steps):
    assert disputes(steps, PROVIDER, REGISTER) == [(1, "ann@x", "register.keys", 7, "bo@x", "openai.project_api_keys", 8)]


def test_one_name_that_both_know_is_no_dispute(steps):
    assert disputes(steps, REGISTER, PROVIDER, {**PROVIDER, "owner": "ann@x"}) == []


def test_team_creator_ended_claim_and_owner_of_the_service_dispute_nothing(steps):
    other = {**PROVIDER, "snapshot_id": 6}
    assert (
        disputes(
            steps,
            REGISTER,
            {**other, "owner": "team:y", "owner_kind": "team"},
            {**other, "owner": "c@x", "basis": "creator"},
            {**other, "owner": "d@x", "basis": "catalog"},
            {**other, "owner": "e@x", "is_expired": True},
        )
        == []
    )


def test_two_people_of_one_source_are_no_dispute_of_sources(steps):
    assert disputes(steps, REGISTER, {**REGISTER, "owner": "cy@x", "row_no": 9}) == []


def test_who_is_assigned_here_disputes_an_export(steps):
    assigned = {**REGISTER, "owner": "zoe@x", "basis": "assigned", "rank": 0, "snapshot_id": None, "row_no": None}
    assert disputes(steps, assigned, REGISTER) == [(1, "zoe@x", "assigned here", None, "ann@x", "register.keys", 7)]

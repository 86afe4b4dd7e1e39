COLUMNS = ("predecessor_id", "successor_id", "evidence", "confidence")
FACT = {"provider": "openai", "tenant": "org", "kind": "api_key", "principal": "user-1", "principal_kind": "person", "is_slot": False}


def key(number, created_at, name="chat", **facts):
    return {**FACT, "credential_id": number, "natural_key": f"key_{number}", "name": name, "created_at": f"2026-{created_at}+00", **facts}


def access_key(number, created_at, **facts):
    return key(number, created_at, **{"name": None, "provider": "aws", "kind": "access_key", "principal": "arn:ann", **facts})


def ended(number, at):
    return {"credential_id": number, "ended_lower": f"2026-{at}+00", "ended_upper": f"2026-{at}+00", "basis": "log"}


def pairs(steps, *facts, ends=()):
    names = [
        {"provider": f["provider"], "tenant": f["tenant"], "natural_key": f["natural_key"], "credential_id": f["credential_id"]}
        for f in facts
    ]
    return steps.rows("rotation_pair", {"credential_fact": facts, "credential_end": ends, "credential_reference": names}, *COLUMNS)


def test_next_access_key_of_a_user_follows_the_one_that_lives(steps):
    assert pairs(steps, access_key(1, "01-01"), access_key(2, "03-01")) == [(1, 2, "inferred", 0.9)]


def test_three_in_a_row_are_two_steps(steps):
    rows = pairs(steps, access_key(3, "05-01"), access_key(1, "01-01"), access_key(2, "03-01"), ends=[ended(1, "03-02"), ended(2, "05-02")])
    assert [row[:2] for row in rows] == [(1, 2), (2, 3)]


def test_issued_within_the_overlap_grace_of_the_end_follows(steps):
    assert pairs(steps, access_key(1, "01-01"), access_key(2, "03-08"), ends=[ended(1, "03-01")]) == [(1, 2, "inferred", 0.9)]


def test_issued_later_than_that_is_a_new_beginning(steps):
    assert pairs(steps, access_key(1, "01-01"), access_key(2, "03-08 00:01"), ends=[ended(1, "03-01")]) == []


def test_a_declared_successor_beats_the_inferred(steps):
    rows = pairs(steps, access_key(1, "01-01", replaced_by="key_3"), access_key(2, "02-01"), access_key(3, "03-01"))
    assert rows == [(1, 3, "declared", 1.0), (2, 3, "inferred", 0.9)]


def test_a_successor_that_nobody_knows_is_none(steps):
    assert pairs(steps, key(1, "01-01", replaced_by="key_9")) == []


def test_a_successor_whose_tenant_nobody_says_is_the_only_key_of_that_name(steps):
    register = key(1, "01-01", tenant="unknown", replaced_by="key_2")
    assert pairs(steps, register, key(2, "03-01", "search")) == [(1, 2, "declared", 1.0)]


def test_of_namesakes_the_tenants_own_follows(steps):
    namesakes = [key(n, f"0{n}-01", f"n{n}", natural_key="key_x", tenant=tenant) for n, tenant in ((2, "org"), (3, "unknown"), (4, "else"))]
    assert pairs(steps, key(1, "01-01", replaced_by="key_x"), *namesakes) == [(1, 2, "declared", 1.0)]


def test_a_name_that_fits_two_is_not_guessed(steps):
    namesakes = [key(n, f"0{n}-01", f"n{n}", natural_key="key_x", tenant=tenant) for n, tenant in ((2, "org"), (4, "else"))]
    assert pairs(steps, key(1, "01-01", tenant="unknown", replaced_by="key_x"), *namesakes) == []


def test_a_credential_does_not_follow_itself(steps):
    assert pairs(steps, key(1, "01-01", replaced_by="key_1")) == []


def test_one_name_with_versions_is_a_line(steps):
    assert pairs(steps, key(1, "01-01", "chat-v1"), key(2, "03-01", "Chat-v2")) == [(1, 2, "inferred", 0.7)]


def test_two_names_of_one_person_are_two_lines(steps):
    assert pairs(steps, key(1, "01-01", "chat"), key(2, "03-01", "search")) == []


def test_bare_counters_are_two_lines(steps):
    assert pairs(steps, key(1, "01-01", "chat-1"), key(2, "03-01", "chat-2")) == []


def test_nameless_keys_of_one_person_are_no_line(steps):
    assert pairs(steps, key(1, "01-01", None), key(2, "03-01", None)) == []


def test_people_tenants_and_projects_are_apart(steps):
    others = key(2, "03-01", principal="user-2"), key(3, "03-01", tenant="org-2"), key(4, "03-01", project="proj_2")
    assert pairs(steps, key(1, "01-01"), *others) == []


def test_without_a_holder_one_name_in_one_project_and_service_is_a_line(steps):
    facts = {"principal": None, "project": "proj", "service": "chat"}
    assert pairs(steps, key(1, "01-01", **facts), key(2, "03-01", **facts)) == [(1, 2, "inferred", 0.5)]


def test_without_a_holder_another_project_or_service_is_another_line(steps):
    facts = {"principal": None, "project": "proj", "service": "chat"}
    assert (
        pairs(
            steps, key(1, "01-01", **facts), key(2, "03-01", **{**facts, "service": "batch"}), key(3, "03-01", **{**facts, "project": "p2"})
        )
        == []
    )


def test_a_machines_successor_may_have_an_account_of_its_own(steps):
    machine = {"principal_kind": "service_account", "project": "proj"}
    assert [
        row[:2] for row in pairs(steps, key(1, "01-01", principal="sa-1", **machine), key(2, "03-01", principal="sa-2", **machine))
    ] == [(1, 2)]


def test_two_of_one_instant_are_twins_not_a_succession(steps):
    assert pairs(steps, access_key(1, "01-01"), access_key(2, "01-01")) == []


def test_slots_of_a_report_are_no_line(steps):
    assert pairs(steps, access_key(1, "01-01", is_slot=True), access_key(2, "03-01", is_slot=True)) == []


def test_unknown_date_of_issue_is_in_no_line(steps):
    assert pairs(steps, {**access_key(1, "01-01"), "created_at": None}, access_key(2, "03-01")) == []


def test_nothing_known_no_pair(steps):
    assert pairs(steps) == []

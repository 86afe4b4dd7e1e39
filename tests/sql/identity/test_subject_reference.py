COLUMNS = ("provider", "tenant", "natural_key", "credential_id", "credential_known")
HOUR = {"snapshot_id": 1, "row_no": 1, "starts_at": "2026-06-01 10:00+00", "ends_at": "2026-06-01 11:00+00", "action_class": "inference"}


def use(tenant, key, provider="aws"):
    return {**HOUR, "provider": provider, "tenant": tenant, "credential": key}


def listed(number, tenant, key):
    return {"provider": "aws", "tenant": tenant, "natural_key": key, "credential_id": number}


def references(steps, used, inventory):
    return steps.rows("subject_reference", {"core.usage_hourly": used, "credential_reference": inventory}, *COLUMNS)


def own_id(steps, provider, tenant, key):
    return steps.connection.execute("select core.credential_id(%s, %s, %s)", (provider, tenant, key)).fetchone()[0]


def test_same_tenant_and_id_decide(steps):
    rows = references(steps, [use("1", "A"), use("2", "A")], [listed(7, "1", "A"), listed(8, "2", "A")])
    assert rows == [("aws", "1", "A", 7, True), ("aws", "2", "A", 8, True)]


def test_a_key_that_no_inventory_lists_has_an_id_of_its_own(steps):
    rows = references(steps, [use("1", "A")], [])
    assert rows == [("aws", "1", "A", own_id(steps, "aws", "1", "A"), False)]


def test_an_unknown_tenant_on_either_side_is_bridged_by_a_unique_id(steps):
    rows = references(steps, [use("unknown", "A"), use("1", "B")], [listed(7, "1", "A"), listed(8, "unknown", "B")])
    assert rows == [("aws", "1", "B", 8, True), ("aws", "unknown", "A", 7, True)]


def test_an_unknown_tenant_with_two_candidates_is_not_guessed(steps):
    rows = references(steps, [use("unknown", "A")], [listed(7, "1", "A"), listed(8, "2", "A")])
    assert rows[0][4] is False


def test_the_same_id_in_another_known_tenant_is_another_key(steps):
    assert references(steps, [use("2", "A")], [listed(7, "1", "A")])[0][4] is False


def test_use_that_names_no_key_is_nobodys(steps):
    assert references(steps, [use("1", None)], []) == []

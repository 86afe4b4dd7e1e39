COLUMNS = ("tenant", "natural_key", "credential_id")
NAME = {"provider": "aws", "tenant": "1"}


def test_an_alias_leads_to_the_credential_itself(steps):
    given = {
        "credential_latest": [{**NAME, "natural_key": "A", "credential_id": 7}, {**NAME, "natural_key": "a#slot1", "credential_id": 8}],
        "credential_log_born": [],
        "credential_alias": [{"credential_id": 8, "canonical_id": 7}],
    }
    assert steps.rows("credential_reference", given, *COLUMNS) == [("1", "A", 7), ("1", "a#slot1", 7)]


def test_listed_and_logged_is_one_name(steps):
    one = {**NAME, "natural_key": "A", "credential_id": 7}
    given = {"credential_latest": [one], "credential_log_born": [one], "credential_alias": []}
    assert steps.rows("credential_reference", given, *COLUMNS) == [("1", "A", 7)]


def test_nothing_known_no_name(steps):
    given = {"credential_latest": [], "credential_log_born": [], "credential_alias": []}
    assert steps.rows("credential_reference", given, *COLUMNS) == []

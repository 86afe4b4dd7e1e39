COLUMNS = ("credential_id", "canonical_id", "basis")
KEY = {"provider": "aws", "tenant": "1", "kind": "access_key", "is_register": False, "source": "aws.access_keys"}
SLOT = {**KEY, "source": "aws.credential_report", "slot_of": "arn:ann"}
REGISTER = {**KEY, "is_register": True, "source": "register.keys"}
NONE = {"credential_log_born": []}


def key(number, **facts):
    return {**KEY, "credential_id": number, "natural_key": f"AKIA{number}", "principal": "arn:ann", **facts}


def slot(number, created_at):
    return {**SLOT, "credential_id": number, "natural_key": f"arn:ann#slot{number}", "created_at": created_at}


def asserted(number, natural_key, **facts):
    return {**REGISTER, "credential_id": number, "natural_key": natural_key, **facts}


def aliases(steps, *latest, **given):
    return steps.rows("credential_alias", {**NONE, "credential_latest": latest, **given}, *COLUMNS)


def test_a_slot_is_the_key_of_its_principal_made_within_a_second(steps):
    listed = key(1, created_at="2026-01-01 10:00:00+00"), key(2, created_at="2026-02-01 10:00:00+00")
    assert aliases(steps, *listed, slot(11, "2026-01-01 10:00:01+00"), slot(12, "2026-02-01 10:00:00+00")) == [
        (11, 1, "slot"),
        (12, 2, "slot"),
    ]


def test_a_slot_two_seconds_off_or_of_another_principal_stays_on_its_own(steps):
    others = key(1, created_at="2026-01-01 10:00:00+00"), key(2, created_at="2026-02-01 10:00:00+00", principal="arn:bob")
    assert aliases(steps, *others, slot(11, "2026-01-01 10:00:02+00"), slot(12, "2026-02-01 10:00:00+00")) == []


def test_a_slot_that_fits_two_keys_stays_on_its_own(steps):
    twins = key(1, created_at="2026-01-01 10:00:00+00"), key(2, created_at="2026-01-01 10:00:01+00")
    assert aliases(steps, *twins, slot(11, "2026-01-01 10:00:00+00")) == []


def test_a_slot_without_a_date_stays_on_its_own(steps):
    assert aliases(steps, key(1, created_at="2026-01-01 10:00:00+00"), slot(11, None)) == []


def test_a_slot_is_the_key_whose_issue_the_log_alone_proves(steps):
    born = {"credential_id": 1, "provider": "aws", "tenant": "1", "natural_key": "AKIA1", "principal": "arn:ann",
            "created_at": "2026-01-01 10:00:00.4+00"}  # fmt: skip
    assert aliases(steps, slot(11, "2026-01-01 10:00:00+00"), credential_log_born=[born]) == [(11, 1, "slot")]


def test_register_rows_are_the_observed_keys_they_name(steps):
    observed = key(1, name="Chat-Prod"), key(2, hint="sk-…abcd"), key(3, fingerprint="f3")
    named = asserted(21, "name:chat-prod"), asserted(22, "hint:sk-…abcd"), asserted(23, "sha:f3", fingerprint="f3")
    assert aliases(steps, *observed, *named) == [(21, 1, "name"), (22, 2, "hint"), (23, 3, "fingerprint")]


def test_a_register_row_whose_tenant_nobody_says_is_the_only_key_of_that_id(steps):
    rows = aliases(steps, key(1), asserted(21, "AKIA1", tenant="unknown"), asserted(22, "AKIA1", tenant="2"))
    assert rows == [(21, 1, "key_id")]


def test_a_register_name_that_fits_two_keys_stays_on_its_own(steps):
    assert aliases(steps, key(1, name="batch"), key(2, name="batch"), asserted(21, "name:batch")) == []


def test_a_register_row_of_an_observed_id_is_that_credential_and_no_other(steps):
    """Two ids with one secret stay two: the register's row has the id of the first."""
    assert aliases(steps, key(1, fingerprint="f"), key(2, fingerprint="f"), asserted(1, "AKIA1", fingerprint="f")) == []


def test_one_key_in_two_listings_is_no_ambiguity(steps):
    twice = key(1, name="batch"), key(1, name="batch", source="aws.other", created_at="2026-01-01+00")
    assert aliases(steps, *twice, asserted(21, "name:batch")) == [(21, 1, "name")]


def test_nothing_listed_no_alias(steps):
    assert aliases(steps) == []

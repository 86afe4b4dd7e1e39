LISTED = {"credential_id": 1, "source": "openai.project_api_keys", "source_rank": 40, "is_register": False, "present": True,
          "status": "active", "kind": "api_key", "last_seen_at": "2026-06-29+00", "snapshot_id": 5, "row_no": 7}  # fmt: skip
REGISTER = {**LISTED, "source": "register.keys", "source_rank": 200, "is_register": True}


def words(steps, columns, *latest, alias=()):
    return steps.rows("credential_word", {"credential_latest": latest, "credential_alias": alias}, *columns.split())


def test_only_credentials_of_which_two_speak_have_words_and_the_register_stands_last(steps):
    rows = words(steps, "credential_id place source", REGISTER, LISTED, {**LISTED, "credential_id": 2})
    assert rows == [(1, 1, "openai.project_api_keys"), (1, 2, "register.keys")]


def test_another_name_of_a_credential_speaks_of_the_credential_itself(steps):
    alias = [{"credential_id": 9, "canonical_id": 1, "basis": "name"}]
    rows = words(steps, "credential_id source", LISTED, {**REGISTER, "credential_id": 9}, alias=alias)
    assert rows == [(1, "openai.project_api_keys"), (1, "register.keys")]


def test_gone_is_absent_and_an_unknown_status_says_nothing(steps):
    rows = words(steps, "place status", {**LISTED, "present": False}, {**REGISTER, "status": "unknown"})
    assert rows == [(1, "absent"), (2, None)]


def test_slot_that_is_gone_has_only_changed_its_number(steps):
    slot = {**LISTED, "present": False, "source": "aws.credential_report", "slot_of": "arn:x"}
    assert words(steps, "place status", LISTED, slot) == [(1, "active"), (2, None)]


def test_kinds_are_families_and_any_key_is_none(steps):
    rows = words(steps, "place kind", {**LISTED, "kind": "deploy_key"}, {**REGISTER, "kind": "api_key"})
    assert rows == [(1, "ssh_key"), (2, None)]


def test_never_is_a_date_of_its_own(steps):
    rows = words(steps, "place expires_on created_on", {**LISTED, "never_expires": True, "created_at": "2026-01-01 23:30+00"},
                 {**REGISTER, "expires_at": "2027-01-01+00"})  # fmt: skip
    assert rows == [(1, "never", "2026-01-01"), (2, "2027-01-01", None)]

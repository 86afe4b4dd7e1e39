import pytest

OBSERVED = {"credential_id": 1, "place": 1, "source": "openai.project_api_keys", "is_register": False, "status": "active",
            "observed_at": "2026-06-29+00", "snapshot_id": 5, "row_no": 7}  # fmt: skip
REGISTER = {**OBSERVED, "place": 2, "source": "register.keys", "is_register": True, "snapshot_id": 6, "row_no": 8}
COLUMNS = ("field", "value", "source", "row_no", "other_value", "other_source", "other_row_no")
NEVER = {"expires_at": "infinity", "expires_on": "never"}


def day(name, on):
    return {f"{name}_at": f"{on}+00", f"{name}_on": on}


def conflicts(steps, *words, disputes=(), columns=COLUMNS):
    return steps.rows("source_conflict", {"credential_word": words, "owner_dispute": disputes, "landing.snapshot": []}, *columns)


def fields(steps, first, second):
    return [row[0] for row in conflicts(steps, {**OBSERVED, **first}, {**REGISTER, **second})]


def test_gone_at_the_provider_and_active_in_the_register_is_a_conflict_of_status(steps):
    assert conflicts(steps, {**OBSERVED, "status": "absent"}, REGISTER) == [
        ("status", "absent", "openai.project_api_keys", 7, "active", "register.keys", 8)
    ]


def test_of_what_people_know_the_registers_word_counts(steps):
    words = ({**OBSERVED, "environment": "test"}, {**REGISTER, "environment": "production"})
    assert conflicts(steps, *words) == [("environment", "production", "register.keys", 8, "test", "openai.project_api_keys", 7)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"status": "revoked"}, {"status": "absent"}),  # both: it works no more
        ({"status": None}, {}),
        ({"environment": "shared"}, {"environment": "production"}),
        ({"environment": None}, {"environment": "production"}),
        ({"business_unit": "RETAIL", "business_unit_word": "retail"}, {"business_unit": "Retail", "business_unit_word": "retail"}),
        ({"privilege": "inference"}, {"privilege": "write"}),  # a register has no word for inference
        ({"kind": None}, {"kind": "ssh_key"}),
        (day("created", "2026-01-01"), day("created", "2026-01-03")),
        (day("created", "2026-01-01"), {}),
        (NEVER, NEVER),
        (day("expires", "2026-01-01"), {}),
    ],
)
def test_spellings_and_silence_are_no_conflict(steps, first, second):
    assert fields(steps, first, second) == []


@pytest.mark.parametrize(
    ("first", "second", "field"),
    [
        ({"service": "chat"}, {"service": "search"}, "service"),
        ({"business_unit": "A", "business_unit_word": "a"}, {"business_unit": "B", "business_unit_word": "b"}, "business_unit"),
        ({"privilege": "admin"}, {"privilege": "inference"}, "privilege"),
        ({"kind": "certificate"}, {"kind": "ssh_key"}, "kind"),
        (day("created", "2026-01-01"), day("created", "2026-01-04"), "created_at"),
        (day("expires", "2026-01-01"), NEVER, "expires_at"),
    ],
)
def test_two_different_words_are_one_conflict_of_their_field(steps, first, second, field):
    assert fields(steps, first, second) == [field]


def test_each_pair_of_three_sources_is_compared_once(steps):
    third = {**OBSERVED, "place": 3, "source": "openai.admin_api_keys", "status": "revoked"}
    assert len(conflicts(steps, OBSERVED, REGISTER, third)) == 2


def test_dispute_of_owners_is_a_conflict_like_others(steps):
    dispute = {"credential_id": 1, "value": "ann@x", "source": "register.keys", "row_no": 7, "other_value": "bo@x",
               "other_source": "openai.project_api_keys", "other_row_no": 8}  # fmt: skip
    assert conflicts(steps, disputes=[dispute]) == [("owner", "ann@x", "register.keys", 7, "bo@x", "openai.project_api_keys", 8)]


def test_words_of_two_credentials_are_not_compared(steps):
    assert conflicts(steps, OBSERVED, {**REGISTER, "credential_id": 2, "status": "revoked"}) == []

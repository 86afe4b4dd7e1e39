from datetime import UTC, datetime, timedelta

import pytest

from etl import redact
from etl.errors import FileRejectedError, RowRejectedError, RowWarning
from etl.records import Credential, Dependency, OwnershipClaim
from etl.sources import Export, Page, Sample, register_keys, sources

EXPORT = "register.keys"
PLANTED = [
    "gsk_" + "Ab3dEf6hIj9lMn2pQr5tUv8x" * 2,
    "sk-" + "proj-" + "Zq7" * 25 + "T3Blbk" + "FJ" + "xW4" * 25,
    "Zt9Kq2" + "Lm8VxR4nB7cYp1Wd",
]
HEADER = "provider,tenant,key_id,key_name,key_hint,environment,created,created_reason,expires,owner_email,team,service,stored_in,replaced_by,notes"
GOOD = "groq,corp-main,,claims-ocr-prod,gsk_…9fQ2,prod,2026-01-14,,never,Ana@corp.example,claims,claims-ocr,k8s:claims/ocr-secrets/GROQ_API_KEY,,"
OTHER = 'Open AI,corp,key_7Qd2,bot,,staging,,lost,2026-12-31,,claims,,env:OPENAI_API_KEY,,"two\nlines"'
SAMPLES = {EXPORT: f"# prepared by hand\n{HEADER}\n{GOOD}\n{OTHER}".encode()}
SECRETS = {
    EXPORT: "\n".join([
        HEADER, GOOD, *(f"groq,corp,,n{i},,test,2026-01-01,,,,,,,,ok" for i in range(20)),
        GOOD.replace("claims-ocr-prod", PLANTED[0]), GOOD + f"the key is {PLANTED[1]}", OTHER.replace("two\nlines", PLANTED[2]),
    ]).encode()
}  # fmt: skip


def read(*rows, header=HEADER, **export):
    body = "\n".join([header, *rows]).encode()
    return list(register_keys.SOURCE.read(Page(body=body), Export(path="keys.csv", **export)))


def of(kind, found):
    return [item for item in found if isinstance(item, kind)]


def among_good(*rows, **export):
    """The rows behind twenty good ones, so that the share of bad ones stays in bounds: line 22 and on."""
    good = [f"groq,corp,,n{i},,test,2026-01-01,,,,,,,," for i in range(20)]
    return [str(item) for item in read(*good, *rows, **export) if isinstance(item, RowRejectedError)]


def test_a_row_is_a_credential_with_its_owner_and_its_consumers():
    found = read(GOOD, as_of=datetime(2026, 2, 1, tzinfo=UTC))
    (credential,), (claim,), consumers = of(Credential, found), of(OwnershipClaim, found), of(Dependency, found)
    assert (credential.provider, credential.natural_key, credential.hint) == ("groq", "name:claims-ocr-prod", "gsk_…9fQ2")
    assert (credential.environment, credential.created_at, credential.never_expires) == (
        "production",
        datetime(2026, 1, 14, tzinfo=UTC),
        True,
    )
    assert (claim.owner, claim.basis, claim.valid_from) == ("ana@corp.example", "register", datetime(2026, 2, 1, tzinfo=UTC))
    assert [(c.consumer, c.consumer_kind, c.slot) for c in consumers] == [
        ("claims-ocr", "service", None),
        ("claims/ocr-secrets", "secret_store", "GROQ_API_KEY"),
    ]


def test_a_team_answers_where_no_person_is_named_and_the_end_of_a_day_is_its_last_instant():
    found = read(OTHER)
    (credential,), (claim,) = of(Credential, found), of(OwnershipClaim, found)
    assert (credential.provider, credential.natural_key, credential.created_unknown_reason) == ("openai", "key_7Qd2", "lost")
    assert (credential.expires_at, credential.never_expires) == (datetime(2027, 1, 1, tzinfo=UTC), False)
    assert (claim.owner, claim.owner_kind) == ("team:claims", "team")


def test_the_hash_of_a_key_becomes_the_fingerprint_that_other_sources_have():
    secret, header = PLANTED[0], HEADER + ",key_sha256"
    import hashlib

    digest = hashlib.sha256(secret.encode()).hexdigest()
    (credential,) = of(Credential, read(f"{GOOD},{digest}", header=header))
    assert credential.fingerprint == redact.fingerprint(secret)
    assert credential.natural_key == f"sha:{credential.fingerprint}"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (",corp,k,,,test,2026-01-01,,,,,,,,", "keys.csv:22 provider: required; fill it in. [E010]"),
        ("groq,corp,k,,,prodction,2026-01-01,,,,,,,,", 'keys.csv:22 environment: "prodction" is not one of production, staging, test, development, sandbox, shared, unknown; did you mean production? [E011]'),
        ("grok,corp,k,,,test,2026-01-01,,,,,,,,", 'keys.csv:22 provider: "grok" is not a known provider; did you mean groq or xai? use other:<slug> for a new one. [E012]'),
        ("groq,corp,k,,,test,03/04/2026,,,,,,,,", 'keys.csv:22 created: "03/04/2026" is ambiguous; write 2026-04-03 or 2026-03-04. [E020]'),
        ("groq,corp,k,,,test,45992,,,,,,,,", 'keys.csv:22 created: "45992" looks like a spreadsheet serial; format the column as text YYYY-MM-DD. [E021]'),
        ("groq,corp,k,,,test,2027-01-01,,,,,,,,", "keys.csv:22 created: 2027-01-01 is after the register date 2026-02-01; correct the year or the day. [E022]"),
        ("groq,corp,k,,,test,2025-06-01,,2025-01-01,,,,,,", 'keys.csv:22 expires: "2025-01-01" is before created 2025-06-01; correct one of them. [E023]'),
        ("groq,corp,k,,,test,,,,,,,,,", "keys.csv:22 created: empty; give a date or a created_reason. [E024]"),
        ("groq,corp,k,,,test,2026-01-01 08:00,,,,,,,,", "keys.csv:22 created: a time needs a zone, e.g. 2026-02-01T08:00:00Z. [E025]"),
        ("groq,corp,,,,test,2026-01-01,,,,,,,,", "keys.csv:22: one of key_id, key_name, key_hint is required. [E030]"),
        ("groq,corp,,,abcdefgh,test,2026-01-01,,,,,,,,", "keys.csv:22 key_hint: must be masked, e.g. gsk_…9fQ2 or the last four characters. [E031]"),
        ("groq,corp,7.07E+13,,,test,2026-01-01,,,,,,,,", "keys.csv:22 key_id: a spreadsheet turned the id into a rounded number; format the column as text and enter it anew. [E004]"),
        ("groq,corp,k,,,test,2026-01-01,,,ana.corp.example,,,,,", "keys.csv:22 owner_email: is not an address; write name@domain. [E050]"),
        ("groq,corp,k,,,test,2026-01-01,,,,,,,nobody,", 'keys.csv:22 replaced_by: no key "nobody" in groq / corp; name a key_id or key_name of this file. [E041]'),
        ("groq,corp,k,,,test,2026-01-01", "keys.csv:22: 7 fields where the header has 15; a separator inside text needs quotes. [E004]"),
    ],
)  # fmt: skip
def test_each_error_names_file_line_column_and_remedy(row, message):
    assert among_good(row, as_of=datetime(2026, 2, 1, tzinfo=UTC)) == [message]


def test_all_errors_of_a_row_are_told_together():
    assert [text[-5:-1] for text in among_good("groqq,corp,,,,x,03/04/2026,,,,,,,,")] == ["E012", "E030", "E020", "E011"]


def test_the_same_key_twice_rejects_both_rows():
    one = "groq,corp,,Bot,,test,2026-01-01,,,,,,,,"
    assert among_good(one, one.replace("Bot", "bot")) == [
        "keys.csv:22: same key as line 23 (groq / corp / name:bot); keep one row. [E040]",
        "keys.csv:23: same key as line 22 (groq / corp / name:bot); keep one row. [E040]",
    ]


def test_successors_are_named_by_natural_key_and_may_not_lead_in_a_circle():
    row = "groq,corp,,{},,test,2026-01-01,,,,,,,{},"
    found = of(Credential, read(row.format("Old", "new"), row.format("New", "")))
    assert [credential.replaced_by for credential in found] == ["name:new", None]
    errors = among_good(row.format("a", "b"), row.format("b", "a"))
    assert [error.split(";")[0] for error in errors] == [
        "keys.csv:22 replaced_by: leads back to this key (lines 22 → 23 → 22)",
        "keys.csv:23 replaced_by: leads back to this key (lines 23 → 22 → 23)",
    ]


def test_a_secret_in_any_cell_refuses_the_row_and_shows_only_its_hint():
    errors = among_good(GOOD + f"the key is {PLANTED[0]}", GOOD.replace("claims-ocr-prod", PLANTED[2]))
    assert errors[0].startswith("keys.csv:22 notes: contains what looks like a groq key (gsk_…Uv8x); the row was refused")
    assert "Rotate that key" in errors[0]
    assert errors[1].startswith("keys.csv:23 key_name: contains what looks like a key")
    assert not any(secret in error for error in errors for secret in PLANTED)


def test_too_many_bad_rows_reject_the_file_with_the_first_of_them():
    with pytest.raises(FileRejectedError, match=r"keys.csv: 1 of 2 rows are bad \(limit 20%\).*E009.*keys.csv:3: one of key_id") as caught:
        read(GOOD, "groq,corp,,,,test,2026-01-01,,,,,,,,")
    assert caught.value.code == "E009"


def test_an_empty_register_counts_only_where_its_manifest_says_so():
    with pytest.raises(FileRejectedError, match="E005"):
        read()
    assert read(complete=True) == []


@pytest.mark.parametrize(
    ("header", "code"),
    [(HEADER.replace("owner_email,", ""), "E002"), (HEADER.replace("team", "Tenant"), "E003")],
)
def test_a_missing_or_repeated_column_rejects_the_file(header, code):
    with pytest.raises(FileRejectedError, match=r"keys.csv:1: column (owner_email is missing|tenant occurs twice)") as caught:
        read(GOOD, header=header)
    assert caught.value.code == code


def test_header_spelling_separator_and_spreadsheet_marks_do_not_matter():
    header = HEADER.replace("key_id", "Key ID").replace("owner_email", "Owner-Email").replace(",", ";")
    (credential,) = of(Credential, read('groq;corp;="0012";;;QA;2026-01-01;;;;;;;;', header=header))
    assert (credential.natural_key, credential.environment) == ("0012", "test")
    assert register_keys.SOURCE.recognises(Sample(format="csv", header=tuple(header.split(";"))))


def test_lines_are_counted_as_an_editor_counts_them():
    assert [c.row_no for c in of(Credential, read(OTHER, GOOD))] == [2, 4]


def test_what_a_provider_lists_outranks_every_hand_kept_table():
    ranks = {source.export: source.rank for source in sources() if "credential" in source.gives}
    assert max(rank for export, rank in ranks.items() if export != EXPORT) < ranks[EXPORT]


FEBRUARY = datetime(2026, 2, 1, tzinfo=UTC)
LOOKED_AT = "groq,corp,k,,,test,2025-01-01,,,,,chat,,,,{}"


def warned(*rows, header=HEADER, **export):
    return [(item.code, item.row_no, item.field, item.message) for item in of(RowWarning, read(*rows, header=header, **export))]


def test_a_key_without_a_service_is_loaded_with_a_warning():
    row = "groq,corp,k,,,test,2026-01-01,,,,,{},,,"
    told = 'keys.csv:3 service: empty, so the key counts as "no service"; name the service that uses it. [W062]'
    assert warned(GOOD, row.format("n/a")) == [("W062", 3, "service", told)]
    assert [c.natural_key for c in of(Credential, read(row.format("")))] == ["k"]
    assert warned(row.format("chat")) == []


@pytest.mark.parametrize(
    ("verified", "told"),
    [
        ("2025-05-02", ["keys.csv:2 verified_at: 2025-05-02 is 275 days old (policy 180); look at the key again and write that day. [W063]"]),
        ("2025-08-05", []),
        ("2025-08-04T23:59:59Z", ["keys.csv:2 verified_at: 2025-08-04 is 181 days old (policy 180); look at the key again and write that day. [W063]"]),
        ("", []),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "dated", [{"as_of": FEBRUARY}, {"modified": FEBRUARY}, {"as_of": FEBRUARY, "modified": datetime(2030, 1, 1, tzinfo=UTC)}]
)
def test_a_key_that_nobody_looked_at_within_the_policy_is_loaded_with_a_warning(verified, told, dated):
    header, row = f"{HEADER},verified_at", LOOKED_AT.format(verified)
    found = warned(row, header=header, register_max_age=timedelta(days=180), **dated)
    assert [message for *_, message in found] == told


def test_without_a_policy_or_a_date_no_age_is_told():
    row = LOOKED_AT.format("2001-01-01")
    assert warned(row, header=f"{HEADER},verified_at", as_of=FEBRUARY) == []
    assert warned(row, header=f"{HEADER},verified_at", register_max_age=timedelta(days=1)) == []


def test_an_unused_column_is_told_once_with_the_column_it_may_have_been_meant_for():
    rows = [f"{GOOD},x", f"{OTHER},y"]
    told = 'keys.csv:2: column "Rotation interval days" is not used; did you mean rotation_days? [W064]'
    assert warned(*rows, header=f"# by hand\n{HEADER},Rotation interval days")[0] == ("W064", None, "Rotation interval days", told)
    assert len([code for code, *_ in warned(*rows, header=f"{HEADER},Rotation interval days") if code == "W064"]) == 1


def test_a_refused_row_has_no_warning_beside_its_errors():
    good = [f"groq,corp,,n{i},,test,2026-01-01,,,,,chat,,," for i in range(20)]
    assert warned(*good, "groq,corp,k,,,prodction,2026-01-01,,,,,,,,") == []

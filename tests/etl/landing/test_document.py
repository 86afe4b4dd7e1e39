import gzip
import json
import os
import zipfile
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl import redact
from etl.errors import FileRejectedError
from etl.landing import head, pages
from etl.landing.discover import files
from etl.landing.document import Stated, opened
from etl.landing.read import contents
from etl.records import Credential
from etl.sources import sources

FEBRUARY = datetime(2026, 2, 1, tzinfo=UTC)
KEY = {"AccessKeyId": "AKIATFQR7NSC3ZO6PKAZ", "UserName": "ann", "Status": "Active", "CreateDate": "2026-01-01T00:00:00Z"}
LISTING = {"AccessKeyMetadata": [KEY]}
CALL = {
    "eventVersion": "1.11", "eventID": "e1", "eventSource": "s3.amazonaws.com", "eventName": "ListBuckets", "awsRegion": "us-east-1",
    "eventTime": "2026-01-01T00:00:00Z", "recipientAccountId": "218007301253",
    "userIdentity": {"type": "IAMUser", "accountId": "218007301253", "accessKeyId": "AKIATFQR7NSC3ZO6PKAZ"},
}  # fmt: skip


@pytest.fixture(autouse=True)
def pepper():
    redact.configure(b"a pepper of thirty-two bytes....")


def landed(folder, body, name="x.json"):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body if isinstance(body, bytes) else json.dumps(body).encode())
    (found,) = files([str(path)])
    return found


def rejection(folder, body, name="x.json", **stated):
    with pytest.raises(FileRejectedError) as raised:
        contents(opened(landed(folder, body, name), Stated(**stated)))
    assert name in str(raised.value) or "--source" in str(raised.value)
    return raised.value


def call(number):
    return CALL | {"eventID": f"e{number}"}


def envelope(body, **more):
    return {"request": {"path": "/x", "query": {}}, "tenant": "org-1", "fetched_at": "2026-02-01T00:00:00Z", "body": body} | more


def lines(values):
    return b"\n".join(json.dumps(value).encode() for value in values)


def key(number):
    return KEY | {"AccessKeyId": f"AKIATFQR7NSC3ZO6{number:04d}"}


def test_source_is_told_by_content_and_not_by_name(tmp_path):
    assert opened(landed(tmp_path, LISTING, "cloudtrail.csv")).source.export == "aws.access_keys"


@pytest.mark.parametrize(
    "body",
    [
        {"Records": [call(1), call(2)]},
        [call(1), call(2)],
        lines([call(1), call(2)]),
        lines([call(1), call(2)]) + b"\n\n",
        lines([call(1), call(2)]).replace(b"\n", b"\r\n"),
        lines([call(1), call(2)]).replace(b"\n", b""),
        json.dumps(call(1), indent=2).encode() + b"\n" + json.dumps(call(2), indent=2).encode(),
        [[call(1)], [call(2)]],
        lines([[call(1)], [call(2)]]),
        lines([{"Records": [call(1)]}, {"Records": [call(2)]}]),
        lines([envelope({"Records": [call(1)]}), envelope({"Records": [call(2)]})]),
    ],
)
def test_same_rows_in_any_wrapping_are_the_same_contents(tmp_path, body):
    document = opened(landed(tmp_path, body))
    assert document.source.export == "aws.cloudtrail"
    found = contents(document)
    rows = [(row["row_no"], row["event_id"]) for frame in found.events for row in frame.to_dicts()]
    assert rows == [(1, "e1"), (2, "e2")]
    assert found.rejections == []


def test_row_numbers_are_line_numbers_across_broken_and_empty_lines(tmp_path):
    body = lines([call(1)]) + b"\n\n{broken\n" + lines([call(4), call(5)])
    found = contents(opened(landed(tmp_path, body)))
    assert [(r.code, r.row_no) for r in found.rejections] == [("invalid_json", 3)]
    assert [n for frame in found.events for n in frame["row_no"].to_list()] == [1, 4, 5]
    assert found.rows_read == 4


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"Records": [', "invalid_json"),
        (b'{"Records": [NaN]}', "invalid_json"),
        (b'{"Records": [], // comment\n}', "invalid_json"),
        (b'{"Records": []} trailing', "invalid_json"),
        (b"[1, 2,]", "invalid_json"),
        (b"[" * 100_000, "too_deep"),
        (b"[" * 5000 + b"]" * 5000, "too_deep"),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, "too_deep"),
        ('{"Records": [], "name": "Müller"}'.encode("latin-1"), "not_utf8"),
        ("name,owner\nMüller,x\n".encode("latin-1"), "not_utf8"),
        (b"{}", "unknown_source"),
        (b"[]", "unknown_source"),
        (b"[1]", "unknown_source"),
        (b'[{"a": 1}]', "unknown_source"),
        (b'"text"', "unknown_source"),
        (b"null", "unknown_source"),
        (b"just some prose", "unknown_source"),
        (b"one,two\n1,2\n", "unknown_source"),
        (b"one: 1\ntwo: 2\n", "unknown_source"),
        (b"a: &a [x]\nb: [" + b"*a," * 50 + b"]\n", "unknown_source"),
        (b"a: {b: [", "unknown_source"),
        (b"", "empty_file"),
    ],
)
def test_content_that_is_no_export_says_why(tmp_path, body, code):
    assert rejection(tmp_path, body).code == code


def test_message_on_an_unknown_file_names_what_was_seen_and_no_value(tmp_path):
    secret = "sk-" + "proj-" + "A1b2" * 20
    error = rejection(tmp_path, {"weird": secret, secret: 1})
    assert "weird" in str(error) and "keyinv sources" in str(error)
    assert secret not in str(error)


def test_ten_megabytes_in_one_field_are_a_row_like_any(tmp_path):
    big = KEY | {"UserName": "x" * 10_000_000}
    found = contents(opened(landed(tmp_path, {"AccessKeyMetadata": [big, KEY]})))
    assert found.rows_read == 2


def test_large_file_is_recognised_by_its_head_and_read_alike(tmp_path):
    many = [call(number) for number in range(400)]
    body = json.dumps({"Records": many}).encode()
    assert len(body) > pages.SMALL_BYTES
    document = opened(landed(tmp_path, body))
    assert not document.is_checked
    assert contents(document).rows_read == 400


@pytest.mark.parametrize(
    "damage", [lambda b: b[:-1], lambda b: b[: len(b) // 2], lambda b: b + b"x", lambda b: b.replace(b'"e399"', b"NaN")]
)
def test_large_file_that_is_cut_or_damaged_is_rejected_whole(tmp_path, damage):
    body = json.dumps({"Records": [call(number) for number in range(400)]}).encode()
    assert rejection(tmp_path, damage(body)).code == "invalid_json"


def test_large_listing_whose_sign_comes_last_is_recognised_too(tmp_path):
    body = {"AccessKeyMetadata": [key(number) for number in range(600)], "IsTruncated": False}
    assert len(json.dumps(body)) > pages.SMALL_BYTES
    assert contents(opened(landed(tmp_path, body))).rows_read == 600


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=12,
)


@given(JSON, st.integers(0, 60))
def test_head_of_a_document_says_nothing_that_the_whole_does_not(value, size):
    text = json.dumps(value)
    try:
        top = head._top(text[:size])
    except (ValueError, IndexError):
        return
    whole = head.cut(value)
    if isinstance(top, list):
        assert top == whole[: len(top)]
    else:
        assert all(whole[name] == seen or whole[name][: len(seen)] == seen for name, seen in top.items())


@given(JSON)
def test_any_json_is_recognised_or_rejected(tmp_path_factory, value):
    try:
        opened(landed(tmp_path_factory.getbasetemp(), value))
    except FileRejectedError:
        return


# Trust


def test_folders_say_tenant_project_and_time(tmp_path):
    document = opened(landed(tmp_path, LISTING, "tenant=corp%20one/project=p1/as_of=2026-02-01T00%3A00%3A00Z/x.json"))
    assert (document.export.tenant, document.export.project) == ("corp one", "p1")
    assert (document.export.as_of, document.as_of_basis) == (FEBRUARY, "folder")


def test_manifest_says_more_than_folders_and_both_more_than_the_command_line(tmp_path):
    folder = tmp_path / "tenant=folder" / "as_of=2026-01-01"
    folder.mkdir(parents=True)
    (folder / "x.json.meta.json").write_text(
        '{"tenant": "manifest", "as_of": "2026-02-01T00:00:00Z", "complete": true, "prepared_by": "x"}'
    )
    document = opened(landed(folder, LISTING), Stated(tenant="option", as_of=datetime(2025, 1, 1, tzinfo=UTC)))
    assert document.export.tenant == "manifest"
    assert (document.export.as_of, document.as_of_basis, document.export.complete) == (FEBRUARY, "manifest", True)
    (folder / "x.json.meta.json").write_text('{"tenant": null}')
    document = opened(landed(folder, LISTING), Stated(tenant="option"))
    assert (document.export.tenant, document.as_of_basis) == ("folder", "folder")
    document = opened(landed(tmp_path, LISTING), Stated(tenant="option", as_of=FEBRUARY))
    assert (document.export.tenant, document.as_of_basis) == ("option", "option")


def test_manifest_in_an_archive_speaks_for_its_sibling(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("tenant=a/keys.json", json.dumps(LISTING))
        archive.writestr("tenant=a/keys.json.meta.json", '{"tenant": "b"}')
    (found,) = files([str(tmp_path / "x.zip")])
    assert opened(found).export.tenant == "b"


@pytest.mark.parametrize(
    "text", ["not json", "[]", '{"complete": "perhaps"}', '{"as_of": "01/02/2026"}', '{"as_of": "2026-02-01T00:00:00"}']
)
def test_wrong_manifest_rejects_its_file_instead_of_being_passed_over(tmp_path, text):
    (tmp_path / "x.json.meta.json").write_text(text)
    assert rejection(tmp_path, LISTING).code in {"bad_manifest", "bad_date"}


def test_wrong_date_in_a_folder_is_rejected(tmp_path):
    error = rejection(tmp_path, LISTING, "as_of=03-04-2026/x.json")
    assert (error.code, error.field) == ("bad_date", "as_of")


def test_without_a_word_of_anybody_the_time_of_change_stands_in(tmp_path):
    found = landed(tmp_path, {"AccessKeyMetadata": []})
    os.utime(tmp_path / "x.json", (1769904000, 1769904000))
    (found,) = files([str(tmp_path / "x.json")])
    read = contents(opened(found))
    assert (read.as_of, read.as_of_basis) == (FEBRUARY, "file_modified")


def test_newest_event_of_a_log_is_its_time(tmp_path):
    read = contents(opened(landed(tmp_path, [CALL])))
    assert (read.as_of, read.as_of_basis) == (datetime(2026, 1, 1, tzinfo=UTC), "content")


# Completeness


def enveloped(tmp_path, numbers, last=None):
    body = lines(envelope(project_keys(n, more=n != last), page=n, last_page=n == last, status=200, request=PROJECT_KEYS) for n in numbers)
    return contents(opened(landed(tmp_path, body, "pages.jsonl")))


PROJECT_KEYS = {"path": "/organization/projects/proj_1/api_keys", "query": {"owner_project_access": "any"}}


def project_keys(number, *, more):
    key = {
        "object": "organization.project.api_key", "id": f"key_{number}", "name": "n", "redacted_value": "sk-proj-...k3WA",
        "created_at": 1767225600, "last_used_at": None,
        "owner": {"type": "user", "user": {"id": "user-1", "email": "a@corp.example", "name": "A", "role": "member", "created_at": 1}},
    }  # fmt: skip
    return {"object": "list", "data": [key], "first_id": key["id"], "last_id": key["id"], "has_more": more}


def test_pages_from_first_to_last_are_complete(tmp_path):
    found = enveloped(tmp_path, [1, 2, 3], last=3)
    assert found.complete
    assert [c.row_no for c in found.records[Credential]] == [1, 2, 3]
    assert (found.as_of, found.as_of_basis, found.tenant) == (FEBRUARY, "envelope", "org-1")


def test_order_of_pages_in_the_file_does_not_matter(tmp_path):
    found = enveloped(tmp_path, [3, 1, 2], last=3)
    assert found.complete
    assert {c.natural_key: c.row_no for c in found.records[Credential]} == {"key_3": 1, "key_1": 2, "key_2": 3}


@pytest.mark.parametrize(("numbers", "last"), [([1, 2], None), ([1, 3], 3), ([2, 3], 3), ([2], None)])
def test_missing_page_makes_it_partial(tmp_path, numbers, last):
    assert not enveloped(tmp_path, numbers, last).complete


def test_partial_on_the_command_line_is_final(tmp_path):
    body = lines([envelope({"AccessKeyMetadata": [KEY], "IsTruncated": False}, page=1, last_page=True)])
    assert not contents(opened(landed(tmp_path, body), Stated(partial=True))).complete


def test_manifest_cannot_make_whole_what_the_body_shows_cut(tmp_path):
    (tmp_path / "x.json.meta.json").write_text('{"complete": true}')
    cut = {"AccessKeyMetadata": [KEY], "IsTruncated": True, "Marker": "m"}
    assert not contents(opened(landed(tmp_path, cut))).complete


def test_answer_that_is_an_error_is_rejected(tmp_path):
    assert rejection(tmp_path, lines([envelope({"error": {}}, status=403)])).code in {"failed_request", "unknown_source"}
    assert rejection(tmp_path, lines([envelope(LISTING, status=200), envelope(LISTING, status=500)])).code == "failed_request"


def test_envelopes_of_two_tenants_or_a_broken_one_are_rejected(tmp_path):
    assert rejection(tmp_path, lines([envelope(LISTING), envelope(LISTING, tenant="org-2")])).code == "bad_envelope"
    assert rejection(tmp_path, lines([envelope(LISTING), {"request": 1, "body": {}}])).code == "bad_envelope"
    assert rejection(tmp_path, lines([envelope(LISTING, fetched_at="yesterday")])).code == "bad_date"


# The command line's source


def test_named_source_is_used_unasked_and_an_unknown_one_names_the_known(tmp_path):
    assert opened(landed(tmp_path, {}), Stated(source="aws.access_keys")).source.export == "aws.access_keys"
    error = rejection(tmp_path, LISTING, source="aws.keys")
    assert "aws.access_keys" in str(error)


def test_digest_is_of_the_content_however_it_is_packed(tmp_path):
    plain = opened(landed(tmp_path, LISTING))
    packed = opened(landed(tmp_path, gzip.compress(json.dumps(LISTING).encode()), "y.json.gz"))
    assert plain.digest == packed.digest


def test_two_sources_that_recognise_one_file_are_both_named(tmp_path, monkeypatch):
    twin = next(source for source in sources() if source.export == "aws.access_keys")
    monkeypatch.setattr("etl.landing.document.sources", lambda: (twin, twin))
    assert rejection(tmp_path, LISTING).code == "ambiguous_source"


def test_reader_that_fails_unforeseen_rejects_the_file_without_its_words(tmp_path):
    import dataclasses

    document = opened(landed(tmp_path, LISTING))

    def broken(page, export):
        raise KeyError("a value of the file")
        yield

    with pytest.raises(FileRejectedError, match=r"the reader of aws\.access_keys failed") as raised:
        contents(dataclasses.replace(document, source=dataclasses.replace(document.source, read=broken)))
    assert raised.value.code == "reader_failed"
    assert "a value" not in str(raised.value)

import json
from datetime import UTC, datetime

from etl.errors import RowRejectedError
from etl.records import Usage
from etl.sources import Covered, Export, Page, Sample, Stated, anthropic_use

SOURCE = anthropic_use.SOURCE
EXPORT = "anthropic.usage"
PLANTED = "sk-ant-api03-" + "cD4fG7iJ0lM3oP6rS9uV2xY5aB8" + "eH1kN_qT-wZ" + "AA"
RESULT = {
    "api_key_id": "apikey_01", "workspace_id": "wrkspc_01", "model": "claude-x", "service_tier": "standard",
    "uncached_input_tokens": 1800, "cache_read_input_tokens": 52000, "output_tokens": 730, "service_account_id": "svac_1",
    "cache_creation": {"ephemeral_5m_input_tokens": 400, "ephemeral_1h_input_tokens": 7},
    "server_tool_use": {"web_search_requests": 3},
}  # fmt: skip


def bucket(day, *results):
    return {"starting_at": f"2026-03-{day:02}T00:00:00Z", "ending_at": f"2026-03-{day + 1:02}T00:00:00Z", "results": results}


def page(*buckets, has_more=False):
    return json.dumps({"data": buckets, "has_more": has_more, "next_page": None}).encode()


CONSOLE = RESULT | {"api_key_id": None, "service_account_id": None, "cache_creation": None, "cache_read_input_tokens": None}
SAMPLES = {EXPORT: page(bucket(5, RESULT, CONSOLE), bucket(6), bucket(7, RESULT))}
SECRETS = {EXPORT: page(bucket(5, RESULT | {"model": PLANTED, "api_key_id": PLANTED, "service_account_id": PLANTED}))}


def read(body, **export):
    return list(SOURCE.read(Page(body=body), Export(path="x", tenant="org", **export)))


def of(kind, found):
    return [y for y in found if isinstance(y, kind)]


def test_all_parts_of_the_input_are_added_and_requests_stay_unknown():
    first, console, _ = of(Usage, read(SAMPLES[EXPORT]))
    assert (first.input_tokens, first.output_tokens) == (1800 + 52000 + 400 + 7, 730)
    assert console.input_tokens == 1800
    assert (first.requests, console.requests) == (None, None)
    assert (first.credential, first.principal, first.model) == ("apikey_01", "anthropic:svac_1", "claude-x")


def test_use_from_the_console_is_use_of_no_key():
    _, console, _ = of(Usage, read(SAMPLES[EXPORT]))
    assert (console.credential, console.principal) == (None, None)


def test_a_window_without_use_is_covered():
    (covered,) = of(Covered, read(SAMPLES[EXPORT]))
    assert (covered.kind, covered.tenant) == ("use", "org")
    assert (covered.starts_at, covered.ends_at) == (datetime(2026, 3, 5, tzinfo=UTC), datetime(2026, 3, 8, tzinfo=UTC))


def test_a_missing_window_is_not_covered():
    spans = [(y.starts_at.day, y.ends_at.day) for y in of(Covered, read(page(bucket(5, RESULT), bucket(9, RESULT))))]
    assert spans == [(5, 6), (9, 10)]


def test_a_report_that_names_no_key_covers_none_unless_it_was_asked_by_key():
    body = page(bucket(5, CONSOLE))
    assert of(Covered, read(body)) == []
    assert len(of(Covered, read(body, request_query={"group_by[]": ["api_key_id", "model"]}))) == 1


def test_a_page_with_more_behind_it_is_partial():
    assert [y.complete for y in of(Stated, read(page(bucket(5), has_more=True)))] == [False]


def test_a_broken_row_is_rejected_alone_and_rows_count_on():
    found = read(page(bucket(5, RESULT, RESULT | {"output_tokens": "many"}), bucket(6, RESULT), bucket(7) | {"ending_at": "x"}))
    assert [y.row_no for y in of(Usage, found)] == [1, 3]
    assert [(y.row_no, y.code) for y in of(RowRejectedError, found)] == [(2, "invalid_field"), (4, "not_a_date")]


def test_a_window_that_ends_before_it_starts_is_rejected():
    (rejected,) = of(RowRejectedError, read(page(bucket(5, RESULT) | {"ending_at": "2026-03-04T00:00:00Z"})))
    assert rejected.code == "bad_window"


def test_a_cost_report_of_the_same_shape_is_not_use():
    top = {"data": [bucket(5, {"currency": "USD", "amount": "123.7"})], "has_more": False}
    assert not SOURCE.recognises(Sample(format="json", top=top))

import json
from datetime import UTC, datetime

import pytest

from etl.errors import RowRejectedError
from etl.records import Usage
from etl.sources import Covered, Export, Page, Stated, openai_use

SOURCES = {source.export: source for source in openai_use.SOURCE}
USAGE, COSTS = "openai.usage", "openai.costs"
RESULT = {
    "object": "organization.usage.completions.result", "input_tokens": 41200, "input_cached_tokens": 9000, "output_tokens": 3100,
    "num_model_requests": 57, "project_id": "proj_A1", "user_id": None, "api_key_id": "key_Q7f2", "model": "gpt-x-mini",
}  # fmt: skip
COST = {"object": "organization.costs.result", "amount": {"value": "0.125", "currency": "usd"}, "line_item": None, "api_key_id": "key_Q7f2"}
BY_KEY = {"group_by[]": ["api_key_id", "model"]}
HOUR = 3600
PLANTED = "sk-" + "proj-" + "Mb3dEf6hIj" * 7 + "T3Blbk" + "FJ" + "Kl9mNo2pQr" * 7


def bucket(at, *results):
    return {"object": "bucket", "start_time": at, "end_time": at + HOUR, "results": list(results)}


def page(*buckets, **more):
    return json.dumps({"object": "page", "data": list(buckets), "has_more": False, "next_page": None} | more).encode()


SAMPLES = {
    USAGE: page(bucket(1769900400, RESULT, RESULT | {"api_key_id": None}), bucket(1769904000)),
    COSTS: page(bucket(1769900400, COST, COST | {"amount": {"value": 2, "currency": "eur"}})),
}
SECRETS = {USAGE: page(bucket(1769900400, RESULT | {"model": PLANTED})), COSTS: page(bucket(1769900400, COST | {"line_item": PLANTED}))}
START = datetime(2026, 1, 31, 23, tzinfo=UTC)


def read(name, body, query=None):
    return list(SOURCES[name].read(Page(body=body), Export(path="x", tenant="org-1", request_query=query or {})))


def of(kind, found):
    return [item for item in found if isinstance(item, kind)]


def test_input_tokens_already_hold_the_cached_ones():
    (use,) = of(Usage, read(USAGE, page(bucket(1769900400, RESULT))))
    assert (use.credential, use.requests, use.input_tokens, use.output_tokens) == ("key_Q7f2", 57, 41200, 3100)
    assert (use.starts_at, use.ends_at) == (START, datetime(2026, 2, 1, tzinfo=UTC))


def test_rows_of_one_key_are_all_kept():
    assert len(of(Usage, read(USAGE, page(bucket(1769900400, RESULT, RESULT | {"model": "gpt-y"}))))) == 2


def test_an_empty_bucket_is_proof_of_no_use_where_keys_were_asked_for():
    (covered,) = of(Covered, read(USAGE, page(bucket(1769900400), bucket(1769904000)), BY_KEY))
    assert (covered.starts_at, covered.ends_at) == (START, datetime(2026, 2, 1, 1, tzinfo=UTC))
    assert of(Covered, read(USAGE, page(bucket(1769900400)))) == []


def test_a_missing_bucket_is_no_proof():
    covered = of(Covered, read(USAGE, page(bucket(1769900400), bucket(1769900400 + 2 * HOUR)), BY_KEY))
    assert [(c.ends_at - c.starts_at).total_seconds() for c in covered] == [HOUR, HOUR]


@pytest.mark.parametrize("kind", ["num_requests", "num_sessions"])
def test_other_kinds_count_under_other_names(kind):
    (use,) = of(Usage, read(USAGE, page(bucket(1769900400, {"object": "organization.usage.web_searches.result", kind: 4}))))
    assert (use.requests, use.credential) == (4, None)


def test_amounts_come_as_number_or_text_and_count_in_dollars_alone():
    dollars, euros = of(Usage, read(COSTS, SAMPLES[COSTS]))
    assert (dollars.cost_usd, euros.cost_usd) == (0.125, None)
    assert dollars.requests is None


def test_a_bucket_that_ends_before_it_starts_rejects_itself_alone():
    found = read(USAGE, page(bucket(1769900400) | {"end_time": 1}, bucket(1769900400, RESULT)))
    assert [item.code for item in of(RowRejectedError, found)] == ["bad_window"]
    assert len(of(Usage, found)) == 1


def test_a_page_with_more_to_come_is_not_complete():
    assert of(Stated, read(USAGE, page(has_more=True)))[0].complete is False


@pytest.mark.parametrize("count", [-4, 2**61, 2**70, "many"])
def test_a_count_that_no_use_can_have_rejects_its_row_alone(count):
    found = read(USAGE, page(bucket(1769900400, RESULT | {"input_tokens": count}, RESULT)))
    assert [item.row_no for item in of(RowRejectedError, found)] == [1]
    assert [use.row_no for use in of(Usage, found)] == [2]


@pytest.mark.parametrize("amount", ["nan", "inf", "-inf", 1e300])
def test_what_is_no_amount_of_money_rejects_its_row(amount):
    found = read(COSTS, page(bucket(1769900400, COST | {"amount": {"value": amount, "currency": "usd"}})))
    assert [item.field for item in of(RowRejectedError, found)] == ["amount.value"]


def test_a_blank_key_or_user_or_model_is_none():
    (use,) = of(Usage, read(USAGE, page(bucket(1769900400, RESULT | {"api_key_id": "", "user_id": " ", "model": " "}))))
    assert (use.credential, use.principal, use.model) == (None, None, None)


def test_all_kinds_of_the_examples_are_read(shared_data):
    files = sorted((shared_data / "openai_admin").glob("get_organization_usage_*.json"))
    found = {path.stem: [item for item in read(USAGE, path.read_bytes()) if isinstance(item, Usage)] for path in files}
    assert len(found) == 10
    assert all(found.values())

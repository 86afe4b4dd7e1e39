import json
from datetime import UTC, datetime

from etl.errors import RowRejectedError
from etl.records import Credential
from etl.sources import Export, Page, Sample, Stated, aws_access_keys

SOURCES = {source.export: source for source in aws_access_keys.SOURCE}
PLANTED = ["wJalr" + "XUtnFEMI/K7MDENG/" + "bPxRfiCYEXAMPLE12", "ABSK" + "QmVkcm9ja0FQSUtleS1rN3F6" * 3]
KEYS = [
    {"UserName": "ann", "AccessKeyId": "AKIATFQR7NSC3ZO6PKAZ", "Status": "Active", "CreateDate": "2026-03-27T02:34:20Z"},
    {"UserName": "ann", "AccessKeyId": "AKIATFQR7NSCQLA2F4OD", "Status": "Inactive", "CreateDate": 1774578860.0},
    {"UserName": "bob", "AccessKeyId": "AKIAIOSFODNN7EXAMPLE", "Status": "Expired", "CreateDate": "2026-03-27 02:34:20+00:00"},
]
BEDROCK = {
    "UserName": "BedrockAPIKey-k7qz", "Status": "Active", "ServiceCredentialAlias": "BedrockAPIKey-k7qz-at-210987654321",
    "CreateDate": "2026-02-11T08:15:02+00:00", "ExpirationDate": "2026-08-10T08:15:02+00:00",
    "ServiceSpecificCredentialId": "ACCAEXAMPLE00000000A1", "ServiceName": "bedrock.amazonaws.com",
}  # fmt: skip
NO_END = {k: v for k, v in BEDROCK.items() if k != "ExpirationDate"} | {"ServiceSpecificCredentialId": "ACCA2"}
LAST_USED = {"UserName": "ann", "AccessKeyLastUsed": {"LastUsedDate": "2026-05-01T00:00:00Z", "ServiceName": "s3", "Region": "us-east-1"}}
SAMPLES = {
    "aws.access_keys": json.dumps({"AccessKeyMetadata": KEYS, "ResponseMetadata": {"RequestId": "x"}}).encode(),
    "aws.service_specific_credentials": json.dumps({"ServiceSpecificCredentials": [BEDROCK, NO_END]}).encode(),
    "aws.key_last_used": json.dumps(LAST_USED).encode(),
}
REQUESTS = {"aws.key_last_used": {"path": "iam", "query": {"access-key-id": "AKIATFQR7NSC3ZO6PKAZ"}}}  # its body does not say
SECRETS = {
    "aws.access_keys": json.dumps({"AccessKey": {**KEYS[0], "SecretAccessKey": PLANTED[0]}}).encode(),
    "aws.service_specific_credentials": json.dumps(
        {"ServiceSpecificCredential": {**BEDROCK, "ServiceCredentialSecret": PLANTED[1]}}
    ).encode(),
    "aws.key_last_used": SAMPLES["aws.key_last_used"],
}


def read(name, body, **export):
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    return list(SOURCES[name].read(Page(body=body), Export(path="x", **export)))


def credentials(found):
    return [y for y in found if isinstance(y, Credential)]


def test_a_listing_without_account_takes_it_from_the_key_id():
    found = credentials(read("aws.access_keys", SAMPLES["aws.access_keys"]))
    assert [key.tenant for key in found] == ["218007301253", "218007301253", "unknown"]
    assert found[0].principal == "arn:aws:iam::218007301253:user/ann"
    assert found[2].principal == "bob"


def test_an_account_that_somebody_said_wins():
    found = credentials(read("aws.access_keys", SAMPLES["aws.access_keys"], tenant="111122223333"))
    assert {key.tenant for key in found} == {"111122223333"}
    assert found[2].principal == "arn:aws:iam::111122223333:user/bob"


def test_all_three_states_and_all_forms_of_time_are_understood():
    found = credentials(read("aws.access_keys", SAMPLES["aws.access_keys"]))
    assert [key.status for key in found] == ["active", "inactive", "expired"]
    assert {key.created_at for key in found} == {datetime(2026, 3, 27, 2, 34, 20, tzinfo=UTC)}


def test_a_listing_is_of_one_user_unless_somebody_says_it_is_whole():
    body = SAMPLES["aws.access_keys"]
    assert Stated(complete=False) in read("aws.access_keys", body)
    assert Stated(complete=False) not in read("aws.access_keys", body, complete=True)
    cut = {"AccessKeyMetadata": KEYS, "NextToken": "more"}
    assert Stated(complete=False) in read("aws.access_keys", cut, complete=True)


def test_listings_of_several_users_in_one_file_are_read_in_order():
    found = credentials(read("aws.access_keys", [{"AccessKeyMetadata": KEYS[:1]}, {"AccessKeyMetadata": KEYS[1:]}]))
    assert [key.row_no for key in found] == [1, 2, 3]


def test_a_bad_row_is_rejected_alone():
    found = read("aws.access_keys", {"AccessKeyMetadata": [{"UserName": 3}, KEYS[0], "x", None]})
    assert [y.row_no for y in found if isinstance(y, RowRejectedError)] == [1, 3, 4]
    assert len(credentials(found)) == 1


def test_a_bedrock_key_names_its_account_in_its_alias():
    first, second = credentials(read("aws.service_specific_credentials", SAMPLES["aws.service_specific_credentials"]))
    assert first.tenant == "210987654321"
    assert first.kind == "service_specific_credential"
    assert first.scopes == ("bedrock.amazonaws.com",)
    assert (first.principal_kind, first.privilege) == ("service_account", "write")
    assert (first.never_expires, second.never_expires) == (False, True)


def test_an_answer_to_creation_gives_hint_and_fingerprint_and_never_the_secret():
    for name, body in SECRETS.items():
        found = read(name, body, request_query={"access-key-id": "AKIATFQR7NSC3ZO6PKAZ"})
        assert not [secret for secret in PLANTED if secret in str(found)]
    (made,) = credentials(read("aws.access_keys", SECRETS["aws.access_keys"]))
    assert made.fingerprint


def test_a_last_use_belongs_to_the_key_of_its_request():
    asked = {"access-key-id": "AKIATFQR7NSC3ZO6PKAZ"}
    (used,) = credentials(read("aws.key_last_used", LAST_USED, request_query=asked))
    assert (used.natural_key, used.use_claim) == ("AKIATFQR7NSC3ZO6PKAZ", "used")
    never = {"UserName": "ann", "AccessKeyLastUsed": {"ServiceName": "N/A", "Region": "N/A"}}
    (unused,) = credentials(read("aws.key_last_used", never, request_query=asked))
    assert (unused.last_used_at, unused.use_claim) == (None, "never_used")


def test_a_last_use_without_its_request_is_rejected():
    assert [y.code for y in read("aws.key_last_used", LAST_USED) if isinstance(y, RowRejectedError)] == ["missing_key_id"]


def test_each_body_is_recognised_by_its_own_source_alone():
    for name, body in SAMPLES.items():
        sample = Sample(format="json", top=json.loads(body))
        assert [source.export for source in aws_access_keys.SOURCE if source.recognises(sample)] == [name]

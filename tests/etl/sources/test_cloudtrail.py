import json
from datetime import UTC, datetime

import polars as pl
import pytest

from etl.errors import FileRejectedError, RowRejectedError
from etl.records import LifecycleEvent, Sighting
from etl.rollup import hourly
from etl.sources import EVENT_SCHEMA, Covered, Events, Export, Page, Sample, cloudtrail

ACCOUNT = "210987654321"
KEY = "AKIA" + "TFQR7NSC3ZO6PKAZ"
TEMPORARY = "ASIA" + "TFQR7NSC3ZO6PKAZ"
PLANTED = ["sk-" + "proj-" + "Zx9" * 16, "wJalr" + "XUtnFEMI/K7MDENG/" + "bPxRfiCYEXAMPLE12", "Fwo" + "GZXIvYXdzE" * 12]


def event(number=1, **changes):
    """One call of a user with a long-term key."""
    made = {
        "eventVersion": "1.11", "eventID": f"e-{number}", "eventTime": "2026-05-02T04:10:33Z",
        "eventSource": "s3.amazonaws.com", "eventName": "ListBuckets", "awsRegion": "us-east-1",
        "sourceIPAddress": "198.51.100.23", "userAgent": "aws-cli/2.30", "requestParameters": None,
        "responseElements": None, "recipientAccountId": ACCOUNT, "eventCategory": "Management",
        "userIdentity": {
            "type": "IAMUser", "arn": f"arn:aws:iam::{ACCOUNT}:user/team/ann", "accountId": ACCOUNT,
            "accessKeyId": KEY, "userName": "ann",
        },
    }  # fmt: skip
    return made | changes


def iam(name, number=1, **changes):
    return event(number, eventSource="iam.amazonaws.com", eventName=name, **changes)


def read(body, **export):
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    return list(cloudtrail.read(Page(body=body), Export(path="x.json", **export)))


def calls(found) -> pl.DataFrame:
    return pl.concat([y.frame for y in found if isinstance(y, Events)])


def changes(found):
    return [y for y in found if isinstance(y, LifecycleEvent)]


ROLE = {
    "type": "AssumedRole", "accessKeyId": TEMPORARY, "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/build/run-1",
    "accountId": ACCOUNT, "sessionContext": {"sessionIssuer": {"arn": f"arn:aws:iam::{ACCOUNT}:role/ci/build"}},
}  # fmt: skip
CREATED = {"accessKey": {"accessKeyId": "AKIANEW0000000000000", "userName": "bob", "status": "Active"}}
SAMPLES = {
    "aws.cloudtrail": json.dumps(
        {
            "Records": [
                event(1),
                event(2, userIdentity=ROLE, errorCode="AccessDenied"),
                event(3, eventSource="bedrock.amazonaws.com", eventName="Converse", requestParameters={"modelId": "m-1"}),
                iam("CreateAccessKey", 4, requestParameters={"userName": "bob"}, responseElements=CREATED),
            ]
        }
    ).encode()
}
SECRETS = {
    "aws.cloudtrail": json.dumps(
        {
            "Records": [
                event(1, userAgent=f"tool {PLANTED[0]}", errorMessage=PLANTED[0], requestParameters={"key": PLANTED[1]}),
                iam(
                    "CreateAccessKey", 2, requestParameters={"userName": "bob"},
                    responseElements={"accessKey": {**CREATED["accessKey"], "secretAccessKey": PLANTED[1]}},
                ),
                event(3, responseElements={"credentials": {"accessKeyId": TEMPORARY, "sessionToken": PLANTED[2]}}),
            ]
        }
    ).encode()
}  # fmt: skip


def test_a_long_term_key_is_the_credential_and_the_principal_has_no_path():
    row = calls(read({"Records": [event()]})).row(0, named=True)
    assert row["credential"] == KEY
    assert row["principal"] == f"arn:aws:iam::{ACCOUNT}:user/ann"
    assert row["tenant"] == ACCOUNT
    assert row["at"] == datetime(2026, 5, 2, 4, 10, 33, tzinfo=UTC)
    assert row["action"] == "s3:ListBuckets"


@pytest.mark.parametrize(
    ("caller", "principal"),
    [
        (ROLE, f"arn:aws:iam::{ACCOUNT}:role/build"),
        ({k: v for k, v in ROLE.items() if k != "sessionContext"}, f"arn:aws:iam::{ACCOUNT}:role/build"),
        (
            {"type": "IAMUser", "accountId": ACCOUNT, "accessKeyId": "", "userName": "ann"},
            f"arn:aws:iam::{ACCOUNT}:user/ann",
        ),
        ({"type": "AWSService", "invokedBy": "rds.amazonaws.com"}, "rds.amazonaws.com"),
        ({"type": "IAMUser", "userName": "HIDDEN_DUE_TO_SECURITY_REASONS"}, None),
        ({"type": "AWSAccount", "accountId": "ANONYMOUS_PRINCIPAL", "principalId": ""}, None),
        (None, None),
    ],
)
def test_a_call_without_long_term_key_names_no_credential_but_its_principal(caller, principal):
    row = calls(read({"Records": [event(userIdentity=caller)]})).row(0, named=True)
    assert (row["credential"], row["principal"], row["tenant"]) == (None, principal, ACCOUNT)


@pytest.mark.parametrize(
    ("source", "name", "expected"),
    [
        ("bedrock.amazonaws.com", "InvokeModel", "inference"),
        ("bedrock.amazonaws.com", "ListFoundationModels", "reconnaissance"),
        ("sts.amazonaws.com", "GetCallerIdentity", "reconnaissance"),
        ("sts.amazonaws.com", "AssumeRole", "identity"),
        ("s3.amazonaws.com", "ListBuckets", "management"),
    ],
)
def test_a_call_has_the_class_of_what_it_does(source, name, expected):
    assert calls(read({"Records": [event(eventSource=source, eventName=name)]}))["action_class"].to_list() == [expected]


def test_the_model_comes_from_the_request_of_either_endpoint():
    found = calls(
        read(
            [
                event(1, eventSource="bedrock.amazonaws.com", eventName="Converse", requestParameters={"modelId": "a"}),
                event(2, eventSource="bedrock-mantle.amazonaws.com", requestParameters={"model": "b"}),
                event(3, eventSource="bedrock.amazonaws.com", requestParameters={"modelId": {"odd": 1}}),
                event(4, requestParameters={"modelId": "not a model"}),
            ]
        )
    )
    assert found["model"].to_list() == ["a", "b", None, None]


def wrapped(row):
    return {"EventId": row["eventID"], "EventTime": "2026-05-02 14:10:33+10:00", "CloudTrailEvent": json.dumps(row)}


@pytest.mark.parametrize(
    "body",
    [
        {"Records": [event(1), event(2)]},
        [event(1), event(2)],
        "\n".join(json.dumps(event(n)) for n in (1, 2)).encode(),
        {"Events": [wrapped(event(1)), wrapped(event(2))]},
        "\n".join(json.dumps(wrapped(event(n))) for n in (1, 2)).encode(),
        [{"detail-type": "AWS API Call via CloudTrail", "source": "aws.s3", "detail": event(n)} for n in (1, 2)],
        {"logEvents": [{"message": json.dumps(event(n))} for n in (1, 2)]},
        [{"@timestamp": "2026-05-02T04:10:33.000Z", **{k: v for k, v in event(n).items() if k != "eventTime"}} for n in (1, 2)],
    ],
    ids=["trail", "array", "lines", "lookup", "lookup lines", "event bus", "log events", "shipper"],
)
def test_every_delivery_gives_the_same_calls(body):
    expected = calls(read({"Records": [event(1), event(2)]}))
    assert calls(read(body)).equals(expected)
    first = json.loads(body.splitlines()[0]) if isinstance(body, bytes) else body
    assert cloudtrail.SOURCE.recognises(Sample(format="json", top=first))


def test_notifications_of_buckets_and_digests_are_not_taken_for_a_trail():
    bucket = {"Records": [{"eventVersion": "2.1", "eventSource": "aws:s3", "eventName": "ObjectCreated:Put", "s3": {}}]}
    digest = {"awsAccountId": ACCOUNT, "digestStartTime": "2026-05-02T04:00:00Z", "logFiles": []}
    for top in (bucket, digest, {}, [], None, {"Records": {}}, [[1]]):
        assert not cloudtrail.SOURCE.recognises(Sample(format="json", top=top))


def test_a_bad_row_is_rejected_by_its_position_and_the_others_load():
    found = read({"Records": [event(1), event(2, eventTime="yesterday"), event(3, eventName=7), event(4), "x"]})
    assert calls(found)["row_no"].to_list() == [1, 4]
    rejected = {y.row_no: y for y in found if isinstance(y, RowRejectedError)}
    assert sorted(rejected) == [2, 3, 5]
    assert rejected[2].field == "eventTime"
    assert rejected[3].field == "eventName"


def test_a_year_out_of_range_is_no_time():
    found = read({"Records": [event(1, eventTime="0001-01-01T00:00:00Z"), event(2)]})
    assert calls(found)["row_no"].to_list() == [2]


def test_an_event_repeated_in_a_file_counts_once():
    assert calls(read({"Records": [event(1), event(1), event(2)]}))["event_id"].to_list() == ["e-1", "e-2"]


def test_a_key_is_made_changed_and_deleted_by_successful_calls_alone():
    asked = {"userName": "bob", "accessKeyId": "AKIANEW0000000000000"}
    found = changes(
        read(
            [
                iam("CreateAccessKey", 1, requestParameters=None, responseElements=CREATED),
                iam("UpdateAccessKey", 2, requestParameters=asked | {"status": "Inactive"}),
                iam("UpdateAccessKey", 3, requestParameters=asked | {"status": "Active"}),
                iam("DeleteAccessKey", 4, requestParameters=asked, errorCode="NoSuchEntityException"),
                iam("DeleteAccessKey", 5, requestParameters=asked),
            ]
        )
    )
    assert [change.kind for change in found] == ["created", "deactivated", "activated", "deleted"]
    assert {change.subject for change in found} == {"AKIANEW0000000000000"}
    assert {change.principal for change in found} == {f"arn:aws:iam::{ACCOUNT}:user/bob"}
    assert found[0].actor == f"arn:aws:iam::{ACCOUNT}:user/team/ann"


def test_a_reset_keeps_the_id_of_a_bedrock_key():
    found = changes(
        read(
            [
                iam(
                    "CreateServiceSpecificCredential", 1,
                    requestParameters={"userName": "bob", "serviceName": "bedrock.amazonaws.com"},
                    responseElements={"serviceSpecificCredential": {"serviceSpecificCredentialId": "ACCA1"}},
                ),
                iam("ResetServiceSpecificCredential", 2, requestParameters={"serviceSpecificCredentialId": "ACCA1"}),
            ]
        )
    )  # fmt: skip
    assert [(change.kind, change.subject) for change in found] == [("created", "ACCA1"), ("rotated", "ACCA1")]
    assert found[0].scopes == ("bedrock.amazonaws.com",)
    assert found[1].principal == f"arn:aws:iam::{ACCOUNT}:user/ann"  # a user who acts on himself


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("AttachUserPolicy", {"policyArn": "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3"}),
        ("PutUserPolicy", {"policyName": "AWSCompromisedKeyQuarantine"}),
    ],
)
def test_a_quarantine_holds_for_the_user_and_is_no_activity_of_the_key(name, asked):
    found = read([iam(name, requestParameters={"userName": "ann", **asked})])
    (change,) = changes(found)
    assert (change.kind, change.subject_kind) == ("quarantined", "principal")
    assert change.subject == f"arn:aws:iam::{ACCOUNT}:user/ann"
    assert calls(found)["credential"].to_list() == [None]


def test_a_notice_of_aws_health_is_a_sighting_of_the_key():
    notice = {
        "detail-type": "AWS Health Event", "source": "aws.health", "time": "2026-05-02T04:10:33Z",
        "detail": {
            "service": "RISK", "eventTypeCode": "AWS_RISK_CREDENTIALS_EXPOSED", "eventArn": "arn:x",
            "startTime": "Sat, 02 May 2026 04:00:00 GMT", "affectedEntities": [{"entityValue": KEY}],
        },
    }  # fmt: skip
    (sighting,) = read(notice)
    assert isinstance(sighting, Sighting)
    assert (sighting.key_id, sighting.detector, sighting.publicly_exposed) == (KEY, "aws_health", True)
    assert sighting.detected_at == datetime(2026, 5, 2, 4, tzinfo=UTC)


def test_a_log_covers_its_window_and_a_query_does_not():
    log = [y for y in read({"Records": [event(1), event(2, eventTime="2026-05-02T05:00:00Z")]}) if isinstance(y, Covered)]
    assert [cover.kind for cover in log] == ["use", "lifecycle"]
    assert log[0].ends_at == datetime(2026, 5, 2, 5, tzinfo=UTC)
    elsewhere = read({"Records": [event(1, awsRegion="eu-west-1")]})
    assert [y.kind for y in elsewhere if isinstance(y, Covered)] == ["use"]
    assert not [y for y in read({"Events": [wrapped(event(1))]}) if isinstance(y, Covered)]


def test_no_secret_of_request_or_response_is_kept():
    kept = "".join(str(y.frame.rows() if isinstance(y, Events) else y) for y in read(SECRETS["aws.cloudtrail"]))
    assert not [secret for secret in PLANTED if secret in kept]


def test_junk_is_rejected_and_never_crashes():
    for body in (b"{", b"[1, null, [], {}]", b'{"Records": 3}', b"\xff\xfe", b'{"Records": [{"eventID": {}}]}'):
        try:
            found = read(body)
        except FileRejectedError:
            continue
        assert all(isinstance(y, RowRejectedError) for y in found)


def invictus(shared_data):
    return [
        y
        for path in sorted((shared_data / "aws_cloudtrail" / "invictus").glob("*.json"))
        for y in cloudtrail.read(Page(body=path.read_bytes()), Export(path=path.name))
    ]


def test_the_attack_simulation_gives_the_figures_worked_out_from_its_files(shared_data):
    found = invictus(shared_data)
    frame = calls(found)
    assert frame.schema == EVENT_SCHEMA
    assert frame.height == frame["event_id"].n_unique() == 2900
    assert dict(frame.group_by("credential").len().iter_rows()) == {
        "AKIATFQR7NSC8Q4X20BJ": 2104, "AKIATFQR7NSCUXC3DDDP": 43, "AKIATFQZ7NSC8Q4X21BJ": 35, None: 718,
    }  # fmt: skip
    assert frame["failed"].sum() == 300
    assert frame["at"].min() == datetime(2023, 7, 10, 11, 42, 18, tzinfo=UTC)
    assert frame["at"].max() == datetime(2023, 7, 10, 12, 37, 50, tzinfo=UTC)
    assert hourly(frame)["requests"].sum() == 2900
    assert not [y for y in found if isinstance(y, RowRejectedError)]


def test_the_two_keys_of_the_attack_lived_235_and_214_seconds(shared_data):
    lives = {}
    for change in changes(invictus(shared_data)):
        if change.subject_kind == "credential":
            lives.setdefault(change.subject, {})[change.kind] = change.at
    assert {key: (life["deleted"] - life["created"]).total_seconds() for key, life in lives.items()} == {
        "AKIATFQR7NSC3ZO6PKAZ": 235.0, "AKIATFQR7NSCQLA2F4OD": 214.0,
    }  # fmt: skip


def test_no_session_token_of_the_attack_is_kept(shared_data):
    paths = (shared_data / "aws_cloudtrail" / "invictus").glob("*.json")
    tokens = {
        credentials["sessionToken"]
        for path in paths
        for record in json.loads(path.read_bytes())["Records"]
        if isinstance(credentials := (record.get("responseElements") or {}).get("credentials"), dict)
    }
    kept = "".join(str(y.frame.rows() if isinstance(y, Events) else y) for y in invictus(shared_data))
    assert tokens
    assert not [token for token in tokens if token in kept]


def test_shipped_and_looked_up_events_keep_the_time_of_the_event(shared_data):
    folder = shared_data / "aws_cloudtrail"
    (shipped,) = (folder / "otrf").glob("*.json")
    assert calls(read(shipped.read_bytes())).height == 103
    looked_up = calls(read((folder / "plaso" / "aws_cloudtrail.jsonl").read_bytes()))
    assert looked_up.height == 6
    assert looked_up["at"][0] == datetime(2022, 2, 7, 22, 23, 37, tzinfo=UTC)
    assert looked_up["credential"].null_count() == 6

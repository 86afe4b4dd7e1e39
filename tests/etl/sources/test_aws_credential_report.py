import base64
import json
from datetime import UTC, datetime

import pytest

from etl.errors import FileRejectedError, RowRejectedError
from etl.records import Credential
from etl.sources import Export, Page, Sample, Stated, aws_credential_report

ACCOUNT = "012345678901"
HEADER = (
    "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,"
    "mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,"
    "access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,"
    "access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,"
    "cert_2_last_rotated"
)
NO_KEY = "false,N/A,N/A,N/A,N/A"


def user(name, first=NO_KEY, second=NO_KEY, password="false"):  # noqa: S107 - a column of the report
    arn = f"arn:aws:iam::{ACCOUNT}:" + ("root" if name == "<root_account>" else f"user/people/{name}")
    return f"{name},{arn},2018-01-01T00:00:00Z,{password},no_information,N/A,N/A,false,{first},{second},false,N/A,false,N/A"


TABLE = "\n".join(
    [
        HEADER,
        user("<root_account>", "true,2018-11-23T16:01:14Z,2018-11-27T00:02:00Z,us-east-1,ecr", password="not_supported"),
        user("ann", "true,2026-05-07T15:35:55Z,N/A,N/A,N/A", "false,2025-05-07T15:35:55Z,2026-01-02T03:00:00Z,N/A,iam", "true"),
        user("idle"),
        user("old", "true,2014-05-07T15:35:55Z,N/A,N/A,N/A"),
    ]
)


def envelope(content, **more):
    return json.dumps({"Content": content, "ReportFormat": "text/csv", **more}).encode()


SAMPLES = {"aws.credential_report": envelope(base64.b64encode(TABLE.encode()).decode(), GeneratedTime="2026-06-01T00:00:00+00:00")}
SECRETS = SAMPLES  # no column of the report can carry a secret


def read(body):
    return list(aws_credential_report.read(Page(body=body), Export(path="x")))


def credentials(found):
    return {y.natural_key.rsplit(":", 1)[1]: y for y in found if isinstance(y, Credential)}


def test_a_slot_that_holds_a_key_is_a_credential_and_an_empty_one_is_none():
    assert sorted(credentials(read(TABLE.encode()))) == ["root#slot1", "user/ann#slot1", "user/ann#slot2", "user/old#slot1"]


def test_text_base64_and_the_bare_table_give_the_same_credentials():
    bare = credentials(read(TABLE.encode()))
    assert credentials(read(SAMPLES["aws.credential_report"])) == bare
    assert credentials(read(envelope(TABLE))) == bare


def test_the_roots_key_is_an_administrators():
    root = credentials(read(TABLE.encode()))["root#slot1"]
    assert (root.principal_kind, root.privilege, root.status, root.tenant) == ("root", "admin", "active", ACCOUNT)
    assert root.slot_of == root.principal == f"arn:aws:iam::{ACCOUNT}:root"
    assert root.last_used_at == datetime(2018, 11, 27, 0, 2, tzinfo=UTC)


def test_no_date_of_use_is_never_used_only_since_uses_are_tracked():
    found = credentials(read(TABLE.encode()))
    assert found["user/ann#slot1"].use_claim == "never_used"
    assert found["user/ann#slot2"].use_claim == "used"
    assert found["user/old#slot1"].use_claim == "unknown"


def test_an_inactive_key_keeps_its_date_and_no_slot_has_a_hint():
    slot = credentials(read(TABLE.encode()))["user/ann#slot2"]
    assert (slot.status, slot.created_at, slot.hint) == ("inactive", datetime(2025, 5, 7, 15, 35, 55, tzinfo=UTC), None)


def test_the_envelope_states_its_time_and_a_bare_table_only_a_lower_bound():
    (enveloped,) = (y for y in read(SAMPLES["aws.credential_report"]) if isinstance(y, Stated))
    (bare,) = (y for y in read(TABLE.encode()) if isinstance(y, Stated))
    assert (enveloped.as_of, enveloped.as_of_lower, enveloped.complete) == (datetime(2026, 6, 1, tzinfo=UTC), None, True)
    assert (bare.as_of, bare.as_of_lower) == (None, datetime(2026, 5, 7, 15, 35, 55, tzinfo=UTC))
    assert enveloped.tenant == bare.tenant == ACCOUNT


def test_wrong_cells_reject_their_row_and_keep_its_line_number():
    broken = TABLE.replace("2026-01-02T03:00:00Z", "lately") + "\nshort,row"
    rejected = [y for y in read(broken.encode()) if isinstance(y, RowRejectedError)]
    assert [(y.row_no, y.field) for y in rejected] == [(3, "access_key_2_last_used_date"), (6, None)]


def test_a_date_of_creation_that_is_none_keeps_the_key_with_its_reason():
    broken = TABLE.replace("2026-05-07T15:35:55Z", "long ago")
    slot = credentials(read(broken.encode()))["user/ann#slot1"]
    assert (slot.created_at, slot.created_unknown_reason) == (None, "invalid_date")


@pytest.mark.parametrize("body", [b'{"Content": "%%%"}', b"a,b\n1,2", b'"', b"", b'user,arn\n"x', b'{"Content": 1}', b"\xff"])
def test_what_is_no_report_is_rejected_as_a_file(body):
    with pytest.raises(FileRejectedError):
        read(body)


def test_recognised_by_header_or_envelope():
    recognises = aws_credential_report.SOURCE.recognises
    assert recognises(Sample(format="csv", header=tuple(HEADER.split(","))))
    assert recognises(Sample(format="json", top=json.loads(SAMPLES["aws.credential_report"])))
    assert not recognises(Sample(format="csv", header=("user", "arn")))
    assert not recognises(Sample(format="json", top={"Content": "x"}))


def test_the_demo_account_has_four_active_keys_of_six_slots(shared_data):
    found = read((shared_data / "aws_iam" / "cloudmapper" / "iam-get-credential-report.json").read_bytes())
    listed = credentials(found)
    assert sorted(listed) == ["root#slot1", "user/auditor_tmp#slot1", "user/user#slot1", "user/user#slot2"]
    assert {credential.status for credential in listed.values()} == {"active"}
    assert listed["root#slot1"].last_used_at == datetime(2018, 11, 27, 0, 2, tzinfo=UTC)
    assert listed["user/user#slot2"].last_used_at == listed["user/user#slot2"].created_at
    assert next(y for y in found if isinstance(y, Stated)).as_of == datetime(2019, 5, 7, 15, 40, 22, tzinfo=UTC)

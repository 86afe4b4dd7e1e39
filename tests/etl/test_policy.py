from datetime import timedelta

import pytest
import yaml

from etl.errors import ConfigurationError
from etl.policy import SHIPPED, policy


def written(tmp_path, **changed):
    file = tmp_path / "policy.yaml"
    file.write_text(yaml.safe_dump({**yaml.safe_load(SHIPPED.read_text("utf-8")), **changed}))
    return file


def refusal(file):
    with pytest.raises(ConfigurationError) as refused:
        policy(file)
    return str(refused.value)


def test_shipped_policy_is_valid():
    assert policy().version
    assert policy() == policy(SHIPPED)


def test_scalars_are_parameters_by_their_own_name(tmp_path):
    parameters = policy(written(tmp_path, dormant_after=45, use_grace=0)).parameters()
    assert parameters["dormant_after"] == 45
    assert parameters["use_grace"] == 0
    assert parameters["sla_act_now_hours"] == 1
    assert all(isinstance(value, float) for value in parameters.values())


def test_age_limits_keep_their_order_and_name_what_they_are_for(tmp_path):
    rules = policy(written(tmp_path, max_age=[{"kind": "admin_key", "days": 60}, {"days": None}])).max_age_rows()
    assert rules == [
        {"position": 1, "provider": None, "kind": "admin_key", "environment": None, "days": 60},
        {"position": 2, "provider": None, "kind": None, "environment": None, "days": None},
    ]


def test_promised_sources_come_as_durations(tmp_path):
    assert policy(written(tmp_path, expected_every_hours={"aws.cloudtrail": 24})).expected_sources() == {
        "aws.cloudtrail": timedelta(days=1)
    }


def test_digest_depends_on_what_is_said_and_not_on_layout(tmp_path):
    assert policy(written(tmp_path)).digest() == policy().digest()
    assert policy(written(tmp_path, dormant_after=45)).digest() != policy().digest()


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"dormant_after": -1}, "$.dormant_after"),
        ({"dormant_after": 0}, "$.dormant_after"),
        ({"dormant_after": "90"}, "$.dormant_after"),
        ({"dormant_after": True}, "$.dormant_after"),
        ({"dormant_after": float("nan")}, "$.dormant_after"),
        ({"dormant_after": float("inf")}, "$.dormant_after"),
        ({"use_grace": float("inf")}, "$.use_grace"),
        ({"owner_confidence_minimum": 1.5}, "$.owner_confidence_minimum"),
        ({"expected_every_hours": {"aws.cloudtrail": 1e300}}, "$.expected_every_hours[...]"),
        ({"remediation_sla_hours": {"act_now": "soon"}}, "$.remediation_sla_hours.act_now"),
        ({"max_age": [{"kind": "password", "days": 90}]}, "$.max_age[0].kind"),
        ({"max_age": [{"kind": "api_key"}]}, "`days` - at `$.max_age[0]`"),
        ({"customer_data_classes": None}, "$.customer_data_classes"),
        ({"dormnt_after": 90}, "`dormnt_after`"),
    ],
)
def test_wrong_value_is_refused_by_its_key_with_the_remedy(tmp_path, changed, key):
    message = refusal(written(tmp_path, **changed))
    assert key in message
    assert "compare with the shipped policy.yaml" in message


@pytest.mark.parametrize("body", [b"", b"- a", b"a: [", b"\xff\xfe\x00", b"a: !!python/object:os.system x"])
def test_what_is_no_policy_is_refused_with_its_path(tmp_path, body):
    file = tmp_path / "policy.yaml"
    file.write_bytes(body)
    assert str(file) in refusal(file)


def test_missing_file_is_refused_with_the_remedy(tmp_path):
    assert "name an existing one in keyinv.toml" in refusal(tmp_path / "none.yaml")

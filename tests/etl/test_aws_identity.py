import pytest

from etl.aws_identity import account_of_arn, account_of_key, principal_of_arn, user_principal


@pytest.mark.parametrize(
    ("key_id", "account"),
    [
        ("AKIATFQR7NSC3ZO6PKAZ", "218007301253"),
        ("ASIAQNZGKIQY56JQ7WML", "029608264753"),  # a leading zero is part of the account
        ("AKIAIOSFODNN7EXAMPLE", None),  # older ids spell none
        ("AKIA8888888888888888", None),  # not base32
        ("", None),
        (None, None),
    ],
)
def test_a_key_id_spells_its_account(key_id, account):
    assert account_of_key(key_id) == account


def test_a_principal_has_no_path():
    assert principal_of_arn("arn:aws:iam::123456789012:user/team/a/ann") == "arn:aws:iam::123456789012:user/ann"
    assert principal_of_arn("arn:aws-cn:iam::123456789012:role/x") == "arn:aws-cn:iam::123456789012:role/x"
    assert principal_of_arn("arn:aws:iam::123456789012:root") == "arn:aws:iam::123456789012:root"


def test_a_user_of_an_unknown_account_is_a_bare_name():
    assert user_principal("unknown", "ann") == "ann"
    assert user_principal("123456789012", "ann") == "arn:aws:iam::123456789012:user/ann"
    assert user_principal("123456789012", None) is None


def test_an_arn_without_account_names_none():
    assert account_of_arn("arn:aws:s3:::bucket") is None
    assert account_of_arn("arn:aws:iam::123456789012:root") == "123456789012"

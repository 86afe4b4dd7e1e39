"""Names of AWS identities: one text form for a principal, and the account that an access key id spells.

The canonical principal is the ARN without its path: `arn:aws:iam::<account>:user/<name>`, `…:role/<name>`,
`…:root`. Listings of access keys give the bare user name, so a path could never be matched; user names are unique in an
account whatever their path. An AWS service that acts for itself is its own name (`rds.amazonaws.com`).
Format of the key id: aws.md §2, after TruffleHog's source.
"""

import base64
import binascii
import re

_PATH = re.compile(r":(user|role)/.*/")
_ACCESS_KEY = re.compile(r"^A(?:KIA|SIA|BIA|CCA)[A-Z2-7]{12,}$")
_ACCOUNT = re.compile(r"^\d{12}$")
_ACCOUNT_IN_ARN = re.compile(r"^arn:aws[\w-]*:[\w-]*:[\w-]*:(\d{12}):")


def account(text: str | None) -> str | None:
    """The text if it is an account id of twelve digits; leading zeros are part of it."""
    return text if text and _ACCOUNT.match(text) else None


def account_of_arn(arn: str | None) -> str | None:
    """The account that an ARN names."""
    found = _ACCOUNT_IN_ARN.match(arn or "")
    return found.group(1) if found else None


def account_of_key(key_id: str | None) -> str | None:
    """The account that a key id spells in base32; None for ids older than that rule (`AKIAI…`, `AKIAJ…`)."""
    if not key_id or not _ACCESS_KEY.match(key_id) or key_id[4] in "IJ":
        return None
    try:
        decoded = base64.b32decode(key_id[4:] + "=" * (-len(key_id[4:]) % 8))
    except binascii.Error:
        return None
    return f"{(int.from_bytes(decoded[:6], 'big') & 0x7FFFFFFFFF80) >> 7:012d}"


def user_principal(tenant: str | None, user_name: str | None, *, partition: str = "aws") -> str | None:
    """The canonical principal of a user; the bare name where nobody says the account."""
    if not user_name:
        return None
    return f"arn:{partition}:iam::{tenant}:user/{user_name}" if account(tenant) else user_name


def principal_of_arn(arn: str | None) -> str | None:
    """An ARN as the canonical principal: without path."""
    return _PATH.sub(r":\1/", arn) if arn else None


def partition_of_arn(arn: str | None) -> str:
    """`aws`, `aws-cn` or `aws-us-gov`."""
    return arn.split(":", 2)[1] if arn and arn.startswith("arn:") and arn.count(":") > 1 else "aws"

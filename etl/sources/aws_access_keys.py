"""IAM listings that name keys: access keys, the last use of one, and service-specific credentials (Bedrock API keys).

Gives credentials. None of the bodies names the account: it comes from the envelope or folder, else from the key id or
alias that spells it. A listing is of one user unless somebody says that it is whole, so absence proves nothing.
A body made at creation or reset holds the raw secret, of which hint and fingerprint are taken at once.
Format: botocore 1.44 service models, aws.md §2.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Literal, TypeVar

from msgspec import Raw, Struct

from etl import redact, times
from etl.aws_identity import account_of_key, user_principal
from etl.decode import page_of, rows
from etl.errors import RowRejectedError
from etl.records import UNKNOWN_TENANT, Credential, CredentialStatus, Privilege
from etl.sources import Export, Page, Sample, Source, Stated, Yielded

_STATUS: dict[str, CredentialStatus] = {"Active": "active", "Inactive": "inactive", "Expired": "expired"}
_ALIAS_ACCOUNT = re.compile(r"-at-(\d{12})$")
# Users that the console makes beside a long-term key; the first may do more than infer (policy v2, December 2025).
_MADE_FOR_KEYS = ("BedrockAPIKey-", "AeaApiKey-")


class AccessKey(Struct):
    """One access key; the secret is there only in the answer to its creation."""

    AccessKeyId: str
    UserName: str | None = None
    Status: str | None = None
    CreateDate: str | float | None = None
    SecretAccessKey: str | None = None


class ServiceCredential(Struct):
    """One service-specific credential; a secret is there only in the answer to its creation or reset."""

    ServiceSpecificCredentialId: str
    UserName: str | None = None
    Status: str | None = None
    ServiceName: str | None = None
    ServiceUserName: str | None = None
    ServiceCredentialAlias: str | None = None
    CreateDate: str | float | None = None
    ExpirationDate: str | float | None = None
    ServiceCredentialSecret: str | None = None
    ServicePassword: str | None = None


class Listing(Struct):
    """Any of the bodies; `NextToken` and `IsTruncated` say that pages are missing."""

    AccessKeyMetadata: list[Raw] = []
    AccessKey: Raw = Raw()
    ServiceSpecificCredentials: list[Raw] = []
    ServiceSpecificCredential: Raw = Raw()
    NextToken: str | None = None
    IsTruncated: bool | None = None


class LastUse(Struct):
    """When a key was last used; absent if never."""

    LastUsedDate: str | float | None = None
    ServiceName: str | None = None
    Region: str | None = None


class KeyLastUsed(Struct):
    """The answer about one key, whose id it does not repeat."""

    AccessKeyLastUsed: LastUse
    UserName: str | None = None


def _holds(*names: str) -> Callable[[Sample], bool]:
    def recognises(sample: Sample) -> bool:
        first = sample.top[0] if isinstance(sample.top, list) and sample.top else sample.top
        return isinstance(first, dict) and any(isinstance(first.get(name), list | dict) for name in names)

    return recognises


T = TypeVar("T", AccessKey, ServiceCredential)


def _listed(page: Page, export: Export, shape: type[T], mapped: Callable[[int, T, Export], Credential]) -> Iterator[Yielded]:
    bodies = page_of(page.body, list[Listing]) if page.body.lstrip()[:1] == b"[" else [page_of(page.body, Listing)]
    is_cut = any(body.NextToken or body.IsTruncated for body in bodies)
    if is_cut or not export.complete:  # one user of many, unless somebody says it is all
        yield Stated(complete=False)
    raw_rows: list[Raw] = []
    for body in bodies:
        many, one = _rows_of(body, shape)
        raw_rows += many
        if one:
            raw_rows.append(one)
    for row in rows(raw_rows, shape, page.first_row):
        if isinstance(row, RowRejectedError):
            yield row
            continue
        row_no, listed = row
        try:
            yield mapped(row_no, listed, export)
        except times.DateError as error:
            yield RowRejectedError(error.code, str(error), row_no=row_no)


def _rows_of(body: Listing, shape: type[T]) -> tuple[list[Raw], Raw]:
    if shape is AccessKey:
        return body.AccessKeyMetadata, body.AccessKey
    return body.ServiceSpecificCredentials, body.ServiceSpecificCredential


def access_keys(page: Page, export: Export) -> Iterator[Yielded]:
    """Each listed access key."""
    return _listed(page, export, AccessKey, _access_key)


def service_credentials(page: Page, export: Export) -> Iterator[Yielded]:
    """Each listed service-specific credential."""
    return _listed(page, export, ServiceCredential, _service_credential)


def _created(value: str | float | None) -> tuple[datetime | None, str | None]:
    try:
        created_at = times.instant(value)
    except times.DateError:
        return None, "invalid_date"
    return created_at, None if created_at else "not_in_export"


def _access_key(row_no: int, key: AccessKey, export: Export) -> Credential:
    tenant = _tenant(export, account_of_key(key.AccessKeyId))
    created_at, why_not = _created(key.CreateDate)
    return Credential(
        row_no=row_no, provider="aws", tenant=tenant, natural_key=key.AccessKeyId, kind="access_key",
        hint=redact.hint(key.AccessKeyId), name=key.UserName,
        fingerprint=redact.fingerprint(key.SecretAccessKey) if key.SecretAccessKey else None,
        status=_STATUS.get(key.Status or "", "unknown"), created_at=created_at, created_unknown_reason=why_not,
        never_expires=True, principal=user_principal(tenant, key.UserName),
    )  # fmt: skip


def _service_credential(row_no: int, key: ServiceCredential, export: Export) -> Credential:
    found = _ALIAS_ACCOUNT.search(key.ServiceCredentialAlias or key.ServiceUserName or "")
    tenant = _tenant(export, found.group(1) if found else account_of_key(key.ServiceSpecificCredentialId))
    created_at, why_not = _created(key.CreateDate)
    expires_at = times.instant(key.ExpirationDate)
    user = key.UserName or ""
    secret = key.ServiceCredentialSecret or key.ServicePassword
    return Credential(
        row_no=row_no, provider="aws", tenant=tenant, natural_key=key.ServiceSpecificCredentialId,
        kind="service_specific_credential", name=key.ServiceCredentialAlias or key.ServiceUserName,
        hint=redact.hint(secret) if secret else None, fingerprint=redact.fingerprint(secret) if secret else None,
        status=_STATUS.get(key.Status or "", "unknown"), created_at=created_at, created_unknown_reason=why_not,
        expires_at=expires_at, never_expires=expires_at is None, principal=user_principal(tenant, key.UserName),
        principal_kind="service_account" if user.startswith(_MADE_FOR_KEYS) else "unknown",
        scopes=(key.ServiceName,) if key.ServiceName else None, privilege=_privilege(user),
    )  # fmt: skip


def _privilege(user: str) -> Privilege:
    return "write" if user.startswith(_MADE_FOR_KEYS[0]) else "unknown"


def last_use(page: Page, export: Export) -> Iterator[Yielded]:
    """The last use of the one key that the request named."""
    yield Stated(complete=False)
    body = page_of(page.body, KeyLastUsed)
    key_id = _requested_key(export)
    if not key_id:
        words = "the answer does not name its key; keep the request (`access-key-id`) beside it"
        yield RowRejectedError("missing_key_id", words, row_no=page.first_row, field="AccessKeyId")
        return
    used = body.AccessKeyLastUsed
    try:
        last_used_at = times.instant(used.LastUsedDate)
    except times.DateError as error:
        yield RowRejectedError(error.code, str(error), row_no=page.first_row, field="LastUsedDate")
        return
    tenant = _tenant(export, account_of_key(key_id))
    use_claim: Literal["used", "never_used", "unknown"] = "used" if last_used_at else "unknown"
    if used.LastUsedDate is None and used.ServiceName == "N/A":
        use_claim = "never_used"
    yield Credential(
        row_no=page.first_row, provider="aws", tenant=tenant, natural_key=key_id, kind="access_key",
        hint=redact.hint(key_id), created_unknown_reason="not_in_export", last_used_at=last_used_at,
        use_claim=use_claim, principal=user_principal(tenant, body.UserName),
    )  # fmt: skip


def _requested_key(export: Export) -> str | None:
    asked: dict[str, Any] = export.request_query
    for name in ("access-key-id", "AccessKeyId", "access_key_id", "accessKeyId"):
        if isinstance(asked.get(name), str):
            return str(asked[name])
    return None


def _tenant(export: Export, spelled: str | None) -> str:
    return export.tenant if export.tenant != UNKNOWN_TENANT else spelled or UNKNOWN_TENANT


SOURCE = (
    Source(
        export="aws.access_keys",
        provider="aws",
        obtain="aws iam list-access-keys --user-name <user>, for each user",
        gives=("credential",),
        recognises=_holds("AccessKeyMetadata", "AccessKey"),
        read=access_keys,
        rank=40,
        limits="no last use, no account, no root keys",
    ),
    Source(
        export="aws.key_last_used",
        provider="aws",
        obtain="aws iam get-access-key-last-used --access-key-id <id>, filed with its request",
        gives=("credential",),
        recognises=_holds("AccessKeyLastUsed"),
        read=last_use,
        rank=80,
        limits="the body does not name the key",
    ),
    Source(
        export="aws.service_specific_credentials",
        provider="aws",
        obtain="aws iam list-service-specific-credentials --all-users --service-name bedrock.amazonaws.com",
        gives=("credential",),
        recognises=_holds("ServiceSpecificCredentials", "ServiceSpecificCredential"),
        read=service_credentials,
        rank=40,
        limits="no last use: it is learnt from logs alone",
    ),
)

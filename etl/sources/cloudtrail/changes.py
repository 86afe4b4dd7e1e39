"""Changes of keys and of the users who hold them, as successful calls of IAM prove them to the second.

A failed call proves that nothing happened. `requestParameters` is null when a user acts on himself. Of an answer, only
the id and the user name of a new key are looked at, never its secret.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import msgspec
from msgspec import Raw, Struct

from etl import redact, times
from etl.aws_identity import partition_of_arn, user_principal
from etl.records import CredentialKind, LifecycleEvent, LifecycleKind, Sighting
from etl.sources.cloudtrail.shapes import Call, Notice

IAM = "iam.amazonaws.com"
QUARANTINE = "AWSCompromisedKeyQuarantine"
EXPOSED = "AWS_RISK_CREDENTIALS_EXPOSED"

_STATUS: dict[str, LifecycleKind] = {"Active": "activated", "Inactive": "deactivated", "Expired": "expired"}
_OF_KEY: dict[str, tuple[CredentialKind, LifecycleKind | None]] = {  # None: the status says
    "CreateAccessKey": ("access_key", "created"),
    "UpdateAccessKey": ("access_key", None),
    "DeleteAccessKey": ("access_key", "deleted"),
    "CreateServiceSpecificCredential": ("service_specific_credential", "created"),
    "UpdateServiceSpecificCredential": ("service_specific_credential", None),
    "ResetServiceSpecificCredential": ("service_specific_credential", "rotated"),  # same id, new secret
    "DeleteServiceSpecificCredential": ("service_specific_credential", "deleted"),
}
_OF_USER: dict[str, LifecycleKind] = {
    "DeleteUser": "deleted",
    "AttachUserPolicy": "scope_changed",
    "DetachUserPolicy": "scope_changed",
    "PutUserPolicy": "scope_changed",
    "DeleteUserPolicy": "scope_changed",
    "AddUserToGroup": "scope_changed",
    "RemoveUserFromGroup": "scope_changed",
}
NAMES = frozenset(_OF_KEY) | frozenset(_OF_USER)


class _Key(Struct):
    accessKeyId: str | None = None  # noqa: N815 - the format's own names, here and below
    serviceSpecificCredentialId: str | None = None  # noqa: N815
    userName: str | None = None  # noqa: N815
    status: str | None = None
    policyArn: str | None = None  # noqa: N815
    policyName: str | None = None  # noqa: N815
    serviceName: str | None = None  # noqa: N815


class _Answer(Struct):
    accessKey: _Key | None = None  # noqa: N815
    serviceSpecificCredential: _Key | None = None  # noqa: N815


_REQUEST = msgspec.json.Decoder(_Key | None)
_RESPONSE = msgspec.json.Decoder(_Answer | None)


def change(row_no: int, call: Call, at: datetime, tenant: str) -> LifecycleEvent | None:
    """The change that a successful call of IAM (one of `NAMES`) proves, if any."""
    kind_of_key, kind = _OF_KEY.get(call.eventName, (None, _OF_USER.get(call.eventName)))
    asked = _request(call.requestParameters)
    concerned = _response(call.responseElements) if kind == "created" else asked
    caller = call.userIdentity
    user = concerned.userName or asked.userName or (caller.userName if caller else None)
    holder = user_principal(tenant, user, partition=partition_of_arn(caller.arn if caller else None))
    subject = holder
    if kind_of_key:
        subject = concerned.accessKeyId or concerned.serviceSpecificCredentialId
        kind = kind or _STATUS.get(asked.status or "")
    elif is_quarantine(call):
        kind = "quarantined"
    scopes = (asked.serviceName,) if kind == "created" and asked.serviceName else None
    if not subject or not kind:
        return None
    return LifecycleEvent(
        row_no=row_no, provider="aws", tenant=tenant, event_id=call.eventID,
        subject_kind="credential" if kind_of_key else "principal", subject=subject, kind=kind, at=at, actor=actor(call),
        source_ip=call.sourceIPAddress, credential_kind=kind_of_key, principal=holder, scopes=scopes,
        detail=call.eventName,
    )  # fmt: skip


def is_quarantine(call: Call) -> bool:
    """Whether AWS puts its quarantine policy on a user; the trail shows the victim's own key as the caller."""
    if call.eventSource != IAM or call.eventName not in {"AttachUserPolicy", "PutUserPolicy"}:
        return False
    asked = _request(call.requestParameters)
    policy = (asked.policyArn or "").rsplit("/", 1)[-1] or asked.policyName or ""
    return policy.startswith(QUARANTINE)


def actor(call: Call) -> str | None:
    """Who called, in full: the session's ARN where there is one, since it names the person behind a role."""
    caller = call.userIdentity
    return redact.scrub(caller.arn or caller.userName or caller.invokedBy) if caller else None


def _request(raw: Raw) -> _Key:
    try:
        return (_REQUEST.decode(raw) if raw else None) or _Key()
    except (msgspec.DecodeError, UnicodeDecodeError):  # of another form than asked for: proves nothing
        return _Key()


def _response(raw: Raw) -> _Key:
    try:
        answer = (_RESPONSE.decode(raw) if raw else None) or _Answer()
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _Key()
    return answer.accessKey or answer.serviceSpecificCredential or _Key()


class _Entity(Struct):
    entityValue: str | None = None  # noqa: N815


class _Health(Struct):
    eventTypeCode: str | None = None  # noqa: N815
    eventArn: str | None = None  # noqa: N815
    startTime: str | None = None  # noqa: N815
    statusCode: str | None = None  # noqa: N815
    affectedEntities: list[_Entity] = []  # noqa: N815


def sightings(notice: Notice) -> Iterator[Sighting]:
    """AWS Health's word that keys were found in public, one sighting a key.

    Raises:
        msgspec.DecodeError: the notice is not of this shape.
        times.DateError: its time is none.
    """
    if not notice.wrapped.detail:
        return
    health = msgspec.json.decode(notice.wrapped.detail, type=_Health)
    if health.eventTypeCode != EXPOSED:
        return
    for entity in health.affectedEntities:
        if entity.entityValue:
            closed = health.statusCode == "closed"
            yield Sighting(
                row_no=notice.row_no, detector="aws_health", rule=EXPOSED, provider="aws",
                sighting_key=f"{health.eventArn or 'event'}#{entity.entityValue}", key_id=entity.entityValue,
                publicly_exposed=True, detected_at=_http_date(health.startTime) or times.instant(notice.wrapped.time),
                state="resolved" if closed else "open", resolution="other" if closed else None,
            )  # fmt: skip


def _http_date(text: str | None) -> datetime | None:
    """`Sat, 04 Jun 2016 05:01:10 GMT`, as Health writes it."""
    try:
        return parsedate_to_datetime(text).astimezone(UTC) if text else None
    except ValueError:
        return None

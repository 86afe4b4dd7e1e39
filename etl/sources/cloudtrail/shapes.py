"""The shapes of CloudTrail: one call, and the envelopes in which calls are delivered.

Only fields that are wanted are declared, so the decoder skips the rest unbuilt; what a call asked and answered stays
undecoded (`Raw`) and is dropped with the page.
"""

from collections.abc import Iterator, Sequence

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType, field

from etl.decode import page_of, rows
from etl.errors import RowRejectedError


class Issuer(Struct, gc=False):
    """Who issued a session: the role, or the user of `GetSessionToken`."""

    arn: str | None = None


class Session(Struct, gc=False):
    """The session of a temporary key."""

    sessionIssuer: Issuer | None = None  # noqa: N815 - the format's own name, as below


class Identity(Struct, gc=False):
    """Who called."""

    arn: str | None = None
    accountId: str | None = None  # noqa: N815
    accessKeyId: str | None = None  # noqa: N815 - absent, empty, AKIA…, ASIA…
    userName: str | None = None  # noqa: N815
    credentialId: str | None = None  # noqa: N815 - of bearer tokens
    invokedBy: str | None = None  # noqa: N815
    sessionContext: Session | None = None  # noqa: N815


class Call(Struct, gc=False):
    """One event of the trail."""

    eventID: str  # noqa: N815
    eventSource: str  # noqa: N815
    eventName: str  # noqa: N815
    eventTime: str | None = None  # noqa: N815
    timestamp: str | None = field(name="@timestamp", default=None)  # log shippers move the time here (seen 2020)
    userIdentity: Identity | None = None  # noqa: N815
    awsRegion: str | None = None  # noqa: N815
    sourceIPAddress: str | None = None  # noqa: N815
    userAgent: str | None = None  # noqa: N815
    errorCode: str | None = None  # noqa: N815
    eventCategory: str | None = None  # noqa: N815
    recipientAccountId: str | None = None  # noqa: N815
    requestParameters: Raw = Raw()  # noqa: N815
    responseElements: Raw = Raw()  # noqa: N815


class Records(Struct):
    """A trail's object in a bucket."""

    Records: list[Call]


class _Envelope(Struct):
    Records: list[Raw] | UnsetType = UNSET
    Events: list[Raw] | UnsetType = UNSET
    logEvents: list[Raw] | UnsetType = UNSET  # noqa: N815


class Wrapped(Struct):
    """A row with an event inside: as JSON text (`lookup-events`, CloudWatch Logs) or as `detail` (EventBridge)."""

    CloudTrailEvent: str | UnsetType = UNSET
    message: str | UnsetType = UNSET
    detail: Raw = Raw()
    source: str | None = None
    time: str | None = None


class Notice(Struct):
    """An event of another service in EventBridge's envelope."""

    row_no: int
    wrapped: Wrapped


_RECORDS = msgspec.json.Decoder(Records)
_CALLS = msgspec.json.Decoder(list[Call])
_CALL = msgspec.json.Decoder(Call)
_MALFORMED = (msgspec.DecodeError, RecursionError, UnicodeDecodeError)


def whole(body: bytes) -> list[Call] | None:
    """Every call of a page at once; None where a row is wrapped or wrong, so that rows must be looked at singly."""
    start = body[:64].lstrip()
    try:
        if start.startswith(b"["):
            return _CALLS.decode(body)
        if b'"Records"' in body[:4096]:
            return _RECORDS.decode(body).Records
        return _CALL.decode_lines(body)
    except _MALFORMED:
        return None


def singly(body: bytes, first_row: int) -> Iterator[tuple[int, Call] | Notice | RowRejectedError]:
    """Each row of any envelope: `(row_no, call)`, a notice of another service, or its rejection."""
    for row_no, raw in enumerate(_raw_rows(body), start=first_row):
        yield from _unwrapped(row_no, raw)


def is_log(body: bytes) -> bool:
    """Whether the page is part of a log, which holds all calls of its window; a query or a message does not."""
    return not any(word in body[:4096] for word in (b'"CloudTrailEvent"', b'"detail-type"'))


def _unwrapped(row_no: int, raw: Raw) -> Iterator[tuple[int, Call] | Notice | RowRejectedError]:
    found = next(rows([raw], Wrapped, row_no))
    if isinstance(found, RowRejectedError):
        yield found
        return
    wrapped = found[1]
    if wrapped.source == "aws.health":
        yield Notice(row_no, wrapped)
        return
    inner: Raw = raw
    if wrapped.detail:
        inner = wrapped.detail
    for text in (wrapped.CloudTrailEvent, wrapped.message):
        if isinstance(text, str):
            inner = Raw(text)
    yield next(rows([inner], Call, row_no))


def _raw_rows(body: bytes) -> Sequence[Raw]:
    start = body[:64].lstrip()
    if start.startswith(b"["):
        return page_of(body, list[Raw])
    try:
        envelope = msgspec.json.decode(body, type=_Envelope)
    except _MALFORMED:  # lines, or one of several documents
        return [Raw(line) for line in body.splitlines() if line.strip()]
    for listed in (envelope.Records, envelope.Events, envelope.logEvents):
        if not isinstance(listed, UnsetType):
            return listed
    return [Raw(body)]

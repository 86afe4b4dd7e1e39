"""The IAM credential report: every user of an account with the state of two access-key slots, never the key ids.

Gives credentials that stand for slots (`<user ARN>#slot1`), joined later to a listing by user and second of creation.
Slots are not stable: delete key 1, and key 2 becomes slot 1. The report is whole, cached for four hours, and leaves out
service-specific credentials (Bedrock), roles and keys beyond two. Format: IAM User Guide, aws.md §1.
"""

import base64
import binascii
import csv
import io
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Literal

from msgspec import Struct

from etl import times
from etl.aws_identity import account_of_arn, principal_of_arn
from etl.decode import page_of
from etl.errors import FileRejectedError, RowRejectedError
from etl.records import Credential
from etl.sources import Export, Page, Sample, Source, Stated, Yielded

UseClaim = Literal["used", "never_used", "unknown"]
COLUMNS = {"user", "arn", "access_key_1_active", "access_key_1_last_rotated"}
# Before this day AWS did not record last uses, so `N/A` proves nothing for older keys.
USE_TRACKED_SINCE = datetime(2015, 4, 22, tzinfo=UTC)


class Report(Struct):
    """What `aws iam get-credential-report` prints: the table as Base64, or as plain text where a client decoded it."""

    Content: str
    GeneratedTime: str | None = None


def recognises(sample: Sample) -> bool:
    """The table by its header, or the envelope around it."""
    if sample.format == "csv":
        return set(sample.header) >= COLUMNS
    return isinstance(sample.top, dict) and isinstance(sample.top.get("Content"), str) and _names_report(sample.top)


def _names_report(top: Mapping[str, object]) -> bool:
    return top.get("ReportFormat") == "text/csv" or "GeneratedTime" in top


def read(page: Page, export: Export) -> Iterator[Yielded]:
    """One credential a slot that holds a key."""
    generated = None
    table = page.body
    if page.body.lstrip()[:1] == b"{":
        report = page_of(page.body, Report)
        table = _content(report.Content)
        generated = _generated(report.GeneratedTime)
    lines = list(_lines(table, page.first_row))
    users = [user for _, user in lines if isinstance(user, dict)]
    tenant = next((account for user in users if (account := account_of_arn(user["arn"]))), None)
    newest = None if generated else max(_instants(users), default=None)
    yield Stated(tenant=tenant, as_of=generated, as_of_lower=newest, complete=True)
    for row_no, user in lines:
        if isinstance(user, RowRejectedError):
            yield user
        else:
            yield from _slots(row_no, user, account_of_arn(user["arn"]) or tenant or export.tenant)


def _content(content: str) -> bytes:
    if content.lstrip().startswith("user,"):
        return content.encode()
    try:
        return base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        raise FileRejectedError(
            "unexpected_shape", "the report's Content is neither CSV nor Base64; fetch it again", field="Content"
        ) from None


def _generated(text: str | None) -> datetime | None:
    try:
        return times.instant(text)
    except times.DateError as error:
        raise FileRejectedError(error.code, str(error), field="GeneratedTime") from None


def _lines(table: bytes, first_row: int) -> Iterator[tuple[int, dict[str, str] | RowRejectedError]]:
    """Each line below the header with its number in the file."""
    try:
        text = table.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileRejectedError("not_utf8", "the report is not UTF-8 text") from None
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        if not set(header) >= COLUMNS:
            raise FileRejectedError("unexpected_shape", "the report has not the columns of a credential report")
        for cells in reader:
            row_no = first_row - 1 + reader.line_num
            if len(cells) == len(header):
                yield row_no, dict(zip(header, cells, strict=True))
            elif cells:
                words = f"{len(cells)} cells under {len(header)} columns"
                yield row_no, RowRejectedError("wrong_column_count", words, row_no=row_no)
    except csv.Error:
        raise FileRejectedError("invalid_csv", f"the table breaks off at line {reader.line_num}") from None


def _instants(users: list[dict[str, str]]) -> Iterator[datetime]:
    for user in users:
        for text in user.values():
            if text[:2] == "20" and "T" in text:
                try:
                    found = times.instant(text)
                except times.DateError:
                    continue
                if found:
                    yield found


def _slots(row_no: int, user: dict[str, str], tenant: str) -> Iterator[Credential | RowRejectedError]:
    for slot in ("1", "2"):
        try:
            credential = _slot(row_no, user, slot, tenant)
        except times.DateError as error:
            field = f"access_key_{slot}_last_used_date"
            yield RowRejectedError(error.code, str(error), row_no=row_no, field=field)
            continue
        if credential:
            yield credential


def _slot(row_no: int, user: dict[str, str], slot: str, tenant: str) -> Credential | None:
    def cell(name: str) -> str:
        return user.get(f"access_key_{slot}_{name}", "").strip()

    is_active = cell("active").lower() == "true"
    created_at, why_not = _created(cell("last_rotated"))
    if not is_active and created_at is None and why_not == "not_in_export":  # inactive keys keep their date (seen 2026)
        return None
    last_used_at = times.instant(cell("last_used_date"))
    principal = principal_of_arn(user["arn"].strip()) or f"user/{user['user']}"
    is_root = principal.endswith(":root")
    has_password = user.get("password_enabled", "").strip().lower() == "true"
    return Credential(
        row_no=row_no, provider="aws", tenant=tenant, natural_key=f"{principal}#slot{slot}", kind="access_key",
        name=user["user"], status="active" if is_active else "inactive", created_at=created_at,
        created_unknown_reason=why_not, never_expires=True, last_used_at=last_used_at,
        use_claim=_use_claim(cell("last_used_date"), created_at, last_used_at), principal=principal,
        principal_kind="root" if is_root else "person" if has_password else "unknown",
        privilege="admin" if is_root else "unknown", slot_of=principal,
    )  # fmt: skip


def _created(text: str) -> tuple[datetime | None, str | None]:
    """A key's secret cannot change in place, so `last_rotated` is when it was made."""
    try:
        created_at = times.instant(text)
    except times.DateError:
        return None, "invalid_date"
    return created_at, None if created_at else "not_in_export"


def _use_claim(text: str, created_at: datetime | None, last_used_at: datetime | None) -> UseClaim:
    if last_used_at:
        return "used"
    return "never_used" if text == "N/A" and created_at and created_at >= USE_TRACKED_SINCE else "unknown"


SOURCE = Source(
    export="aws.credential_report",
    provider="aws",
    obtain="aws iam generate-credential-report; aws iam get-credential-report",
    gives=("credential",),
    recognises=recognises,
    read=read,
    rank=60,
    limits="no key ids; no Bedrock keys; at most two keys a user; up to four hours old",
)

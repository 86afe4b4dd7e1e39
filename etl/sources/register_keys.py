"""The hand-kept register of keys, `keys.csv`: keys that no provider lists, and what people know of those that one does.

Gives credentials, ownership claims and consumers. Our own format: its rules and error codes are documented with it.
A register is complete only where its manifest says so. A row with a raw secret in it is refused whole.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final, Literal

from etl import redact
from etl.cells import Cells, cells_of, held_to_share, must_have_rows
from etl.csv_rows import known_columns, table_of
from etl.errors import RowRejectedError
from etl.records import Credential, CredentialKind, CredentialStatus, Dependency, Environment, OwnershipClaim, Privilege
from etl.sources import Export, Page, Sample, Source, Yielded
from etl.unused_columns import unused_columns
from etl.vocabulary import DATA_CLASSES, ENVIRONMENT_SPELLINGS, ENVIRONMENTS, PROVIDERS, SLUG, provider_of

REQUIRED: Final = ("provider", "tenant", "environment", "created", "owner_email", "service")
COLUMNS: Final = (
    "provider", "tenant", "key_id", "key_name", "key_hint", "key_sha256", "kind", "project", "environment", "status", "created",
    "created_reason", "expires", "rotated", "rotation_days", "last_used", "scopes", "privilege", "owner_email",
    "backup_owner_email", "team", "service", "purpose", "data_classes", "stored_in", "ticket", "evidence", "verified_at",
    "verified_by", "replaced_by", "notes",
)  # fmt: skip
_ITS_OWN = ("key_id", "key_name", "key_hint", "key_sha256", "created_reason", "rotation_days", "stored_in", "replaced_by", "owner_email")
_OWN_MARKS = 3  # so many of its own columns tell a register of keys, whatever else is missing or misspelt
_IDENTIFYING = ("key_id", "key_sha256", "tenant", "project", "replaced_by", "stored_in", "ticket")
_NUMBER_LIKE = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE)
_MASKED = re.compile(r"\S{0,14}(?:…|\.{2,}|\*{2,})\S{2,6}|[A-Za-z0-9_-]{4}")
_LAST_FOUR = 4
_KINDS: dict[str, CredentialKind] = {
    "api_key": "api_key", "admin_key": "admin_key", "service_account_key": "service_account_key",
    "personal_token": "personal_access_token", "service_token": "service_token", "oauth_client_secret": "oauth_client_secret",
    "certificate": "certificate", "ssh_key": "ssh_key", "webhook_secret": "webhook_secret", "signing_key": "signing_key",
    "gateway_virtual_key": "virtual_key", "other": "other",
}  # fmt: skip
_STATUS: dict[str, CredentialStatus] = {
    "active": "active", "disabled": "inactive", "expired": "expired", "revoked": "revoked", "unknown": "unknown",
}  # fmt: skip
_PRIVILEGES: dict[str, Privilege] = {"read": "read", "write": "write", "admin": "admin", "unknown": "unknown"}
_REASONS = {name: name for name in ("console_hides_it", "lost", "inherited")}
_STORES: dict[str, Literal["secret_store", "pipeline"]] = {"vault": "secret_store", "k8s": "secret_store", "ci": "pipeline"}
_Name = tuple[str, str, str]  # provider, tenant, natural key


def _recognises(sample: Sample) -> bool:
    if sample.format != "csv" or known_columns(sample.header, ("consumer_kind", "consumer", "employee_id", "work_email")):
        return False
    return len(known_columns(sample.header, _ITS_OWN)) >= _OWN_MARKS


def _read(page: Page, export: Export) -> Iterator[Yielded]:
    errors: list[RowRejectedError] = []
    rows: list[_Row] = []
    count = 0
    table = table_of(page.body, export.path, COLUMNS, REQUIRED)
    yield from unused_columns(table, export.path, COLUMNS)
    for cells in cells_of(table.rows, export.path, _IDENTIFYING):
        count += 1
        if isinstance(cells, RowRejectedError):
            errors.append(cells)
            continue
        read = _Row(cells, export)
        errors += read.cells.errors
        rows.append(read)
    must_have_rows(export.path, count, complete=export.complete)
    _check_together(rows, errors)
    bad = {error.row_no for error in errors}
    yield from held_to_share(export.path, count, errors)
    for read in rows:
        if read.cells.line not in bad and read.credential:
            yield read.credential
            yield from read.around(export)
            yield from read.cells.warnings


class _Row:
    """One row: its credential, if its cells are in order, and what it says around it."""

    def __init__(self, cells: Cells, export: Export) -> None:
        self.cells = cells
        self.names: tuple[str, ...] = ()
        self.key: _Name | None = None
        self.credential: Credential | None = None
        self.verified_at: datetime | None = None
        self.owner: str | None = None
        if not cells.holds_secret:
            self.credential = self._credential(export)

    def _credential(self, export: Export) -> Credential | None:
        cells = self.cells
        provider, tenant = provider_of(cells), cells.required("tenant", 120)
        name, hint, natural_key, fingerprint = self._naming()
        created_at, reason = self._creation(export)
        expires_at, never = self._expiry(created_at)
        last_used_at = cells.moment("last_used", latest=export.as_of)
        self.owner, self.verified_at = cells.address("owner_email"), cells.moment("verified_at")
        for other in ("backup_owner_email", "verified_by"):
            cells.address(other)
        environment = cells.choice("environment", ENVIRONMENTS, spellings=ENVIRONMENT_SPELLINGS)
        if environment is None and not any(error.field == "environment" for error in cells.errors):
            cells.refuse("E010", "environment", "required; write unknown if nobody knows")
        credential = Credential(
            row_no=cells.line, provider=provider, tenant=tenant, natural_key=natural_key, name=name, hint=hint,
            fingerprint=fingerprint, kind=cells.choice("kind", _KINDS, default="api_key") or "api_key",
            status=cells.choice("status", _STATUS, default="unknown") or "unknown", project=cells.text("project"),
            environment=environment or "unknown", service=_service(cells), purpose=cells.text("purpose", 300),
            created_at=created_at, created_unknown_reason=reason,
            secret_since=cells.moment("rotated", latest=export.as_of), expires_at=expires_at, never_expires=never,
            last_used_at=last_used_at, use_claim="used" if last_used_at else "unknown", scopes=cells.listed("scopes") or None,
            privilege=cells.choice("privilege", _PRIVILEGES, default="unknown") or "unknown", data_classes=self._data_classes(),
            rotation_days=cells.number("rotation_days", 1, 3650), replaced_by=cells.text("replaced_by", 200),
        )  # fmt: skip
        cells.text("notes", 500)
        _warn(cells, credential, self.verified_at, export)
        if provider and tenant and natural_key:
            self.key = (provider, tenant, natural_key)
        return credential

    def _naming(self) -> tuple[str | None, str | None, str, str | None]:
        """Name, hint, natural key and fingerprint."""
        cells = self.cells
        key_id, name, masked = cells.text("key_id", 200), cells.text("key_name", 200), cells.text("key_hint", 40)
        if key_id and _NUMBER_LIKE.fullmatch(key_id):
            cells.refuse("E004", "key_id", "a spreadsheet turned the id into a rounded number; format the column as text and enter it anew")
        if not (key_id or name or masked):
            cells.refuse("E030", None, "one of key_id, key_name, key_hint is required")
        hint = None
        if masked and not _MASKED.fullmatch(masked):
            cells.refuse("E031", "key_hint", "must be masked, e.g. gsk_…9fQ2 or the last four characters")
        elif masked:
            hint = f"…{masked}" if len(masked) == _LAST_FOUR and masked.isascii() and masked[0] not in ".*" else redact.hint(masked)
        fingerprint = self._fingerprint()
        self.names = tuple(text for text in (key_id, name) if text)
        natural_key = key_id or (f"sha:{fingerprint}" if fingerprint else None) or (f"name:{name.casefold()}" if name else None)
        return name, hint, natural_key or (f"hint:{hint}" if hint else ""), fingerprint

    def _fingerprint(self) -> str | None:
        digest = self.cells.text("key_sha256", 200)
        if digest is None:
            return None
        if not re.fullmatch(r"[0-9a-fA-F]{64}", digest):
            self.cells.refuse("E032", "key_sha256", "must be 64 hex digits; make it with `keyinv hash`")
            return None
        return redact.fingerprint_of_sha256(digest.lower())

    def _creation(self, export: Export) -> tuple[datetime | None, str | None]:
        cells = self.cells
        created_at = cells.moment("created", latest=export.as_of)
        reason = cells.text("created_reason", 200)
        if reason and not reason.casefold().startswith("other:"):
            reason = cells.choice("created_reason", _REASONS)
        if created_at is None and reason is None and not any(e.field in ("created", "created_reason") for e in cells.errors):
            cells.refuse("E024", "created", "empty; give a date or a created_reason")
        return created_at, reason if created_at is None else None

    def _expiry(self, created_at: datetime | None) -> tuple[datetime | None, bool | None]:
        if self.cells.raw("expires").casefold() == "never":
            return None, True
        expires_at = self.cells.moment("expires", ends=True)
        if expires_at and created_at and expires_at < created_at:
            what = f"{self.cells.shown('expires')} is before created {created_at.date()}; correct one of them"
            self.cells.refuse("E023", "expires", what)
        return expires_at, False if expires_at else None

    def _data_classes(self) -> tuple[str, ...] | None:
        """`none` is a word of its own: nothing can be reached, and that is known."""
        classes = self.cells.choices("data_classes", DATA_CLASSES)
        return None if classes is None else tuple(name for name in classes if name != "none")

    def around(self, export: Export) -> Iterator[Yielded]:
        """Who answers for the credential, and what holds it. A team answers only where no person is named."""
        if self.key is None or self.credential is None:
            return
        provider, tenant, subject = self.key
        team = self.cells.text("team")
        if self.owner or team:
            yield OwnershipClaim(
                row_no=self.cells.line, subject_kind="credential", provider=provider, tenant=tenant, subject=subject,
                owner=self.owner or f"team:{_slug(team or '')}", owner_kind="person" if self.owner else "team", basis="register",
                confidence=1.0, valid_from=self.verified_at or export.as_of,
            )  # fmt: skip
        yield from self._consumers(provider, tenant, subject)

    def _consumers(self, provider: str, tenant: str, subject: str) -> Iterator[Dependency]:
        """The service, and the store or pipeline in which the secret lies."""
        service, environment = self.cells.text("service"), self._environment()
        store, _, place = (self.cells.text("stored_in") or "").partition(":")
        if service:
            yield Dependency(
                row_no=self.cells.line, provider=provider, tenant=tenant, credential=subject, consumer=service,
                consumer_kind="service", slot=place or None if store == "env" else None, environment=environment,
            )  # fmt: skip
        if place and store in _STORES:
            consumer, _, slot = place.rpartition("/") if store != "vault" else (place, "", "")
            yield Dependency(
                row_no=self.cells.line, provider=provider, tenant=tenant, credential=subject, consumer=consumer or place,
                consumer_kind=_STORES[store], slot=slot or None, environment=environment,
            )  # fmt: skip

    def _environment(self) -> Environment:
        return self.credential.environment if self.credential else "unknown"


def _warn(cells: Cells, credential: Credential, verified_at: datetime | None, export: Export) -> None:
    """What the row leaves open: its service, and whether anybody looked at the key of late."""
    if credential.service is None:
        cells.warn("W062", "service", 'empty, so the key counts as "no service"; name the service that uses it')
    told_at, most = export.as_of or export.modified, export.register_max_age
    if verified_at and told_at and most and (age := told_at.date() - verified_at.date()) > most:
        what = (
            f"{verified_at.date()} is {age.days} days old (policy {most / timedelta(days=1):g}); look at the key again and write that day"
        )
        cells.warn("W063", "verified_at", what)


def _service(cells: Cells) -> str | None:
    service = cells.text("service")
    if service and not SLUG.fullmatch(service):
        cells.refuse("E011", "service", "is not a slug; write it in lower case with letters, digits, dot, dash or underscore")
        return None
    return service


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9._-]+", "-", text.casefold()).strip("-")


def _check_together(rows: list[_Row], errors: list[RowRejectedError]) -> None:
    """What no row shows alone: the same key twice, and successors that do not exist or lead in a circle."""
    before = sum(len(row.cells.errors) for row in rows)
    first: dict[_Name, _Row] = {}
    by_name: dict[_Name, _Row] = {}
    for row in rows:
        if row.key is None:
            continue
        if row.key in first:
            _same(row, first[row.key])
            _same(first[row.key], row)
        else:
            first[row.key] = row
        for name in row.names:
            by_name.setdefault((row.key[0], row.key[1], name.casefold()), row)
    followers = {row.cells.line: successor for row in rows if (successor := _successor(row, by_name))}
    for row in rows:
        _refuse_circle(row, followers)
    if sum(len(row.cells.errors) for row in rows) != before:
        errors[:] = [error for error in errors if error.code == "E004" and error.field is None]
        errors += [error for row in rows for error in row.cells.errors]


def _same(row: _Row, other: _Row) -> None:
    if row.key and not any(error.code == "E040" for error in row.cells.errors):
        named = " / ".join((row.key[0], row.key[1], row.key[2] if len(row.key[2]) <= 60 else f"{row.key[2][:60]}…"))  # noqa: PLR2004
        row.cells.refuse("E040", None, f"same key as line {other.cells.line} ({redact.scrub(named)}); keep one row")


def _successor(row: _Row, by_name: Mapping[_Name, _Row]) -> "_Row | None":
    """The row that `replaced_by` names; the credential then names it by its natural key."""
    credential = row.credential
    if credential is None or row.key is None or credential.replaced_by is None:
        return None
    found = by_name.get((row.key[0], row.key[1], credential.replaced_by.casefold()))
    if found is None or found.key is None:
        what = f"no key {row.cells.shown('replaced_by')} in {row.key[0]} / {row.key[1]}; name a key_id or key_name of this file"
        row.cells.refuse("E041", "replaced_by", what)
        return None
    row.credential = _replaced(credential, found.key[2])
    return found


def _replaced(credential: Credential, successor: str) -> Credential:
    fields = {name: getattr(credential, name) for name in credential.__struct_fields__}
    return Credential(**fields | {"replaced_by": successor})


def _refuse_circle(row: _Row, followers: Mapping[int, _Row]) -> None:
    seen = [row.cells.line]
    while (following := followers.get(seen[-1])) is not None:
        if following.cells.line == seen[0]:
            told = " → ".join(map(str, [*seen, seen[0]]))
            row.cells.refuse("E042", "replaced_by", f"leads back to this key (lines {told}); name the newest key's own successor, or none")
            return
        if following.cells.line in seen:
            return
        seen.append(following.cells.line)


SOURCE = Source(
    export="register.keys", provider="register", gives=("credential", "ownership", "dependency"), rank=200,
    obtain="fill in keys.csv (docs/sources.md) and put its manifest beside it; providers: " + ", ".join(PROVIDERS),
    recognises=_recognises, read=_read, limits="as good as the hand that keeps it; observed dates, status and scopes win",
)  # fmt: skip

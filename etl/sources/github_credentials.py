"""GitHub credentials: fine-grained tokens, tokens and SSH keys authorised for single sign-on, deploy keys.

Gives credentials and ownership claims. GitHub never says when a token was made; approval or authorisation is later.
Ids live in separate spaces, so natural keys carry theirs: `token:98716`, `authorization:12345678`,
`deploy_key:org/repo#1`. Public keys are no secrets and get no fingerprint here.
Format: GitHub REST description (ghec, 2026), github.md §1 and §3.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, TypeVar

from msgspec import UNSET, Raw, Struct, UnsetType

from etl import redact, times
from etl.decode import page_of, rows
from etl.errors import RowRejectedError
from etl.records import UNKNOWN_TENANT, Credential, CredentialKind, OwnershipClaim, Privilege
from etl.sources import Export, Page, Sample, Source, Stated, Yielded

_ORGANISATION = re.compile(r"/orgs/([^/]+)/")
_REPOSITORY = re.compile(r"/repos/([^/]+/[^/]+)/keys")
_KINDS: dict[str, CredentialKind] = {
    "personal access token": "personal_access_token",
    "ssh key": "ssh_key",
    "oauth app token": "service_token",
    "github app token": "service_token",
}
# What lets its holder change who may do what, or run code with the organisation's secrets.
_ADMIN_AREAS = ("administration", "secrets", "workflows")


class User(Struct):
    """An account on GitHub; logins are reused, but no list of authorisations has the id."""

    login: str | None = None


class FineGrainedToken(Struct):
    """One approved token; `id` is the approval, `token_id` the token."""

    token_id: int
    token_name: str | None = None
    owner: User | None = None
    permissions: dict[str, dict[str, str]] | None = None
    token_expired: bool | None = None
    token_expires_at: str | UnsetType | None = UNSET
    token_last_used_at: str | UnsetType | None = UNSET


class Authorization(Struct):
    """One credential that may use the organisation; its own id changes when it is authorised anew."""

    credential_id: int
    login: str | None = None
    credential_type: str | None = None
    token_last_eight: str | None = None
    credential_accessed_at: str | UnsetType | None = UNSET
    authorized_credential_id: int | None = None
    authorized_credential_title: str | None = None
    authorized_credential_note: str | None = None
    authorized_credential_expires_at: str | UnsetType | None = UNSET
    scopes: list[str] | None = None


class DeployKey(Struct):
    """One deploy key; the repository is named by its URL alone."""

    id: int
    read_only: bool
    url: str | None = None
    title: str | None = None
    created_at: str | None = None
    added_by: str | None = None
    last_used: str | None = None
    enabled: bool | None = None


def _recognises(*names: str, path: str) -> Callable[[Sample], bool]:
    """By the names of a row; an empty listing says what it lists by the path of its request alone."""

    def recognises(sample: Sample) -> bool:
        if sample.top == []:
            return re.search(path, sample.request_path or "") is not None
        listed = sample.top if isinstance(sample.top, list) else [sample.top]
        return any(isinstance(row, dict) and set(names) <= row.keys() for row in listed)

    return recognises


T = TypeVar("T")


def _read(shape: type[T], mapped: Callable[[int, T, Export], Iterator[Yielded]]) -> Callable[[Page, Export], Iterator[Yielded]]:
    def read(page: Page, export: Export) -> Iterator[Yielded]:
        if found := _REPOSITORY.search(export.request_path or ""):
            yield Stated(project=found[1])  # the listing is one repository's: others' keys are not gone
        raw_rows = page_of(page.body, list[Raw]) if page.body.lstrip()[:1] == b"[" else [Raw(page.body)]
        for row in rows(raw_rows, shape, page.first_row):
            if isinstance(row, RowRejectedError):
                yield row
                continue
            try:
                yield from mapped(*row, export)
            except times.DateError as error:
                yield RowRejectedError(error.code, str(error), row_no=row[0])

    return read


def _token(row_no: int, token: FineGrainedToken, export: Export) -> Iterator[Yielded]:
    tenant, natural_key = _organisation(export), f"token:{token.token_id}"
    last_used_at, use_claim = _use(token.token_last_used_at)
    expires_at, never_expires = _expiry(token.token_expires_at)
    login = token.owner.login if token.owner else None
    yield Credential(
        row_no=row_no, provider="github", tenant=tenant, natural_key=natural_key, kind="personal_access_token",
        name=redact.scrub(token.token_name), status=_token_status(token.token_expired),
        created_unknown_reason="not_in_export", expires_at=expires_at, never_expires=never_expires,
        last_used_at=last_used_at, use_claim=use_claim, principal=login,
        principal_kind="person" if login else "unknown",
        scopes=_permissions(token.permissions), privilege=_fine_grained_privilege(token.permissions),
    )  # fmt: skip
    yield from _claim(row_no, tenant, natural_key, login)


def _token_status(expired: bool | None) -> Any:
    return "unknown" if expired is None else "expired" if expired else "active"


def _permissions(permissions: Mapping[str, Mapping[str, str]] | None) -> tuple[str, ...] | None:
    """`repository.metadata:read`, sorted."""
    if permissions is None:
        return None
    return tuple(sorted(f"{on}.{area}:{level}" for on, areas in permissions.items() for area, level in areas.items()))


def _fine_grained_privilege(permissions: Mapping[str, Mapping[str, str]] | None) -> Privilege:
    if permissions is None:
        return "unknown"
    granted = [(on, area, level) for on, areas in permissions.items() for area, level in areas.items()]
    writing = [(on, area) for on, area, level in granted if level in {"write", "admin"}]
    if any(on == "organization" or area in _ADMIN_AREAS or area.startswith("organization_") for on, area in writing):
        return "admin"
    return "write" if writing else "read"


def _authorization(row_no: int, found: Authorization, export: Export) -> Iterator[Yielded]:
    tenant = _organisation(export)
    natural_key = f"authorization:{found.authorized_credential_id or f'grant:{found.credential_id}'}"
    last_used_at, use_claim = _use(found.credential_accessed_at)
    expires_at, never_expires = _expiry(found.authorized_credential_expires_at)
    last_eight = (found.token_last_eight or "").strip()
    yield Credential(
        row_no=row_no, provider="github", tenant=tenant, natural_key=natural_key,
        kind=_KINDS.get((found.credential_type or "").lower(), "other"),
        name=redact.scrub(found.authorized_credential_note or found.authorized_credential_title),
        hint=f"…{last_eight[-4:]}" if last_eight else None, status="active", created_unknown_reason="not_in_export",
        expires_at=expires_at, never_expires=never_expires, last_used_at=last_used_at, use_claim=use_claim,
        principal=found.login, principal_kind="person" if found.login else "unknown",
        scopes=None if found.scopes is None else tuple(found.scopes), privilege=_classic_privilege(found.scopes),
    )  # fmt: skip
    yield from _claim(row_no, tenant, natural_key, found.login)


def _classic_privilege(scopes: list[str] | None) -> Privilege:
    """Classic scopes: `admin:*` and the like, then anything that writes, else reading."""
    if scopes is None:
        return "unknown"
    if any(scope.startswith("admin:") or scope in {"site_admin", "delete_repo"} for scope in scopes):
        return "admin"
    if {"repo", "workflow"} <= set(scopes):
        return "admin"
    writes = {"repo", "public_repo", "workflow", "user", "gist", "project", "codespace"}
    return "write" if any(scope in writes or scope.startswith(("write:", "delete:")) for scope in scopes) else "read"


def _deploy_key(row_no: int, key: DeployKey, export: Export) -> Iterator[Yielded]:
    found = _REPOSITORY.search(key.url or "") or _REPOSITORY.search(export.request_path or "")
    repository = found.group(1) if found else None
    tenant = export.tenant
    if tenant == UNKNOWN_TENANT and repository:
        tenant = repository.split("/")[0]
    natural_key = f"deploy_key:{repository or 'unknown'}#{key.id}"
    created_at, why_not = _created(key.created_at)
    last_used_at = times.instant(key.last_used)
    yield Credential(
        row_no=row_no, provider="github", tenant=tenant, natural_key=natural_key, kind="deploy_key",
        name=redact.scrub(key.title), status="inactive" if key.enabled is False else "active", project=repository,
        created_at=created_at, created_unknown_reason=why_not, never_expires=True, last_used_at=last_used_at,
        use_claim="used" if last_used_at else "unknown",  # null: never, or before GitHub kept it
        scopes=("contents:read" if key.read_only else "contents:write",),
        privilege="read" if key.read_only else "write",
    )  # fmt: skip
    yield from _claim(row_no, tenant, natural_key, key.added_by, is_creator=True)


def _claim(row_no: int, tenant: str, natural_key: str, login: str | None, *, is_creator: bool = False) -> Iterator[OwnershipClaim]:
    if login:
        yield OwnershipClaim(
            row_no=row_no, subject_kind="credential", provider="github", tenant=tenant, subject=natural_key,
            owner=f"github:{login}", owner_kind="person", basis="creator" if is_creator else "provider_owner",
            confidence=0.5 if is_creator else 0.9,
        )  # fmt: skip


def _organisation(export: Export) -> str:
    found = _ORGANISATION.search(export.request_path or "")
    return found.group(1) if export.tenant == UNKNOWN_TENANT and found else export.tenant


def _created(text: str | None) -> tuple[datetime | None, str | None]:
    try:
        created_at = times.instant(text)
    except times.DateError:
        return None, "invalid_date"
    return created_at, None if created_at else "not_in_export"


def _use(text: str | UnsetType | None) -> tuple[datetime | None, Any]:
    """Null is never used; an absent field is an older server that does not say."""
    if text is UNSET:
        return None, "unknown"
    last_used_at = times.instant(text)
    return last_used_at, "used" if last_used_at else "never_used"


def _expiry(text: str | UnsetType | None) -> tuple[datetime | None, bool | None]:
    """Null is never; an absent field does not say."""
    if text is UNSET:
        return None, None
    expires_at = times.instant(text)
    return expires_at, expires_at is None


SOURCE = (
    Source(
        export="github.fine_grained_tokens",
        provider="github",
        obtain="GET /orgs/<org>/personal-access-tokens, as a GitHub App",
        gives=("credential", "ownership"),
        recognises=_recognises("token_id", "token_name", "access_granted_at", path=r"/personal-access-tokens$"),
        read=_read(FineGrainedToken, _token),
        limits="approved tokens only; no creation date, no hint",
    ),
    Source(
        export="github.credential_authorizations",
        provider="github",
        obtain="gh api --paginate /orgs/<org>/credential-authorizations",
        gives=("credential", "ownership"),
        recognises=_recognises("credential_id", "credential_type", path=r"/credential-authorizations$"),
        read=_read(Authorization, _authorization),
        limits="only credentials authorised for single sign-on; no creation date",
    ),
    Source(
        export="github.deploy_keys",
        provider="github",
        obtain="gh api --paginate /repos/<owner>/<repo>/keys",
        gives=("credential", "ownership"),
        recognises=_recognises("id", "key", "read_only", path=r"/repos/[^/]+/[^/]+/keys$"),
        read=_read(DeployKey, _deploy_key),
        limits="one repository a file",
    ),
)

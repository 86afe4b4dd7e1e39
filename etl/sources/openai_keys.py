"""OpenAI's organisation administration listings: keys, service accounts, projects, people.

No body names its organisation, and a page of project keys does not name its project: both come from beside the body.
The admin listing also returns project keys under their own ids, so the project listing ranks higher. Keys that are
disabled are not listed at all. Times are Unix seconds; 0 is none.
Format: Admin API of 2026, `openai` SDK 3.54 and specification f85dbe2.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any, Literal

from msgspec import UNSET, Raw, Struct, UnsetType

from etl import redact, times
from etl.decode import Key, each, page_of
from etl.records import Credential, Environment, OwnershipClaim, Person, Project
from etl.sources import Export, Page, Sample, Source, Stated, Yielded

_PROJECT_PATH = re.compile(r"/organization/projects/([^/?]+)/")
_ENVIRONMENT_WORDS: tuple[tuple[str, Environment], ...] = (
    ("production", "production"), ("prod", "production"), ("staging", "staging"), ("stage", "staging"), ("test", "test"),
    ("qa", "test"), ("development", "development"), ("dev", "development"), ("sandbox", "sandbox"),
)  # fmt: skip


class ListPage(Struct):
    """A page of rows; `data` may be missing where there are none."""

    data: list[Raw] = []
    has_more: bool | None = None


class Account(Struct):
    """A person or service account as it stands beside a key."""

    id: str | None = None
    name: str | None = None
    email: str | None = None
    type: str | None = None
    role: str | None = None


class ProjectOwner(Struct):
    """The owner of a project key, nested by its type."""

    type: str | None = None
    user: Account | None = None
    service_account: Account | None = None


class AdminKey(Struct):
    """`organization.admin_api_key`; a project key may come in this shape, too."""

    id: Key
    object: str | None = None
    name: str | None = None
    redacted_value: str | None = None
    created_at: int | None = None
    expires_at: int | UnsetType | None = UNSET
    last_used_at: int | UnsetType | None = UNSET
    owner: Account | None = None
    value: str | None = None  # a raw secret, only in the answer to a creation


class ProjectKey(Struct):
    """`organization.project.api_key`."""

    id: Key
    name: str | None = None
    redacted_value: str | None = None
    created_at: int | None = None
    expires_at: int | UnsetType | None = UNSET
    last_used_at: int | UnsetType | None = UNSET
    owner: ProjectOwner | None = None
    owner_project_access: str | None = None
    value: str | None = None


class ServiceAccount(Struct):
    """`organization.project.service_account`."""

    id: Key
    name: str | None = None
    role: str | None = None


class ProjectRow(Struct):
    """`organization.project`."""

    id: Key
    name: str | None = None
    archived_at: int | None = None
    status: str | None = None


class UserState(Struct):
    """Whether a member may still sign in."""

    enabled: bool | None = None
    banned: bool | None = None
    banned_at: int | None = None


class Member(Struct):
    """`organization.user` or `organization.project.user`."""

    id: Key
    email: str | None = None
    name: str | None = None
    is_service_account: bool | None = None
    user: UserState | None = None


def _row_object(sample: Sample) -> str | None:
    """The `object` of the first listed row, or of a row that stands alone."""
    top = sample.top
    if not isinstance(top, dict):
        return None
    if top.get("object") == "list":
        first = (top.get("data") or [None])[0]
        return first.get("object") if isinstance(first, dict) else _of_empty_list(sample)
    found = top.get("object")
    return found if isinstance(found, str) else None


def _of_empty_list(sample: Sample) -> str | None:
    """An empty listing says what it lists by the path of its request alone."""
    path = sample.request_path or ""
    tails = {"/admin_api_keys": "organization.admin_api_key", "/api_keys": "organization.project.api_key"}
    tails |= {"/service_accounts": "organization.project.service_account", "/organization/projects": "organization.project"}
    return next((name for tail, name in tails.items() if path.endswith(tail)), None)


def _recognises(*objects: str) -> Callable[[Sample], bool]:
    return lambda sample: _row_object(sample) in objects


def _rows(page: Page) -> tuple[list[Raw], bool | None]:
    listed = page_of(page.body, ListPage)
    if listed.data or listed.has_more is not None or b'"data"' in page.body[:4096]:
        return listed.data, listed.has_more
    return [Raw(page.body)], True  # one object by itself is no whole listing


def _read(mapped: Callable[[int, Any, Export], Iterator[Yielded]], shape: type) -> Callable[[Page, Export], Iterator[Yielded]]:
    def read(page: Page, export: Export) -> Iterator[Yielded]:
        raw_rows, has_more = _rows(page)
        complete = None if has_more is None else not has_more and not _is_filtered(export)
        yield Stated(project=_project(export) if shape in (ProjectKey, ServiceAccount) else None, complete=complete)
        yield from each(raw_rows, shape, page.first_row, lambda row_no, row: mapped(row_no, row, export))

    return read


def _is_filtered(export: Export) -> bool:
    """A project listing asked without `owner_project_access=any` hides keys."""
    is_keys = export.request_path is not None and bool(re.search(r"/projects/[^/]+/api_keys$", export.request_path))
    return is_keys and export.request_query.get("owner_project_access") != "any"


def _project(export: Export) -> str | None:
    found = _PROJECT_PATH.search(export.request_path or "")
    return found[1] if found else export.project


def _moment(value: int | UnsetType | None) -> Any:
    return times.instant(value, epoch="s") if isinstance(value, int) and value else None


def _hint_and_fingerprint(redacted: str | None, value: str | None) -> tuple[str | None, str | None]:
    return redact.hint(value or redacted), redact.fingerprint(value) if value else None


def _credential(row_no: int, key: AdminKey | ProjectKey, export: Export, **more: Any) -> Credential:
    hint, fingerprint = _hint_and_fingerprint(key.redacted_value, key.value)
    last_used_at = _moment(key.last_used_at)
    return Credential(
        row_no=row_no, provider="openai", tenant=export.tenant, natural_key=key.id, name=redact.clean(key.name), hint=hint,
        fingerprint=fingerprint, status="active", created_at=_moment(key.created_at), expires_at=_moment(key.expires_at),
        never_expires=True if key.expires_at is None else None, last_used_at=last_used_at,
        use_claim="used" if last_used_at else "unknown", **more,
    )  # fmt: skip


def _claim(row_no: int, key: str, owner: Account | None, export: Export, *, is_machine: bool) -> Iterator[Yielded]:
    address, account = (redact.clean(owner.email), redact.clean(owner.id)) if owner else (None, None)
    if not (address or account):
        return
    yield OwnershipClaim(
        row_no=row_no, subject_kind="credential", provider="openai", tenant=export.tenant, subject=key,
        owner=address.lower() if address else f"openai:{account}",
        owner_kind="service" if is_machine else "person", basis="provider_owner", confidence=0.9,
    )  # fmt: skip


def _admin_key(row_no: int, key: AdminKey, export: Export) -> Iterator[Yielded]:
    owner = key.owner
    is_machine = owner is not None and owner.type == "service_account"
    principal = f"openai:{owner.id}" if owner and redact.clean(owner.id) else None
    yield _credential(
        row_no, key, export, kind="admin_key", principal=principal, scopes=("org:admin",), privilege="admin",
        principal_kind=("service_account" if is_machine else "person") if principal else "unknown",
    )  # fmt: skip
    yield from _claim(row_no, key.id, owner, export, is_machine=is_machine)


def _project_key(row_no: int, key: ProjectKey, export: Export) -> Iterator[Yielded]:
    owner = key.owner or ProjectOwner()
    account = owner.service_account or owner.user
    is_machine = owner.type == "service_account" or owner.service_account is not None
    principal = f"openai:{account.id}" if account and redact.clean(account.id) else None
    yield _credential(
        row_no, key, export, kind="service_account_key" if is_machine else "api_key", project=_project(export),
        principal=principal, principal_kind=("service_account" if is_machine else "person") if principal else "unknown",
    )  # fmt: skip
    yield from _claim(row_no, key.id, account, export, is_machine=is_machine)


def _service_account(row_no: int, account: ServiceAccount, export: Export) -> Iterator[Yielded]:
    del export
    yield Person(
        row_no=row_no, person_key=f"openai:{account.id}", kind="service_account", name=redact.clean(account.name), status="active",
        is_directory=False,
    )  # fmt: skip


def environment_of(name: str | None) -> Environment:
    """The environment that a project's name says in so many words, else unknown."""
    words = re.split(r"[^a-z]+", (name or "").lower())
    return next((environment for word, environment in _ENVIRONMENT_WORDS if word in words), "unknown")


def _project_row(row_no: int, project: ProjectRow, export: Export) -> Iterator[Yielded]:
    status: Literal["active", "archived", "unknown"] = "active" if project.status == "active" else "unknown"
    archived_at = _moment(project.archived_at)
    if archived_at or project.status == "archived":
        status = "archived"
    yield Project(
        row_no=row_no, provider="openai", tenant=export.tenant, project=project.id, name=redact.clean(project.name),
        environment=environment_of(project.name), status=status, archived_at=archived_at,
    )  # fmt: skip


def _member(row_no: int, member: Member, export: Export) -> Iterator[Yielded]:
    del export
    state = member.user or UserState()
    left = state.enabled is False or state.banned is True
    address = redact.clean(member.email)
    yield Person(
        row_no=row_no, person_key=address.lower() if address else f"openai:{member.id}",
        kind="service_account" if member.is_service_account else "person", name=redact.clean(member.name),
        aliases=(f"openai:{member.id}",), status="left" if left else "unknown", left_at=_moment(state.banned_at),
        is_directory=False,
    )  # fmt: skip


_OBTAIN = "GET {} with an admin key, all pages, each landed in its envelope (docs/sources.md)"
SOURCE = (
    Source(
        export="openai.admin_api_keys", provider="openai", obtain=_OBTAIN.format("/v1/organization/admin_api_keys"),
        gives=("credential", "ownership"), rank=60, recognises=_recognises("organization.admin_api_key"),
        read=_read(_admin_key, AdminKey), limits="lists project keys as if they were admin keys; the project listing wins",
    ),
    Source(
        export="openai.project_api_keys", provider="openai",
        obtain=_OBTAIN.format("/v1/organization/projects/{id}/api_keys?owner_project_access=any"),
        gives=("credential", "ownership"), rank=40, recognises=_recognises("organization.project.api_key"),
        read=_read(_project_key, ProjectKey), limits="no status, scopes or project in the body; disabled keys are not listed",
    ),
    Source(
        export="openai.service_accounts", provider="openai",
        obtain=_OBTAIN.format("/v1/organization/projects/{id}/service_accounts"),
        gives=("person",), recognises=_recognises("organization.project.service_account"),
        read=_read(_service_account, ServiceAccount),
    ),
    Source(
        export="openai.projects", provider="openai", obtain=_OBTAIN.format("/v1/organization/projects?include_archived=true"),
        gives=("project",), recognises=_recognises("organization.project"), read=_read(_project_row, ProjectRow),
        limits="archived projects are hidden unless asked for",
    ),
    Source(
        export="openai.users", provider="openai", obtain=_OBTAIN.format("/v1/organization/users"), gives=("person",),
        recognises=_recognises("organization.user", "organization.project.user"), read=_read(_member, Member),
    ),
)  # fmt: skip

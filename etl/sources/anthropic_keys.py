"""Anthropic's organisation listings: API keys, workspaces, members.

Three generations of the key are in the field. Archived keys stay listed, so absence means a cut file, never deletion.
There is no last-used field: use is learnt from the usage report alone. No body names its organisation.
Format: Admin API reference, 2026.
"""

from collections.abc import Callable, Iterator
from typing import Any

from msgspec import UNSET, Raw, Struct, UnsetType

from etl import redact, times
from etl.decode import Key, each, page_of
from etl.records import Credential, CredentialStatus, Environment, OwnershipClaim, Person, Project
from etl.sources import Export, Page, Sample, Source, Stated, Yielded

_STATUS: dict[str, CredentialStatus] = {"active": "active", "inactive": "inactive", "archived": "revoked", "expired": "expired"}
_ENVIRONMENTS: tuple[Environment, ...] = ("production", "staging", "test", "development", "sandbox")
DEFAULT_WORKSPACE = "default"


class ListPage(Struct):
    """A page of rows."""

    data: list[Raw]
    has_more: bool | None = None


class Actor(Struct):
    """A user or service account, in the words of whichever generation."""

    type: str | None = None
    id: str | None = None
    user_id: str | None = None
    service_account_id: str | None = None


class Scope(Struct):
    """What the newest generation is bound to."""

    type: str
    workspace_id: str | None = None


class ApiKey(Struct):
    """One key; `created_by` null: legacy, federated or made by the platform."""

    id: Key
    name: str | None = None
    status: str | None = None
    partial_key_hint: str | None = None
    created_at: str | None = None
    expires_at: str | UnsetType | None = UNSET
    created_by: Actor | None = None
    workspace_id: str | UnsetType | None = UNSET
    principal: Actor | None = None
    scope: Scope | None = None


class Workspace(Struct):
    """One workspace; tags say its environment, if anything does."""

    id: Key
    name: str | None = None
    archived_at: str | None = None
    tags: dict[str, str] | None = None


class Member(Struct):
    """One person of the organisation."""

    id: Key
    email: str | None = None
    name: str | None = None


def _recognises(kind: str, path: str) -> Callable[[Sample], bool]:
    def recognises(sample: Sample) -> bool:
        top = sample.top
        if not isinstance(top, dict) or "object" in top or not isinstance(top.get("data"), list) or "has_more" not in top:
            return False
        if not top["data"]:
            return (sample.request_path or "").endswith(path)
        return isinstance(top["data"][0], dict) and top["data"][0].get("type") == kind

    return recognises


def _read(shape: type, mapped: Callable[[int, Any, Export], Iterator[Yielded]]) -> Callable[[Page, Export], Iterator[Yielded]]:
    def read(page: Page, export: Export) -> Iterator[Yielded]:
        listed = page_of(page.body, ListPage)
        is_filtered = bool({"status", "workspace_id", "created_by_user_id"} & export.request_query.keys())
        if listed.has_more is not None:
            yield Stated(complete=not listed.has_more and not is_filtered)
        yield from each(listed.data, shape, page.first_row, lambda row_no, row: mapped(row_no, row, export))

    return read


def _holder(actor: Actor | None) -> tuple[str | None, bool]:
    """The id behind an actor of any generation, and whether it is a machine."""
    if actor is None:
        return None, False
    is_machine = actor.service_account_id is not None or (actor.type or "").startswith("service_account")
    return redact.clean(actor.service_account_id or actor.user_id or actor.id), is_machine


def _workspace_of(key: ApiKey) -> str | None:
    """The workspace that the key is bound to; null is the default one, an absent field says nothing."""
    if key.scope is not None:
        return redact.clean(key.scope.workspace_id)
    return None if isinstance(key.workspace_id, UnsetType) else redact.clean(key.workspace_id) or DEFAULT_WORKSPACE


def _key(row_no: int, key: ApiKey, export: Export) -> Iterator[Yielded]:
    holder, is_machine = _holder(key.principal)
    creator, creator_is_machine = _holder(key.created_by)
    name, workspace = redact.clean(key.id) or "", _workspace_of(key)
    bound = holder or creator
    bound_is_machine = is_machine if holder else creator_is_machine
    is_wide = key.scope is not None and key.scope.type == "organization"
    scopes = ("organization",) if is_wide else (f"workspace:{workspace}",) if workspace else None
    yield Credential(
        row_no=row_no, provider="anthropic", tenant=export.tenant, natural_key=name, kind="api_key",
        name=redact.clean(key.name),
        hint=redact.hint(key.partial_key_hint), status=_STATUS.get(key.status or "", "unknown"), project=workspace,
        created_at=times.instant(key.created_at),
        expires_at=times.instant(key.expires_at) if isinstance(key.expires_at, str) else None,
        never_expires=True if key.expires_at is None else None, principal=f"anthropic:{bound}" if bound else None,
        principal_kind=("service_account" if bound_is_machine else "person") if bound else "unknown", scopes=scopes,
    )  # fmt: skip
    if holder:
        yield _claim(row_no, name, holder, "provider_owner", 0.9, export, is_machine=is_machine)
    elif creator:
        yield _claim(row_no, name, creator, "provider_owner", 0.8, export, is_machine=creator_is_machine)


def _claim(row_no: int, key: str, owner: str, basis: Any, confidence: float, export: Export, *, is_machine: bool) -> OwnershipClaim:  # noqa: PLR0913, PLR0917
    return OwnershipClaim(
        row_no=row_no, subject_kind="credential", provider="anthropic", tenant=export.tenant, subject=key,
        owner=f"anthropic:{owner}", owner_kind="service" if is_machine else "person", basis=basis, confidence=confidence,
    )  # fmt: skip


def _workspace(row_no: int, workspace: Workspace, export: Export) -> Iterator[Yielded]:
    tags = {name.lower(): redact.clean(value) or "" for name, value in (workspace.tags or {}).items()}
    said = (tags.get("environment") or tags.get("env") or "").lower()
    archived_at = times.instant(workspace.archived_at)
    yield Project(
        row_no=row_no, provider="anthropic", tenant=export.tenant, project=workspace.id, name=redact.clean(workspace.name),
        environment=next((known for known in _ENVIRONMENTS if known == said), "unknown"),
        status="archived" if archived_at else "active", archived_at=archived_at, service=tags.get("service") or None,
    )  # fmt: skip


def _member(row_no: int, member: Member, export: Export) -> Iterator[Yielded]:
    del export
    address = redact.clean(member.email)
    yield Person(
        row_no=row_no, person_key=address.lower() if address else f"anthropic:{member.id}",
        name=redact.clean(member.name), aliases=(f"anthropic:{member.id}",), is_directory=False,
    )  # fmt: skip


_OBTAIN = "GET /v1/organizations/{} with an admin key, all pages, each landed in its envelope (docs/sources.md)"
SOURCE = (
    Source(
        export="anthropic.api_keys", provider="anthropic", obtain=_OBTAIN.format("api_keys?limit=1000"),
        gives=("credential", "ownership"), rank=40, snapshot=False, recognises=_recognises("api_key", "/api_keys"),
        read=_read(ApiKey, _key), limits="no last-used; archived keys stay listed, so absence is never deletion",
    ),
    Source(
        export="anthropic.workspaces", provider="anthropic", obtain=_OBTAIN.format("workspaces?include_archived=true"),
        gives=("project",), recognises=_recognises("workspace", "/workspaces"), read=_read(Workspace, _workspace),
    ),
    Source(
        export="anthropic.members", provider="anthropic", obtain=_OBTAIN.format("users"), gives=("person",),
        recognises=_recognises("user", "/users"), read=_read(Member, _member),
    ),
)  # fmt: skip

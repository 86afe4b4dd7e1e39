"""Backstage catalogue entities, several YAML documents a file.

Gives services, who owns them, which need which, and groups and people. `owner: ana` is a group unless `user:` stands before
it. Nothing in it is dated, so a claim holds as of the export. A broken document rejects itself, not its siblings.
Format: catalog-model reference, 2026.
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec
import yaml
from msgspec import Struct

from etl import redact
from etl.decode import Key
from etl.errors import FileRejectedError, RowRejectedError
from etl.records import Dependency, OwnershipClaim, Person, Service, ServiceDependency
from etl.sources import Export, Page, Sample, Source, Yielded

_KINDS = ("Component", "Resource", "AiResource", "System", "API", "Domain", "Group", "User", "Location", "Template")
_SERVICES = {"Component": "component", "Resource": "resource", "AiResource": "resource", "System": "system", "API": "api"}
ALIASES_MOST = 30
_ALIAS = re.compile(r"(?:^|[\s,\[{:])\*[\w-]", re.MULTILINE)  # in flow lists no blank need stand before it
_KEY_REFERENCE = re.compile(r"([a-z0-9_]+):([^:]+):(.+)")


class Metadata(Struct):
    """Who an entity is."""

    name: Key
    namespace: str | None = None
    title: str | None = None
    annotations: dict[str, Any] | None = None
    labels: dict[str, Any] | None = None


class Profile(Struct):
    """How to reach a group or person."""

    email: str | None = None
    displayName: str | None = None  # noqa: N815 the format's name


class Spec(Struct):
    """What an entity says of itself; fields of all kinds."""

    owner: str | None = None
    type: str | None = None
    lifecycle: str | None = None
    system: str | None = None
    dependsOn: list[str] | None = None  # noqa: N815
    profile: Profile | None = None
    memberOf: list[str] | None = None  # noqa: N815
    parent: str | None = None


class Entity(Struct):
    """One document."""

    apiVersion: str  # noqa: N815
    kind: str
    metadata: Metadata
    spec: Spec = msgspec.field(default_factory=Spec)


def _recognises(sample: Sample) -> bool:
    top = sample.top
    return (
        sample.format == "yaml" and isinstance(top, dict) and "metadata" in top and top.get("kind") in _KINDS
        and "backstage.io/" in str(top.get("apiVersion"))
    )  # fmt: skip


def _read(page: Page, export: Export) -> Iterator[Yielded]:
    row_no = page.first_row
    try:
        text = page.body.decode()
    except UnicodeDecodeError:
        raise FileRejectedError("not_utf8", f"{export.path}: not UTF-8; save it as UTF-8 and load again") from None
    if len(_ALIAS.findall(text)) > ALIASES_MOST:
        yield RowRejectedError("too_many_aliases", f"document {row_no}: more than {ALIASES_MOST} YAML aliases", row_no=row_no)
        return
    try:
        entity = msgspec.convert(_as_text(yaml.safe_load(text)), Entity)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        what = str(error) if isinstance(error, msgspec.ValidationError) else "not valid YAML"
        yield RowRejectedError("invalid_document", f"document {row_no}: {what}; mend it in its repository", row_no=row_no)
        return
    yield from _entity(row_no, entity)


def _as_text(value: Any) -> Any:
    """Bare dates and truth values of YAML as the text they were written for."""
    if isinstance(value, dict):
        return {str(name): _as_text(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_as_text(inner) for inner in value]
    return value if value is None else redact.scrub(str(value))  # before a reference is cut into parts


def _entity(row_no: int, entity: Entity) -> Iterator[Yielded]:
    spec = entity.spec
    if entity.kind in ("Group", "User"):
        yield _party(row_no, entity)
    if entity.kind not in _SERVICES:
        return
    name = _plain(entity.metadata.name)
    annotations = {key: str(value) for key, value in (entity.metadata.annotations or {}).items()}
    yield Service(
        row_no=row_no, service=name, name=redact.clean(entity.metadata.title), kind=_SERVICES[entity.kind],
        business_unit=redact.clean(spec.system), lifecycle=redact.clean(spec.lifecycle),
        repository=redact.clean(annotations.get("github.com/project-slug")),
    )  # fmt: skip
    owner = _owner(spec.owner)
    if owner:
        yield OwnershipClaim(row_no=row_no, subject_kind="service", provider=None, tenant=None, subject=name, **owner)
    for needed in filter(None, map(_plain, spec.dependsOn or [])):
        yield ServiceDependency(row_no=row_no, consumer=name, needed=needed)
    yield from _keys(row_no, name, owner, annotations)


def _keys(row_no: int, name: str, owner: dict[str, Any], annotations: dict[str, str]) -> Iterator[Yielded]:
    """The keys that a resource stands for, by an annotation ending in `/key-ref`: `provider:tenant:key`."""
    for annotation, value in annotations.items():
        found = _KEY_REFERENCE.fullmatch(redact.clean(value) or "") if annotation.endswith("/key-ref") else None
        if found is None:
            continue
        provider, tenant, key = found.groups()
        if owner:
            yield OwnershipClaim(row_no=row_no, subject_kind="credential", provider=provider, tenant=tenant, subject=key, **owner)
        yield Dependency(
            row_no=row_no, provider=provider, tenant=tenant, credential=key, consumer=name, consumer_kind="service",
            evidence="declared", owner=owner.get("owner"),
        )  # fmt: skip


def _party(row_no: int, entity: Entity) -> Person:
    profile = entity.spec.profile or Profile()
    name, address = _plain(entity.metadata.name), (redact.clean(profile.email) or "").lower()
    if entity.kind == "Group":
        return Person(
            row_no=row_no, person_key=f"team:{name}", kind="team", status="active", aliases=(address,) if address else (),
            name=redact.clean(profile.displayName) or redact.clean(entity.metadata.title),
            business_unit=redact.clean(entity.spec.parent),
        )  # fmt: skip
    member_of = [group for group in map(_plain, entity.spec.memberOf or []) if group]
    return Person(
        row_no=row_no, person_key=address or f"user:{name}", name=redact.clean(profile.displayName),
        aliases=(f"user:{name}",) if address else (), team=member_of[0] if member_of else None, is_directory=False,
    )  # fmt: skip


def _owner(reference: str | None) -> dict[str, Any]:
    """What a claim says of the owner: `user:name`, or `team:slug` where the reference says no `user:`; empty for nobody."""
    name = _plain(reference or "")
    if not name:
        return {}
    if "@" in name:  # no entity's name may hold one: an address that stands where a reference should
        return {"owner": name, "owner_kind": "person", "basis": "catalog", "confidence": 0.8}
    is_person = (reference or "").partition(":")[0].strip().lower() == "user"
    owner, kind = (f"user:{name}", "person") if is_person else (f"team:{name}", "team")
    return {"owner": owner, "owner_kind": kind, "basis": "catalog", "confidence": 0.8}


def _plain(reference: str) -> str:
    """The name in `kind:namespace/name`, which Backstage compares without case."""
    return (redact.clean(reference.rsplit(":", maxsplit=1)[-1].rsplit("/", maxsplit=1)[-1]) or "").lower()


SOURCE = Source(
    export="backstage.catalog", provider="backstage", gives=("service", "ownership", "person", "dependency"),
    obtain="the catalog-info.yaml files of the repositories, or an export of all entities as YAML documents",
    recognises=_recognises, read=_read, limits="nothing in it is dated; lifecycle is maturity, not environment",
)  # fmt: skip

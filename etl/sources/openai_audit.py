"""OpenAI's audit log: who made, changed and deleted keys, service accounts and projects, to the second.

New event types appear often; those that say nothing of credentials are read and passed over. The log starts when an
owner switches it on. Format: Admin API of 2026; the printed samples of its pages are not valid JSON.
"""

from collections.abc import Iterator
from typing import Literal

from msgspec import Raw, Struct, field

from etl import redact, times
from etl.decode import Key, each, page_of
from etl.errors import RowRejectedError
from etl.records import LifecycleEvent, LifecycleKind
from etl.sources import Covered, Export, Page, Sample, Source, Stated, Yielded


class LogPage(Struct):
    """A page of events."""

    data: list[Raw]
    has_more: bool | None = None


class Subject(Struct):
    """What an event is about."""

    id: str | None = None
    data: dict[str, object] | None = None
    changes_requested: dict[str, object] | None = None


class Person(Struct):
    """Somebody in an actor."""

    id: str | None = None
    email: str | None = None


class Session(Struct):
    """A browser session."""

    user: Person | None = None
    ip_address: str | None = None


class ActingKey(Struct):
    """A key that acts."""

    id: str | None = None


class Actor(Struct):
    """Who did it: a session or a key."""

    session: Session | None = None
    api_key: ActingKey | None = None


class Event(Struct):
    """One event; the member that says more is named by the type."""

    id: Key
    type: str
    effective_at: int
    actor: Actor | None = None
    key_created: Subject | None = field(default=None, name="api_key.created")
    key_updated: Subject | None = field(default=None, name="api_key.updated")
    key_deleted: Subject | None = field(default=None, name="api_key.deleted")
    account_deleted: Subject | None = field(default=None, name="service_account.deleted")
    project_archived: Subject | None = field(default=None, name="project.archived")
    project_deleted: Subject | None = field(default=None, name="project.deleted")


_Told = tuple[str, Literal["credential", "principal", "project"], LifecycleKind]
_KINDS: dict[str, _Told] = {
    "api_key.created": ("key_created", "credential", "created"),
    "api_key.updated": ("key_updated", "credential", "scope_changed"),
    "api_key.deleted": ("key_deleted", "credential", "deleted"),
    "service_account.deleted": ("account_deleted", "principal", "deleted"),
    "project.archived": ("project_archived", "project", "deactivated"),
    "project.deleted": ("project_deleted", "project", "deleted"),
}


def _recognises(sample: Sample) -> bool:
    top = sample.top
    if not isinstance(top, dict) or top.get("object") != "list":
        return False
    if not top["data"]:
        return (sample.request_path or "").endswith("/audit_logs")
    return bool({"type", "effective_at"} <= top["data"][0].keys())


def _read(page: Page, export: Export) -> Iterator[Yielded]:
    listed = page_of(page.body, LogPage)
    if listed.has_more is not None:
        yield Stated(complete=not listed.has_more)
    moments = []
    for item in each(listed.data, Event, page.first_row, lambda row_no, event: _events(row_no, event, export)):
        if isinstance(item, Stated):
            moments.append(item.as_of_lower)
        else:
            yield item
    known = [moment for moment in moments if moment is not None]
    if known:
        end = max([*known, *([export.as_of] if export.as_of else [])])
        yield Covered(kind="lifecycle", provider="openai", tenant=export.tenant, starts_at=min(known), ends_at=end)
        yield Stated(as_of_lower=max(known))


def _events(row_no: int, event: Event, export: Export) -> Iterator[Yielded]:
    at = times.instant(event.effective_at, epoch="s")
    yield Stated(as_of_lower=at)
    told = _KINDS.get(event.type)
    if told is None:
        return
    member, subject_kind, kind = told
    subject: Subject | None = getattr(event, member)
    if at is None or subject is None or not subject.id or not subject.id.strip():
        message = f"an event of type {redact.scrub(event.type)} without {'time' if at is None else 'subject'}; pull the log again"
        yield RowRejectedError("incomplete_event", message, row_no=row_no)
        return
    scopes = ((subject.data or {}) | (subject.changes_requested or {})).get("scopes")
    actor, address = _actor(event.actor)
    yield LifecycleEvent(
        row_no=row_no, provider="openai", tenant=export.tenant, event_id=event.id, subject_kind=subject_kind,
        subject=f"openai:{subject.id}" if subject_kind == "principal" else subject.id, kind=kind, at=at, actor=actor,
        source_ip=address, credential_kind="api_key" if subject_kind == "credential" else None,
        scopes=tuple(redact.scrub(str(scope)) or "" for scope in scopes) or ("*",) if isinstance(scopes, list) else None, detail=event.type,
    )  # fmt: skip


def _actor(actor: Actor | None) -> tuple[str | None, str | None]:
    if actor is None:
        return None, None
    if actor.session:
        person = actor.session.user or Person()
        return redact.scrub(person.email or person.id), actor.session.ip_address
    return (f"key {actor.api_key.id}", None) if actor.api_key and actor.api_key.id else (None, None)


SOURCE = Source(
    export="openai.audit_log", provider="openai", gives=("lifecycle_event", "coverage"), snapshot=False,
    obtain="GET /v1/organization/audit_logs, all pages; an owner must have switched the log on",
    recognises=_recognises, read=_read, limits="starts when it is switched on; says nothing of use",
)  # fmt: skip

"""Anthropic's activity feed: who made, switched off, archived keys, to the microsecond.

Archiving is the only removal, and it is an update; switching off can be undone. More than 500 types exist: those that say
nothing of keys are read and passed over. The feed starts when it is switched on and records no inference.
Format: compliance API, 2026.
"""

from collections.abc import Iterator

from msgspec import Raw, Struct

from etl import redact, times
from etl.decode import Key, each, page_of
from etl.errors import RowRejectedError
from etl.records import CredentialKind, LifecycleEvent, LifecycleKind
from etl.sources import Covered, Export, Page, Sample, Source, Stated, Yielded

_STATUS: dict[str, LifecycleKind] = {"active": "activated", "inactive": "deactivated", "archived": "deleted", "expired": "expired"}
_CREATED = ("platform_api_key_created", "api_key_created", "admin_api_key_created")
_UPDATED = ("platform_api_key_updated", "admin_api_key_updated")


class FeedPage(Struct):
    """A page of activities."""

    data: list[Raw]
    has_more: bool | None = None


class Change(Struct):
    """What an update changed."""

    type: str
    current_value: str | None = None


class Actor(Struct):
    """Who did it."""

    email_address: str | None = None
    user_id: str | None = None
    api_key_id: str | None = None
    admin_api_key_id: str | None = None
    ip_address: str | None = None


class Activity(Struct):
    """One activity."""

    id: Key
    type: str
    created_at: str
    actor: Actor | None = None
    api_key_id: str | None = None
    admin_api_key_id: str | None = None
    workspace_id: str | None = None
    scopes: list[str] | None = None
    updates: list[Change] = []


def _recognises(sample: Sample) -> bool:
    top = sample.top
    if not isinstance(top, dict) or "object" in top or not isinstance(top.get("data"), list):
        return False
    if not top["data"]:
        return (sample.request_path or "").endswith("/compliance/activities")
    row = top["data"][0]
    return isinstance(row, dict) and {"type", "created_at", "actor"} <= row.keys()


def _read(page: Page, export: Export) -> Iterator[Yielded]:
    listed = page_of(page.body, FeedPage)
    if listed.has_more is not None:
        yield Stated(complete=not listed.has_more)
    moments = []
    for item in each(listed.data, Activity, page.first_row, lambda row_no, row: _events(row_no, row, export)):
        if isinstance(item, Stated):
            moments.append(item.as_of_lower)
        else:
            yield item
    known = [moment for moment in moments if moment is not None]
    if known:
        end = max([*known, *([export.as_of] if export.as_of else [])])
        yield Covered(kind="lifecycle", provider="anthropic", tenant=export.tenant, starts_at=min(known), ends_at=end)
        yield Stated(as_of_lower=max(known))


def _events(row_no: int, activity: Activity, export: Export) -> Iterator[Yielded]:
    at = times.instant(activity.created_at)
    yield Stated(as_of_lower=at)
    for number, (said, kind) in enumerate(_told(activity)):
        subject = redact.clean(said)
        if at is None or not subject:
            message = f"an activity of type {redact.scrub(activity.type)} without {'time' if at is None else 'key'}; pull the feed again"
            yield RowRejectedError("incomplete_event", message, row_no=row_no)
            return
        actor = activity.actor or Actor()
        who = actor.email_address or actor.user_id or actor.admin_api_key_id or actor.api_key_id
        kind_of: CredentialKind = "admin_key" if activity.admin_api_key_id else "api_key"
        yield LifecycleEvent(
            row_no=row_no, provider="anthropic", tenant=export.tenant, event_id=activity.id if number == 0 else f"{activity.id}#{number}",
            subject_kind="project" if activity.type == "platform_workspace_archived" else "credential", subject=subject, kind=kind,
            at=at, actor=redact.clean(who), source_ip=redact.clean(actor.ip_address), credential_kind=kind_of,
            scopes=_scopes(activity.scopes), detail=activity.type,
        )  # fmt: skip


def _scopes(said: list[str] | None) -> tuple[str, ...] | None:
    """Legacy keys without scopes come with an empty list, which grants all and so says nothing."""
    return tuple(filter(None, map(redact.clean, said))) if said else None


def _told(activity: Activity) -> Iterator[tuple[str | None, LifecycleKind]]:
    key = activity.api_key_id or activity.admin_api_key_id
    if activity.type in _CREATED:
        yield key, "created"
    elif activity.type == "admin_api_key_deleted":
        yield key, "deleted"
    elif activity.type == "platform_workspace_archived":
        yield activity.workspace_id, "deactivated"
    elif activity.type in _UPDATED:
        for change in activity.updates:
            if change.type == "status" and change.current_value in _STATUS:
                yield key, _STATUS[change.current_value]
            elif change.type == "workspace":
                yield key, "scope_changed"


SOURCE = Source(
    export="anthropic.activities", provider="anthropic", gives=("lifecycle_event", "coverage"), snapshot=False,
    obtain="GET /v1/compliance/activities with a key of scope read:compliance_activities, all pages",
    recognises=_recognises, read=_read, limits="starts when it is switched on; records no inference",
)  # fmt: skip

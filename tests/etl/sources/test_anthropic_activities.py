import json
from datetime import UTC, datetime

import pytest

from etl.errors import RowRejectedError
from etl.records import LifecycleEvent
from etl.sources import Covered, Export, Page, anthropic_activities

SOURCE = anthropic_activities.SOURCE
EXPORT = "anthropic.activities"
PLANTED = "sk-ant-admin01-" + "eF5hI8kL1nO4qR7tU0wX3zA6bC9" + "dG2jM_pS-vY" + "AA"
ANN = {"type": "user_actor", "user_id": "user_1", "email_address": "ann@corp.example", "ip_address": "198.51.100.7"}
CREATED = {
    "id": "activity_01", "type": "platform_api_key_created", "created_at": "2026-04-01T08:00:00.000123Z",
    "organization_id": "org_01", "api_key_id": "apikey_01", "actor": ANN,
}  # fmt: skip
ARCHIVED = CREATED | {
    "id": "activity_02", "type": "platform_api_key_updated", "created_at": "2026-04-03T08:00:00Z",
    "updates": [{"type": "status", "previous_value": "active", "current_value": "archived"}],
    "actor": {"type": "admin_api_key_actor", "admin_api_key_id": "admin_api_key_9", "ip_address": "198.51.100.8"},
}  # fmt: skip
CHATTED = {"id": "activity_03", "type": "claude_chat_viewed", "created_at": "2026-04-04T08:00:00Z", "actor": ANN}


def page(*rows, has_more=False):
    return json.dumps({"data": rows, "has_more": has_more, "first_id": None, "last_id": None}).encode()


SAMPLES = {EXPORT: page(CHATTED, ARCHIVED, CREATED)}
SECRETS = {
    EXPORT: page(
        ARCHIVED
        | {"updates": [{"type": "name", "current_value": PLANTED}, *ARCHIVED["updates"]], "actor": ANN | {"email_address": PLANTED}},
        CREATED | {"scopes": [PLANTED], "actor": ANN | {"ip_address": PLANTED, "email_address": f"{PLANTED}@x.example"}},
    )
}


def read(*rows, **export):
    return list(SOURCE.read(Page(body=page(*rows)), Export(path="x", tenant="org", **export)))


def of(kind, found):
    return [y for y in found if isinstance(y, kind)]


def test_creation_and_archiving_are_told_with_who_and_when():
    archived, created = of(LifecycleEvent, read(CHATTED, ARCHIVED, CREATED))
    assert (created.kind, created.subject, created.actor) == ("created", "apikey_01", "ann@corp.example")
    assert created.at == datetime(2026, 4, 1, 8, 0, 0, 123, UTC)
    assert (archived.kind, archived.actor, archived.source_ip) == ("deleted", "admin_api_key_9", "198.51.100.8")


@pytest.mark.parametrize(
    ("update", "kind"),
    [
        ({"type": "status", "current_value": "inactive"}, "deactivated"),
        ({"type": "status", "current_value": "active"}, "activated"),
        ({"type": "status", "current_value": "expired"}, "expired"),
        ({"type": "workspace", "current_value": "wrkspc_2"}, "scope_changed"),
    ],
)
def test_an_update_is_told_by_what_it_changed(update, kind):
    assert [y.kind for y in of(LifecycleEvent, read(ARCHIVED | {"updates": [update]}))] == [kind]


def test_a_new_name_and_an_unheard_status_are_no_change_of_life():
    updates = [{"type": "name", "current_value": "new"}, {"type": "status", "current_value": "paused"}]
    assert of(LifecycleEvent, read(ARCHIVED | {"updates": updates})) == []


def test_two_changes_of_one_activity_have_ids_of_their_own():
    updates = [{"type": "workspace", "current_value": "w"}, {"type": "status", "current_value": "inactive"}]
    ids = [y.event_id for y in of(LifecycleEvent, read(ARCHIVED | {"updates": updates}))]
    assert ids == ["activity_02", "activity_02#1"]


def test_an_admin_key_is_one_and_its_scopes_are_kept():
    row = CREATED | {"type": "admin_api_key_created", "admin_api_key_id": "admin_api_key_2", "api_key_id": None, "scopes": ["read:x"]}
    (event,) = of(LifecycleEvent, read(row))
    assert (event.credential_kind, event.subject, event.scopes) == ("admin_key", "admin_api_key_2", ("read:x",))


def test_an_archived_workspace_ends_its_keys():
    row = {
        "id": "activity_9",
        "type": "platform_workspace_archived",
        "created_at": "2026-04-01T08:00:00Z",
        "workspace_id": "w",
        "actor": ANN,
    }
    (event,) = of(LifecycleEvent, read(row))
    assert (event.subject_kind, event.subject, event.kind) == ("project", "w", "deactivated")


def test_the_feed_covers_from_its_first_to_its_last_moment_of_whatever_type():
    (covered,) = of(Covered, read(CHATTED, ARCHIVED, CREATED))
    assert covered.kind == "lifecycle"
    assert (covered.starts_at.day, covered.ends_at.day) == (1, 4)


def test_an_activity_without_its_key_is_rejected_alone():
    found = read(CREATED | {"api_key_id": None}, ARCHIVED)
    assert [(y.row_no, y.code) for y in of(RowRejectedError, found)] == [(1, "incomplete_event")]
    assert len(of(LifecycleEvent, found)) == 1

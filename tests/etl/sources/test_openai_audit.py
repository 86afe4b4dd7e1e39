import json
from datetime import UTC, datetime

import pytest

from etl.errors import FileRejectedError, RowRejectedError
from etl.landing.discover import files
from etl.landing.document import opened
from etl.records import LifecycleEvent
from etl.sources import Covered, Export, Page, openai_audit

EXPORT = "openai.audit_log"
PLANTED = "sk-" + "proj-" + "Ab3dEf6hIj" * 7 + "T3Blbk" + "FJ" + "Kl9mNo2pQr" * 7
SESSION = {"type": "session", "session": {"ip_address": "203.0.113.9", "user": {"id": "user-2", "email": "ops@corp.example"}}}


def event(kind, subject, number=1, **more):
    return {"id": f"audit_log-{number}", "type": kind, "effective_at": 1769990400 + number, "actor": SESSION, kind: subject} | more


EVENTS = [
    event("api_key.created", {"id": "key_1", "data": {"scopes": ["api.all.read"]}}, 1),
    event("api_key.updated", {"id": "key_1", "changes_requested": {"scopes": []}}, 2),
    event("api_key.deleted", {"id": "key_1"}, 3, actor={"type": "api_key", "api_key": {"id": "key_A", "type": "user"}}),
    event("service_account.deleted", {"id": "user-bot"}, 4),
    event("project.archived", {"id": "proj_1"}, 5),
    event("login.failed", {"error_code": "x"}, 6),
    event("brand.new.type", {"id": "?"}, 7),
]


def listed(*rows, **more):
    return json.dumps({"object": "list", "data": list(rows), "has_more": False} | more).encode()


SAMPLES = {EXPORT: listed(*EVENTS)}
SECRETS = {EXPORT: listed(event("api_key.created", {"id": "key_1", "data": {"name": PLANTED, "scopes": [PLANTED]}}), *EVENTS[2:])}
SECRETS[EXPORT] = SECRETS[EXPORT].replace(b"ops@corp.example", PLANTED.encode())


def read(body, **export):
    return list(openai_audit.SOURCE.read(Page(body=body), Export(path="x", tenant="org-1", **export)))


def of(kind, found):
    return [item for item in found if isinstance(item, kind)]


def test_each_event_is_told_by_the_member_that_its_type_names():
    found = of(LifecycleEvent, read(SAMPLES[EXPORT]))
    assert [(e.subject_kind, e.subject, e.kind) for e in found] == [
        ("credential", "key_1", "created"), ("credential", "key_1", "scope_changed"), ("credential", "key_1", "deleted"),
        ("principal", "openai:user-bot", "deleted"), ("project", "proj_1", "deactivated"),
    ]  # fmt: skip
    assert [e.scopes for e in found[:3]] == [("api.all.read",), ("*",), None]
    assert [e.actor for e in found[1:3]] == ["ops@corp.example", "key key_A"]
    assert (found[0].at, found[0].source_ip) == (datetime(2026, 2, 2, 0, 0, 1, tzinfo=UTC), "203.0.113.9")


def test_events_of_other_types_extend_what_the_log_covers():
    (covered,) = of(Covered, read(SAMPLES[EXPORT]))
    assert (covered.starts_at.second, covered.ends_at.second) == (1, 7)


def test_an_event_without_subject_is_rejected_and_the_rest_is_read():
    found = read(listed(event("api_key.deleted", None), EVENTS[0]))
    assert [item.code for item in of(RowRejectedError, found)] == ["incomplete_event"]
    assert len(of(LifecycleEvent, found)) == 1


def test_scopes_are_found_in_either_place():
    changed = event("api_key.updated", {"id": "key_1", "data": {"name": "bot"}, "changes_requested": {"scopes": ["models.read"]}})
    assert [e.scopes for e in of(LifecycleEvent, read(listed(changed)))] == [("models.read",)]


def test_blank_ids_are_rejected():
    found = read(listed(event("api_key.deleted", {"id": " "}), event("api_key.deleted", {"id": "key_1"}, id="")))
    assert [item.code for item in of(RowRejectedError, found)] == ["incomplete_event", "invalid_field"]


def test_the_printed_sample_is_refused_with_a_clear_message(shared_data):
    (landed,) = files([str(shared_data / "openai_admin/get_organization_audit_logs.json")])
    with pytest.raises(FileRejectedError, match=r"not valid JSON.*trailing comma.*fetch it again") as caught:
        opened(landed)
    assert caught.value.code == "invalid_json"

import json
from datetime import UTC, datetime

import pytest

from etl import redact
from etl.errors import RowRejectedError
from etl.records import Credential, OwnershipClaim, Person, Project
from etl.sources import Export, Page, Sample, Stated, openai_keys

SOURCES = {source.export: source for source in openai_keys.SOURCE}
ADMIN, KEYS, ACCOUNTS, PROJECTS, USERS = (
    "openai.admin_api_keys", "openai.project_api_keys", "openai.service_accounts", "openai.projects", "openai.users",
)  # fmt: skip
PLANTED = ["sk-" + "proj-" + "Ab3dEf6hIj" * 7 + "T3Blbk" + "FJ" + "Kl9mNo2pQr" * 7, "sk-" + "admin-" + "Zt9Kq2Lm8V" * 7]
ADMIN_KEY = {
    "object": "organization.admin_api_key", "id": "key_A1", "name": "ops", "redacted_value": "sk-admin...xyz1",
    "created_at": 1767225600, "expires_at": None, "last_used_at": 0,
    "owner": {"type": "user", "object": "organization.user", "id": "user-8hTr", "name": "Ana P", "role": "owner"},
}  # fmt: skip
KEY = {
    "object": "organization.project.api_key", "id": "key_Q7f2", "name": "invoice-bot prod", "redacted_value": "sk-proj-...k3WA",
    "created_at": 1767225600, "last_used_at": 1769904000, "owner_project_access": "active",
    "owner": {"type": "user", "user": {"id": "user-8hTr", "email": "Ana@corp.example", "name": "Ana P", "role": "member"}},
}  # fmt: skip
MACHINE_KEY = KEY | {"id": "key_S9", "owner": {"type": "service_account", "service_account": {"id": "user-bot", "name": "bot"}}}
ACCOUNT = {"object": "organization.project.service_account", "id": "svc_acct_1", "name": "bot", "role": "member", "created_at": 1767225600}
PROJECT = {"object": "organization.project", "id": "proj_A1", "name": "Invoices (prod)", "status": "active", "created_at": 1767225600}
USER = {
    "object": "organization.user",
    "id": "user-8hTr",
    "email": "Ana@corp.example",
    "name": "Ana P",
    "role": "owner",
    "added_at": 1767225600,
}


def listed(*rows, **more):
    return json.dumps({"object": "list", "data": list(rows), "first_id": None, "last_id": None, "has_more": False} | more).encode()


SAMPLES = {
    ADMIN: listed(ADMIN_KEY, ADMIN_KEY | {"id": "key_A2", "owner": {"type": "service_account", "id": "user-bot"}}),
    KEYS: listed(KEY, MACHINE_KEY),
    ACCOUNTS: listed(ACCOUNT, ACCOUNT | {"id": "svc_acct_2"}),
    PROJECTS: listed(PROJECT, PROJECT | {"id": "proj_B2", "status": "archived", "archived_at": 1769904000}),
    USERS: listed(USER, USER | {"id": "user-2", "email": "li@corp.example", "user": {"id": "user-2", "enabled": False}}),
}
SECRETS = {
    ADMIN: listed(ADMIN_KEY | {"value": PLANTED[1], "name": PLANTED[0]}),
    KEYS: listed(KEY | {"value": PLANTED[0], "name": f"prod {PLANTED[1]}"}, MACHINE_KEY | {"redacted_value": PLANTED[0]}),
    ACCOUNTS: listed(ACCOUNT | {"name": PLANTED[1], "api_key": {"id": "key_1", "value": PLANTED[0]}}),
    PROJECTS: listed(PROJECT | {"name": PLANTED[0]}),
    USERS: listed(USER | {"name": PLANTED[0]}),
}
PATH = "/v1/organization/projects/proj_A1/api_keys"


def read(name, *rows, query=None, **export):
    body = rows[0] if rows and isinstance(rows[0], bytes) else listed(*rows)
    return list(SOURCES[name].read(Page(body=body), Export(path="x", tenant="org-1", request_query=query or {}, **export)))


def of(kind, found):
    return [item for item in found if isinstance(item, kind)]


def test_a_project_key_belongs_to_the_project_of_its_request_and_to_its_user():
    found = read(KEYS, KEY, request_path=PATH, query={"owner_project_access": "any"})
    (stated,), (key,), (claim,) = of(Stated, found), of(Credential, found), of(OwnershipClaim, found)
    assert (stated.project, stated.complete, key.project, key.kind) == ("proj_A1", True, "proj_A1", "api_key")
    assert (key.hint, key.last_used_at, key.use_claim) == ("sk-proj-…k3WA", datetime(2026, 2, 1, tzinfo=UTC), "used")
    assert (claim.owner, claim.owner_kind, claim.basis) == ("ana@corp.example", "person", "provider_owner")
    assert key.never_expires is None, "an absent expires_at is unknown"


def test_a_machines_key_is_known_by_its_owner_not_by_the_prefix_of_an_id():
    found = read(KEYS, MACHINE_KEY)
    (key,), (claim,) = of(Credential, found), of(OwnershipClaim, found)
    assert (key.kind, key.principal, key.principal_kind) == ("service_account_key", "openai:user-bot", "service_account")
    assert claim.owner_kind == "service"


def test_the_project_listing_outranks_the_admin_listing_that_repeats_its_keys():
    assert SOURCES[KEYS].rank < SOURCES[ADMIN].rank
    (key,) = of(Credential, read(ADMIN, ADMIN_KEY | {"id": "key_Q7f2"}))
    assert (key.natural_key, key.kind) == ("key_Q7f2", "admin_key")


def test_an_admin_keys_owner_is_flat_and_zero_is_no_time():
    found = read(ADMIN, ADMIN_KEY)
    (key,), (claim,) = of(Credential, found), of(OwnershipClaim, found)
    assert (claim.owner, key.last_used_at, key.use_claim) == ("openai:user-8hTr", None, "unknown")
    assert (key.never_expires, key.privilege) == (True, "admin")


@pytest.mark.parametrize(
    ("body", "query", "complete"),
    [
        (listed(KEY), {"owner_project_access": "any"}, True),
        (listed(KEY, has_more=True), {"owner_project_access": "any"}, False),
        (listed(KEY), {}, False),
        (json.dumps(KEY).encode(), {"owner_project_access": "any"}, False),
    ],
    ids=["all pages", "more to come", "enabled keys hidden", "one object alone"],
)
def test_only_a_whole_listing_is_complete(body, query, complete):
    (stated,) = of(Stated, read(KEYS, body, query=query, request_path=PATH))
    assert stated.complete is complete


def test_a_list_without_data_is_an_empty_listing():
    assert of(Stated, read(ADMIN, b'{"object":"list","has_more":false}'))[0].complete is True
    sample = Sample(format="json", top={"object": "list", "has_more": False}, request_path="/v1/organization/admin_api_keys")
    assert [name for name, source in SOURCES.items() if source.recognises(sample)] == [ADMIN]


def test_the_raw_key_of_a_creation_leaves_only_hint_and_fingerprint():
    (key,) = of(Credential, read(KEYS, KEY | {"value": PLANTED[0]}))
    assert key.fingerprint == redact.fingerprint(PLANTED[0])
    assert PLANTED[0] not in repr(key)


def test_an_archived_project_and_a_disabled_member_are_so():
    live, archived = of(Project, read(PROJECTS, SAMPLES[PROJECTS]))
    assert (live.status, live.environment, archived.status) == ("active", "production", "archived")
    assert archived.archived_at == datetime(2026, 2, 1, tzinfo=UTC)
    ana, li = of(Person, read(USERS, SAMPLES[USERS]))
    assert (ana.person_key, ana.aliases, ana.is_directory) == ("ana@corp.example", ("openai:user-8hTr",), False)
    assert (ana.status, li.status) == ("unknown", "left")


def test_a_bad_row_is_rejected_alone():
    found = read(KEYS, KEY | {"id": {"not": "an id"}}, KEY, KEY | {"created_at": "soon"})
    assert [item.row_no for item in of(RowRejectedError, found)] == [1, 3]
    assert len(of(Credential, found)) == 1


@pytest.mark.parametrize(("name", "row"), [(ADMIN, ADMIN_KEY), (KEYS, KEY), (ACCOUNTS, ACCOUNT), (PROJECTS, PROJECT), (USERS, USER)])
def test_a_blank_id_rejects_its_row(name, row):
    found = read(name, row | {"id": " "})
    assert [item.field for item in found if isinstance(item, RowRejectedError)] == ["id"]
    assert not of((Credential, OwnershipClaim, Project, Person), found)


def test_a_blank_owner_is_nobody_and_addresses_are_trimmed():
    blank = {"type": "user", "user": {"id": "", "email": " "}}
    found = read(KEYS, KEY | {"owner": blank}, KEY | {"owner": {"type": "user", "user": {"email": "Ana@corp.example "}}})
    assert [key.principal for key in of(Credential, found)] == [None, None]
    assert [(claim.row_no, claim.owner) for claim in of(OwnershipClaim, found)] == [(2, "ana@corp.example")]


def test_the_examples_hold_no_raw_key(shared_data):
    body = (shared_data / "openai_admin/post_organization_admin_api_keys.json").read_bytes()
    (key,) = of(Credential, read(ADMIN, body))
    assert json.loads(body)["value"] not in repr(key)
    assert key.fingerprint

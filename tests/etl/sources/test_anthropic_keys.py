import json

import pytest

from etl.records import Credential, OwnershipClaim, Person, Project
from etl.sources import Export, Page, Sample, Stated, anthropic_keys

SOURCES = {source.export: source for source in anthropic_keys.SOURCE}
KEYS, WORKSPACES, MEMBERS = "anthropic.api_keys", "anthropic.workspaces", "anthropic.members"
PLANTED = "sk-ant-api03-" + "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7" + "bC0eF_hI-kL" + "AA"
SHARED = {"type": "api_key", "name": "claims triage", "status": "active", "created_at": "2026-03-02T09:14:07.120034Z"}
FIRST = SHARED | {
    "id": "apikey_01", "partial_key_hint": "sk-ant-api03-R2D...igAA", "created_by": {"id": "user_01", "type": "user"},
    "workspace_id": None,
}  # fmt: skip
SECOND = FIRST | {"id": "apikey_02", "workspace_id": "wrkspc_02", "expires_at": "2026-09-01T00:00:00Z"}
SECOND |= {"principal": {"id": "svac_02", "type": "service_account"}, "status": "archived"}
THIRD = SHARED | {
    "id": "apikey_03", "partial_key_hint": "sk-ant-api03-Zq7...9wAA", "expires_at": None, "created_by": None,
    "principal": {"type": "user_actor", "user_id": "user_03"}, "scope": {"type": "workspace", "workspace_id": "wrkspc_03"},
}  # fmt: skip
WORKSPACE = {
    "type": "workspace", "id": "wrkspc_02", "name": "claims", "created_at": "2026-01-01T00:00:00Z", "archived_at": None,
    "tags": {"Environment": "production", "service": "claims-triage"},
}  # fmt: skip
MEMBER = {"type": "user", "id": "user_01", "email": "Ann@Corp.example", "name": "Ann", "role": "developer"}


def page(*rows, has_more=False):
    return json.dumps({"data": rows, "has_more": has_more, "first_id": None, "last_id": None}).encode()


SAMPLES = {
    KEYS: page(FIRST, SECOND, THIRD),
    WORKSPACES: page(WORKSPACE, WORKSPACE | {"id": "wrkspc_03", "archived_at": "2026-05-01T00:00:00Z", "tags": {}}),
    MEMBERS: page(MEMBER, MEMBER | {"id": "user_02", "email": "bo@corp.example"}),
}
SECRETS = {
    KEYS: page(FIRST | {"name": PLANTED, "partial_key_hint": PLANTED}, SECOND | {"name": f"ci {PLANTED}"}),
    WORKSPACES: page(WORKSPACE | {"name": f"claims {PLANTED}", "tags": {"service": PLANTED, "env": PLANTED}}),
    MEMBERS: page(MEMBER | {"name": PLANTED, "email": f"{PLANTED}@corp.example"}),
}


def read(name, body, **export):
    body = body if isinstance(body, bytes) else page(body)
    return list(SOURCES[name].read(Page(body=body), Export(path="x", **export)))


def credentials(*rows, **export):
    return [y for y in read(KEYS, page(*rows), **export) if isinstance(y, Credential)]


def test_three_generations_of_keys_are_bound_to_their_workspace_and_holder():
    first, second, third = credentials(FIRST, SECOND, THIRD, tenant="org")
    assert (first.project, second.project, third.project) == ("default", "wrkspc_02", "wrkspc_03")
    assert (first.principal, second.principal, third.principal) == (
        "anthropic:user_01",
        "anthropic:svac_02",
        "anthropic:user_03",
    )
    assert (first.principal_kind, second.principal_kind) == ("person", "service_account")
    assert third.scopes == ("workspace:wrkspc_03",)


def test_a_service_account_of_the_newest_generation_is_a_machine():
    actor = {"type": "service_account_actor", "service_account_id": "svac_9"}
    (found,) = credentials(THIRD | {"principal": actor})
    assert (found.principal, found.principal_kind) == ("anthropic:svac_9", "service_account")


def test_an_organisation_wide_key_belongs_to_no_workspace():
    (found,) = credentials(THIRD | {"scope": {"type": "organization"}})
    assert found.scopes == ("organization",)
    assert found.project is None


def test_a_workspace_nobody_names_is_unknown_and_a_null_one_is_the_default():
    unnamed = {name: value for name, value in FIRST.items() if name != "workspace_id"}
    assert [found.project for found in credentials(unnamed, FIRST)] == [None, "default"]
    assert [found.scopes for found in credentials(unnamed, FIRST)] == [None, ("workspace:default",)]


def test_no_end_named_is_unknown_and_a_null_one_is_never():
    first, second, third = credentials(FIRST, SECOND, THIRD)
    assert (first.never_expires, second.never_expires, third.never_expires) == (None, None, True)
    assert second.expires_at.isoformat() == "2026-09-01T00:00:00+00:00"


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("active", "active"),
        ("inactive", "inactive"),
        ("archived", "revoked"),
        ("expired", "expired"),
        ("paused", "unknown"),
        (None, "unknown"),
    ],
)
def test_an_archived_key_is_revoked_and_an_unknown_status_stays_unknown(said, known):
    (found,) = credentials(FIRST | {"status": said})
    assert found.status == known


def test_the_listing_says_nothing_of_use():
    assert {found.use_claim for found in credentials(FIRST, THIRD)} == {"unknown"}


def test_who_holds_a_key_weighs_more_than_who_made_it():
    claims = [y for y in read(KEYS, SAMPLES[KEYS]) if isinstance(y, OwnershipClaim)]
    assert [(claim.owner, claim.owner_kind) for claim in claims] == [
        ("anthropic:user_01", "person"),
        ("anthropic:svac_02", "service"),
        ("anthropic:user_03", "person"),
    ]
    assert claims[0].confidence < claims[1].confidence


@pytest.mark.parametrize(
    ("query", "more", "complete"),
    [
        ({}, False, True),
        ({}, True, False),
        ({"status": "active"}, False, False),
        ({"workspace_id": "w"}, False, False),
        ({"limit": "9"}, False, True),
    ],
)
def test_a_filtered_or_cut_listing_is_partial(query, more, complete):
    said = [y for y in read(KEYS, page(FIRST, has_more=more), request_query=query) if isinstance(y, Stated)]
    assert [y.complete for y in said] == [complete]


def test_a_workspace_takes_environment_and_service_from_its_tags_alone():
    first, second = (y for y in read(WORKSPACES, SAMPLES[WORKSPACES]) if isinstance(y, Project))
    assert (first.environment, first.service, first.status) == ("production", "claims-triage", "active")
    assert (second.environment, second.service, second.status) == ("unknown", None, "archived")


def test_a_member_is_known_by_address_and_proves_no_employment():
    first, *_ = (y for y in read(MEMBERS, SAMPLES[MEMBERS]) if isinstance(y, Person))
    assert (first.person_key, first.aliases) == ("ann@corp.example", ("anthropic:user_01",))
    assert (first.status, first.is_directory) == ("unknown", False)


def test_an_empty_listing_is_told_by_its_request():
    for name, path in ((KEYS, "api_keys"), (WORKSPACES, "workspaces"), (MEMBERS, "users")):
        sample = Sample(format="json", top=json.loads(page()), request_path=f"/v1/organizations/{path}")
        assert [source.export for source in anthropic_keys.SOURCE if source.recognises(sample)] == [name]

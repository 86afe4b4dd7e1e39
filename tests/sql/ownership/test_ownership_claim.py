from datetime import UTC, datetime, timedelta

import pytest

from etl.records import OwnershipClaim
from tests.builders import snapshot
from tests.metric_examples import example

AS_OF = datetime(2026, 6, 30, tzinfo=UTC)
KEY = {"credential_id": 1, "provider": "openai", "tenant": "org", "natural_key": "key_1"}
ANN = {"person_key": "ann@corp.example", "kind": "person", "status": "active", "is_directory": True, "services": []}


def claim(subject="key_1", subject_kind="credential", owner="ann@corp.example", basis="register", confidence=0.95, **facts):
    named = {"provider": "openai", "tenant": "org"} if subject_kind != "service" else {"provider": None, "tenant": None}
    kind = "none" if owner is None else "team" if owner.startswith("team:") else "person"
    return OwnershipClaim(**{"row_no": 1, "subject": subject, "subject_kind": subject_kind, "owner": owner, "owner_kind": kind,
                             "basis": basis, "confidence": confidence, **named, **facts})  # fmt: skip


def claims(warehouse, steps, *told, columns="owner owner_kind basis rank", people=(ANN,), fact=None, **given):
    if told:
        snapshot(warehouse, "register.owners", told, as_of=AS_OF)
    aliases = [{"alias": person["person_key"], "person_key": person["person_key"]} for person in people]
    inputs = {"credential_reference": [KEY], "credential_fact": [fact or KEY], "person_current": people, "person_reference": aliases}
    return steps.rows("ownership_claim", {**inputs, **given}, *columns.split())


def test_claims_of_a_key_its_principal_project_and_service_are_all_its_own(warehouse, steps):
    fact = {**KEY, "principal": "user-1", "project": "proj_1", "service": "chat"}
    told = [
        claim(owner="a@x", basis="register"),
        claim("user-1", "principal", owner="b@x", basis="provider_owner"),
        claim("proj_1", "project", owner="c@x", basis="tag"),
        claim("chat", "service", owner="d@x", basis="catalog"),
        claim("elsewhere", "service", owner="e@x", basis="catalog"),
    ]
    assert claims(warehouse, steps, *told, fact=fact, columns="owner rank") == [("a@x", 1), ("b@x", 2), ("c@x", 3), ("d@x", 4)]


def test_a_principal_of_the_name_of_a_project_is_another_subject(warehouse, steps):
    fact = {**KEY, "principal": "same", "project": None}
    assert claims(warehouse, steps, claim("same", "project", basis="tag"), fact=fact) == []


def test_who_owns_a_service_by_default_owns_its_keys(warehouse, steps):
    person = {**ANN, "services": ["chat"]}
    rows = claims(warehouse, steps, people=[person], fact={**KEY, "service": "chat"}, columns="owner basis confidence")
    assert rows == [("ann@corp.example", "service_default", 0.8)]


def test_an_owner_assigned_here_wins_over_every_export(warehouse, steps):
    assigned = {"credential_id": 1, "owner": "bob@x", "owner_kind": "person", "assigned_at": "2026-06-01+00", "assigned_by": "me"}
    rows = claims(warehouse, steps, claim(), columns="owner basis rank", **{"governance.owner_assignment": [assigned]})
    assert rows == [("ann@corp.example", "register", 1), ("bob@x", "assigned", 0)]


def test_of_two_assigned_in_turn_the_later_answers(warehouse, steps):
    turns = [
        {"credential_id": 1, "owner": owner, "owner_kind": "person", "assigned_at": f"2026-{day}+00", "assigned_by": "me"}
        for owner, day in (("zoe@x", "06-01"), ("bob@x", "06-20"), ("ann@x", "07-01"))
    ]
    assert claims(warehouse, steps, columns="owner valid_from", **{"governance.owner_assignment": turns}) == [("bob@x", "2026-06-20 00:00")]


def named(credential, tenant):
    return {**KEY, "credential_id": credential, "tenant": tenant}


@pytest.mark.parametrize(
    ("tenant", "names", "owned"),
    [
        ("org", [named(1, "org"), named(2, "unknown"), named(3, "else")], [(1,)]),
        ("org", [named(1, "unknown")], [(1,)]),
        ("unknown", [named(1, "org")], [(1,)]),
        ("unknown", [named(1, "org"), named(2, "else")], []),
        ("org", [named(1, "else")], []),
    ],
)
def test_a_claim_whose_tenant_nobody_says_goes_to_the_only_key_of_that_id(warehouse, steps, tenant, names, owned):
    assert claims(warehouse, steps, claim(tenant=tenant), columns="credential_id", credential_reference=names) == owned


def test_one_person_by_two_names_is_one_claim(warehouse, steps):
    reference = [{"alias": name, "person_key": "ann@corp.example"} for name in ("ann@corp.example", "ann@old.example")]
    told = claim(), claim(owner="ann@old.example", row_no=2)
    assert claims(warehouse, steps, *told, columns="owner row_no", person_reference=reference) == [("ann@corp.example", 1)]


def test_owner_is_found_by_alias_and_provider_id(warehouse, steps):
    reference = [{"alias": "openai:user-1", "person_key": "ann@corp.example"}]
    rows = claims(warehouse, steps, claim(owner="openai:User-1"), columns="owner is_known", person_reference=reference)
    assert rows == [("ann@corp.example", True)]


def test_owner_whom_nobody_knows_keeps_the_claims_word(warehouse, steps):
    assert claims(warehouse, steps, claim(owner="x@old.example"), columns="owner is_known") == [("x@old.example", False)]


def test_a_member_list_proves_no_employment(warehouse, steps):
    member = {**ANN, "is_directory": False, "status": "unknown"}
    assert claims(warehouse, steps, claim(), people=[member], columns="is_known has_left") == [(False, False)]


@pytest.mark.parametrize(
    ("status", "left_at", "has_left"),
    [
        ("left", None, True),
        ("left", "2026-06-30+00", True),
        ("left", "2026-07-01+00", False),
        ("leaving", "2026-06-01+00", True),
        ("leaving", None, False),
        ("on_hold", None, False),
        ("unknown", None, False),
    ],
)
def test_left_when_the_directory_says_so_or_the_end_date_has_passed(warehouse, steps, status, left_at, has_left):
    person = {**ANN, "status": status, "left_at": left_at}
    assert claims(warehouse, steps, claim(), people=[person], columns="has_left") == [(has_left,)]


def test_a_machine_account_is_a_service(warehouse, steps):
    assert claims(warehouse, steps, claim(), people=[{**ANN, "kind": "service_account"}], columns="owner_kind") == [("service",)]


def test_confidence_of_the_standard_halves_with_the_half_life(warehouse, steps):
    given, expected = example("own-02")
    bases = ("register", "tag", "catalog", "creator")
    for basis, days in zip(bases, given["days"], strict=True):
        snapshot(warehouse, f"s.{basis}", [claim(basis=basis, confidence=given["c0"])], as_of=AS_OF - timedelta(days=days))
    found = [row[1] for row in claims(warehouse, steps, columns="rank confidence")]
    assert found == pytest.approx(expected["c"], abs=1e-4)


def test_the_register_counts_from_the_day_of_verification(warehouse, steps):
    rows = claims(warehouse, steps, claim(valid_from=AS_OF - timedelta(days=365)), columns="confidence")
    assert rows == [(pytest.approx(0.475),)]


def test_a_claim_that_ended_is_expired_at_that_very_instant(warehouse, steps):
    told = claim(valid_to=AS_OF), claim(owner="b@x", valid_to=AS_OF + timedelta(seconds=1))
    assert claims(warehouse, steps, *told, columns="owner is_expired") == [("ann@corp.example", True), ("b@x", False)]


def test_only_the_newest_word_of_one_source_counts(warehouse, steps):
    """The owner of March does not answer beside the owner of April."""
    snapshot(warehouse, "register.owners", [claim(owner="old@x")], as_of=datetime(2026, 3, 1, tzinfo=UTC), complete=False)
    snapshot(warehouse, "register.owners", [claim(owner="new@x")], as_of=datetime(2026, 4, 1, tzinfo=UTC), complete=False)
    assert claims(warehouse, steps, columns="owner") == [("new@x",)]


def test_declared_unowned_takes_back_the_earlier_owner(warehouse, steps):
    snapshot(warehouse, "register.owners", [claim()], as_of=datetime(2026, 3, 1, tzinfo=UTC), complete=False)
    snapshot(warehouse, "register.owners", [claim(owner=None)], as_of=datetime(2026, 4, 1, tzinfo=UTC), complete=False)
    assert claims(warehouse, steps) == []


def test_two_owners_in_one_export_are_two_claims(warehouse, steps):
    assert claims(warehouse, steps, claim(), claim(owner="b@x"), columns="owner") == [("ann@corp.example",), ("b@x",)]


def test_no_claim_no_row(warehouse, steps):
    assert claims(warehouse, steps) == []


@pytest.mark.parametrize(
    ("owner", "people", "team"),
    [
        ("ann@corp.example", [{**ANN, "team": "basket"}], "basket"),
        ("ann@corp.example", [ANN], None),
        ("team:chat", [], "chat"),
        ("team:chat", [{**ANN, "person_key": "team:chat", "kind": "team", "team": "talk"}], "talk"),
    ],
)
def test_team_of_a_person_is_the_directorys_and_a_team_is_its_own(warehouse, steps, owner, people, team):
    assert claims(warehouse, steps, claim(owner=owner), people=people, columns="team") == [(team,)]

import pytest

FACT = {"credential_id": 1, "provider": "openai", "tenant": "org", "project": "proj", "service": "chat", "status": "active"}
LEFT = {"credential_id": 1, "ownership_class": "owner_left", "owner": "ann@x", "owner_left_at": "2026-05-01+00"}
NOBODY = {"credential_id": 1, "ownership_class": "no_owner"}
TEAM = {"credential_id": 1, "ownership_class": "team_only", "owner": "team:chat"}
PEOPLE = [
    {"person_key": "ann@x", "kind": "person", "status": "left", "left_at": "2026-05-01+00", "manager": "max@x", "team": "chat"},
    {"person_key": "max@x", "kind": "person", "status": "active"},
    {"person_key": "bob@x", "kind": "person", "status": "active"},
    {"person_key": "bot@x", "kind": "service_account", "status": "active"},
    {"person_key": "team:chat", "kind": "team", "status": "active"},
]
NAMES = [{"alias": one["person_key"], "person_key": one["person_key"]} for one in PEOPLE]


def claim(owner="bob@x", basis="catalog", **facts):
    return {"credential_id": 1, "owner": owner, "owner_kind": "team" if owner.startswith("team:") else "person", "basis": basis,
            "confidence": 0.8, "is_expired": False, "has_left": False, **facts}  # fmt: skip


def candidates(steps, gap, *claims, fact=FACT, others=(), **given):
    inputs = {
        "credential_fact": [fact, *({**FACT, **one[0]} for one in others)],
        "credential_owner": [gap, *(one[1] for one in others)],
        "ownership_claim": claims, "service_owner": [], "person_current": PEOPLE, "person_reference": NAMES,
        "project_current": [], "dependency_claim": [], "lifecycle_log": [],
    }  # fmt: skip
    return steps.rows("owner_candidate", {**inputs, **given}, "rank", "owner", "reason")


def owned(number, owner, **fact):
    at = {"credential_id": number}
    return ({**at, **fact}, {**at, "ownership_class": "owned", "owner": owner})


MANAGER = (5, "max@x", "Manager of ann@x, who left 2026-05-01")
OWN_TEAM = (6, "team:chat", "Team of ann@x, who left 2026-05-01")


def test_manager_and_team_of_who_left(steps):
    names = [*NAMES, {"alias": "team:chat", "person_key": "team:chat"}]
    assert candidates(steps, LEFT, person_reference=names[:-1]) == [MANAGER, OWN_TEAM]


def test_who_left_on_an_unknown_day_left_still(steps):
    assert candidates(steps, {**LEFT, "owner_left_at": None})[0] == (5, "max@x", "Manager of ann@x, who left")


def test_manager_of_a_manager_who_left_is_called_so(steps):
    people = [*PEOPLE[:1], {**PEOPLE[1], "status": "left", "manager": "bob@x"}, *PEOPLE[2:]]
    assert candidates(steps, LEFT, person_current=people)[0] == (5, "bob@x", "Nearest manager still there above ann@x, who left 2026-05-01")


def test_catalogue_comes_before_the_maker_and_both_before_the_manager(steps):
    assert candidates(steps, LEFT, claim("team:chat"), claim(basis="creator")) == [
        (2, "team:chat", "Owner of service chat in the catalogue"),
        (3, "bob@x", "Made it, and is still there"),
        MANAGER,
        OWN_TEAM,
    ]


def test_who_answered_until_the_claim_ended_is_asked_again(steps):
    ended = claim(basis="register", is_expired=True, valid_to="2026-04-01+00")
    assert candidates(steps, NOBODY, ended) == [(4, "bob@x", "Answered for it until 2026-04-01")]


def test_a_guess_is_confirmed_by_whom_it_names_and_nobody_else(steps):
    guess = {
        "credential_id": 1,
        "ownership_class": "low_confidence",
        "owner": "bob@x",
        "owner_source": "provider_owner",
        "owner_confidence": 0.5,
    }
    rows = candidates(steps, guess, claim("max@x"), others=[owned(2, "max@x")])
    assert rows == [(1, "bob@x", "Named by provider owner with confidence 0.50: ask to confirm")]


def test_owner_of_most_other_keys_of_the_service_then_of_the_project(steps):
    others = [
        owned(2, "bob@x", project=None),
        owned(3, "bob@x", project=None),
        owned(4, "max@x", project=None),
        owned(5, "max@x", service="x"),
    ]
    assert candidates(steps, NOBODY, others=others) == [
        (7, "bob@x", "Owns 2 of the 3 owned credentials of service chat"),
        (8, "max@x", "Owns 1 of the 1 owned credentials of project proj"),
    ]


def test_project_is_called_by_its_name(steps):
    named = [{"provider": "openai", "tenant": "org", "project": "proj", "name": "Chat bots"}]
    rows = candidates(steps, NOBODY, others=[owned(2, "bob@x", service=None)], project_current=named)
    assert rows == [(8, "bob@x", "Owns 1 of the 1 owned credentials of project Chat bots")]


def test_keys_that_are_gone_say_nothing_of_who_owns_a_service(steps):
    assert candidates(steps, NOBODY, others=[owned(2, "bob@x", status="revoked")]) == []


def test_projects_of_one_name_in_two_organisations_are_two(steps):
    assert candidates(steps, NOBODY, others=[owned(2, "bob@x", tenant="other", service=None)]) == []


USE = {"credential_id": 1, "consumer": "shop", "present": True, "confidence": 1.0}


@pytest.mark.parametrize(
    ("use", "owner"),
    [
        ({"owner": "Bob@x"}, "bob@x"),
        ({"owner": "new@x"}, "new@x"),
        ({"owner": "team:new"}, "team:new"),
        ({"owner": None}, "team:chat"),
        ({"owner": "bot@x"}, None),
        ({"owner": "deploy-job"}, None),
        ({"owner": "ann@x"}, None),
        ({"owner": "bob@x", "present": False}, None),
    ],
)
def test_who_answers_for_a_consumer_that_still_uses_it(steps, use, owner):
    rows = candidates(steps, NOBODY, dependency_claim=[{**USE, **use}], service_owner=[{"service": "shop", "owner": "team:chat"}])
    assert rows == ([(9, owner, "Answers for shop, which uses it")] if owner else [])


def event(actor, at="2026-06-01+00"):
    return {"credential_id": 1, "kind": "scope_changed", "at": at, "actor": actor, "event_id": at}


def test_last_person_who_changed_it_and_no_machine(steps):
    names = [*NAMES, {"alias": "openai:user-1", "person_key": "max@x"}]
    log = [event("bob@x", "2026-03-01+00"), event("USER-1", "2026-04-01+00"), event("bot@x"), event("ann@x"), event("10.0.0.1")]
    rows = candidates(steps, NOBODY, lifecycle_log=log, person_reference=names)
    assert rows == [(10, "max@x", "Last person to change it: scope changed 2026-04-01")]


def test_a_team_is_told_a_person_not_a_team(steps):
    assert candidates(steps, TEAM, claim("team:chat"), others=[owned(2, "bob@x", project=None)]) == [
        (7, "bob@x", "Owns 1 of the 1 owned credentials of service chat")
    ]


@pytest.mark.parametrize("made", [claim("ann@x", "creator", has_left=True), claim("bot@x", owner_kind="service")])
def test_neither_who_left_nor_a_machine_is_a_candidate(steps, made):
    assert candidates(steps, NOBODY, made) == []


@pytest.mark.parametrize(("facts", "gap"), [({"status": "revoked"}, NOBODY), ({}, {**NOBODY, "ownership_class": "owned"})])
def test_what_is_gone_or_owned_needs_nobody(steps, facts, gap):
    assert candidates(steps, gap, claim(), fact={**FACT, **facts}) == []

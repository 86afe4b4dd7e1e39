from datetime import UTC, datetime

from etl.records import OwnershipClaim
from tests.builders import snapshot

AS_OF = datetime(2026, 6, 30, tzinfo=UTC)
ANN = {"person_key": "ann@x", "kind": "person", "status": "active", "team": "basket", "services": []}


def claim(owner, service="chat", **facts):
    kind = "team" if owner.startswith("team:") else "person"
    return OwnershipClaim(**{"row_no": 1, "subject_kind": "service", "provider": None, "tenant": None, "subject": service, "owner": owner,
                             "owner_kind": kind, "basis": "catalog", "confidence": 0.8, **facts})  # fmt: skip


def owners(warehouse, steps, *told, people=(ANN,)):
    if told:
        snapshot(warehouse, "backstage.catalog", told, as_of=AS_OF)
    names = [{"alias": one["person_key"], "person_key": one["person_key"]} for one in people]
    return steps.rows("service_owner", {"person_current": people, "person_reference": names}, "service", "owner", "team")


def test_catalogue_names_the_owner_and_the_owners_team(warehouse, steps):
    assert owners(warehouse, steps, claim("ann@x")) == [("chat", "ann@x", "basket")]


def test_team_is_its_own_team(warehouse, steps):
    assert owners(warehouse, steps, claim("team:chat")) == [("chat", "team:chat", "chat")]


def test_person_answers_before_a_team_whose_name_the_service_keeps(warehouse, steps):
    assert owners(warehouse, steps, claim("team:chat"), claim("ann@x")) == [("chat", "ann@x", "chat")]


def test_who_left_answers_for_nothing(warehouse, steps):
    assert owners(warehouse, steps, claim("ann@x"), people=[{**ANN, "status": "left"}]) == []


def test_word_of_the_newest_catalogue_holds(warehouse, steps):
    snapshot(warehouse, "backstage.catalog", [claim("team:old")], as_of=datetime(2026, 5, 1, tzinfo=UTC), complete=False)
    assert owners(warehouse, steps, claim("team:new")) == [("chat", "team:new", "new")]


def test_claim_that_ended_is_none(warehouse, steps):
    assert owners(warehouse, steps, claim("ann@x", valid_to=AS_OF)) == []


def test_services_of_a_person_in_the_directory_are_owned(warehouse, steps):
    assert owners(warehouse, steps, people=[{**ANN, "services": ["chat"]}]) == [("chat", "ann@x", "basket")]

from collections import Counter

import pytest

from tests.metric_examples import example

FACT = {"provider": "openai", "tenant": "org", "environment": "production", "purpose": "p", "service": "chat"}
CLAIM = {"credential_id": 1, "owner_kind": "person", "basis": "register", "rank": 1, "confidence": 0.95, "is_expired": False,
         "is_known": True, "has_left": False}  # fmt: skip


def person(owner="ann", **facts):
    return {**CLAIM, "owner": owner, **facts}


def team(owner="team:chat", **facts):
    return person(owner, owner_kind="team", **facts)


def creator(owner="cleo", **facts):
    return person(owner, basis="creator", rank=9, **facts)


def owners(steps, columns, *claims, fact=FACT, **given):
    inputs = {
        "credential_fact": [{**fact, "credential_id": 1}], "ownership_claim": claims, "service_current": [], "service_owner": [],
    }  # fmt: skip
    return steps.rows("credential_owner", {**inputs, **given}, *columns.split())


def owned(steps, *claims, **given):
    ((*found,),) = owners(steps, "ownership_class owner owner_kind", *claims, **given)
    return tuple(found)


def flags(steps, *claims, **given):
    ((found,),) = owners(steps, "ownership_flags", *claims, **given)
    return found


def test_nobody(steps):
    rows = owners(steps, "ownership_class owner owner_kind owner_source owner_confidence")
    assert rows == [("no_owner", None, "none", None, None)]


def test_a_person_owns(steps):
    assert owned(steps, person()) == ("owned", "ann", "person")


def test_a_team_alone_is_nobody_accountable(steps):
    assert owned(steps, team()) == ("team_only", "team:chat", "team")


def test_a_person_beside_a_team_owns(steps):
    assert owned(steps, team(), person(rank=4, basis="catalog")) == ("owned", "ann", "person")


def test_the_only_owner_left(steps):
    assert owned(steps, person(has_left=True)) == ("owner_left", "ann", "person")


def test_of_two_owners_of_whom_one_left_the_other_owns(steps):
    assert owned(steps, person(has_left=True), person("bob", rank=4, basis="catalog")) == ("owned", "bob", "person")


def test_a_team_does_not_stand_in_for_an_owner_who_left(steps):
    assert owned(steps, person(has_left=True), team()) == ("owner_left", "ann", "person")


def test_a_bot_is_no_owner(steps):
    assert owned(steps, person("bot", owner_kind="service")) == ("no_owner", None, "none")


def test_the_creator_is_better_than_nobody(steps):
    assert owned(steps, creator(confidence=0.5)) == ("low_confidence", "cleo", "person")


def test_a_creator_beside_a_team_leaves_it_team_only(steps):
    assert owned(steps, creator(), team()) == ("team_only", "team:chat", "team")


def test_the_only_word_is_a_creator_who_left(steps):
    assert owned(steps, creator(has_left=True)) == ("owner_left", "cleo", "person")


def test_confidence_at_the_minimum_is_enough(steps):
    assert owned(steps, person(confidence=0.7))[0] == "owned"


def test_confidence_below_the_minimum_is_low(steps):
    assert owned(steps, person(confidence=0.699))[0] == "low_confidence"


def test_another_persons_surer_claim_of_lower_rank_does_not_make_the_winner_sure(steps):
    rows = owners(steps, "ownership_class owner owner_confidence", person(confidence=0.4), person("bob", rank=4, confidence=0.9))
    assert rows == [("low_confidence", "ann", 0.4)]


def test_two_sources_for_the_same_person_are_as_sure_as_the_surer(steps):
    rows = owners(steps, "ownership_class owner owner_source owner_confidence", person(confidence=0.4), person(rank=4, confidence=0.9))
    assert rows == [("owned", "ann", "register", 0.9)]


def test_rank_of_the_basis_decides_who_wins(steps):
    claims = [
        person("d", basis="catalog", rank=4),
        person("c", basis="tag", rank=3),
        person("b", basis="provider_owner", rank=2),
        person("a", basis="register", rank=1, confidence=0.71),
    ]
    assert owners(steps, "owner owner_source", *claims) == [("a", "register")]


def test_of_equal_claims_the_first_by_name_wins_and_the_conflict_is_told(steps):
    rows = owners(steps, "owner ownership_flags", person("zoe"), person("ann"))
    assert rows == [("ann", ["conflicting_claims"])]


def test_an_expired_claim_is_no_owner_but_is_told(steps):
    rows = owners(steps, "ownership_class owner ownership_flags", person(is_expired=True))
    assert rows == [("no_owner", None, ["claim_expired"])]


def test_an_expired_claim_beside_a_live_one_is_not_told(steps):
    assert flags(steps, person(is_expired=True), person("bob")) == []


def test_what_else_is_missing_is_flagged(steps):
    assert flags(steps, person(is_known=False), fact={"environment": "unknown"}) == [
        "no_purpose",
        "unknown_environment",
        "no_service",
        "owner_unknown_to_directory",
    ]


def test_unit_of_the_owner_then_of_the_service_then_as_listed(steps):
    fact, service = {**FACT, "business_unit": "listed"}, [{"service": "chat", "business_unit": "services"}]
    assert owners(steps, "business_unit", person(business_unit="owners"), fact=fact, service_current=service) == [("owners",)]


@pytest.mark.parametrize(("services", "unit"), [([{"service": "chat", "business_unit": "services"}], "services"), ([], "listed")])
def test_unit_where_the_owner_has_none(steps, services, unit):
    assert owners(steps, "business_unit", person(), fact={**FACT, "business_unit": "listed"}, service_current=services) == [(unit,)]


def gone(owner, day, **facts):
    return person(owner, has_left=True, left_at=f"2026-{day}+00" if day else None, **facts)


@pytest.mark.parametrize(
    ("claims", "left_at"),
    [
        ([gone("ann", "05-01")], "2026-05-01 00:00"),
        ([gone("ann", "05-01"), gone("bob", "05-09", rank=4)], "2026-05-09 00:00"),
        ([gone("ann", "05-01"), gone("bob", None)], None),
        ([gone("ann", "05-01"), gone("cleo", "06-01", basis="creator", rank=9)], "2026-05-01 00:00"),
        ([gone("cleo", "06-01", basis="creator", rank=9)], "2026-06-01 00:00"),
        ([gone("ann", "05-01"), person("bob")], None),
        ([person(left_at="2026-08-01+00")], None),
    ],
)
def test_it_was_left_when_the_last_of_its_owners_left(steps, claims, left_at):
    assert owners(steps, "owner_left_at", *claims) == [(left_at,)]


@pytest.mark.parametrize(("team", "service_team", "found"), [("a", "b", "a"), (None, "b", "b"), (None, None, None)])
def test_team_of_the_owner_else_of_the_service(steps, team, service_team, found):
    service = [{"service": "chat", "team": service_team}]
    assert owners(steps, "team", person(team=team), service_owner=service) == [(found,)]


PLANTED = {
    "owned": (person(), team()),
    "no_owner": (),
    "owner_left": (person(has_left=True), team()),
    "team_only": (team(),),
    "low_confidence": (person(confidence=0.69),),
}


def test_coverage_of_the_standard(steps):
    given, expected = example("own-01")
    classes = given["exclusive_class_by_key"]
    fact = [{"credential_id": n, "environment": "unknown" if n in given["unknown_env_key_numbers"] else "production",
             "purpose": None if n in given["no_purpose_key_numbers"] else "p", "service": "chat"} for n in range(1, len(classes) + 1)]  # fmt: skip
    claims = [{**claim, "credential_id": n} for n, planted in enumerate(classes, 1) for claim in PLANTED[planted]]
    found = steps.rows("credential_owner", {"credential_fact": fact, "ownership_claim": claims, "service_current": [], "service_owner": []},
                       "credential_id", "ownership_class", "ownership_flags")  # fmt: skip
    counts, weights = Counter(row[1] for row in found), given["blast_radius_weight_by_key"]
    assert dict(counts) == expected["gap_counts"]
    assert counts["owned"] / len(found) == expected["strict_coverage"]
    assert 1 - counts["no_owner"] / len(found) == expected["any_owner_coverage"]
    strict = sum(weight for weight, row in zip(weights, found, strict=True) if row[1] == "owned") / sum(weights)
    assert strict == pytest.approx(expected["weighted_strict_coverage"], abs=1e-4)
    assert sum("no_purpose" in row[2] for row in found) / len(found) == expected["no_purpose_fraction"]
    assert sum("unknown_environment" in row[2] for row in found) / len(found) == expected["unknown_env_fraction"]

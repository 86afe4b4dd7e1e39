from etl.records import Person
from tests.builders import snapshot

ANN, BOB = "ann.doe@corp.example", "bob@corp.example"


def person(key, *aliases, is_directory=True):
    return Person(row_no=1, person_key=key, aliases=aliases, is_directory=is_directory)


def names(warehouse, steps, directory=(), members=()):
    if directory:
        snapshot(warehouse, "directory.hr", directory)
    if members:
        snapshot(warehouse, "openai.users", members)
    return steps.rows("person_reference", {}, "alias", "person_key")


def test_own_address_and_aliases_in_lower_case(warehouse, steps):
    assert names(warehouse, steps, [person(ANN, "Ann@Corp.example")]) == [(ANN, ANN), ("ann@corp.example", ANN)]


def test_a_provider_id_leads_over_the_members_address_to_the_person(warehouse, steps):
    """The member list knows an address that the directory calls an alias."""
    rows = names(warehouse, steps, [person(ANN, "ann@corp.example")],
                 [person("ann@corp.example", "openai:user-1", is_directory=False)])  # fmt: skip
    assert rows == [(ANN, ANN), ("ann@corp.example", ANN), ("openai:user-1", ANN)]


def test_an_alias_of_two_people_leads_to_none(warehouse, steps):
    rows = names(warehouse, steps, [person(ANN, "shared@corp.example"), person(BOB, "shared@corp.example")])
    assert rows == [(ANN, ANN), (BOB, BOB)]


def test_a_directory_beats_a_member_list_on_the_same_alias(warehouse, steps):
    members = [person(BOB, "openai:user-1", is_directory=False)]
    assert ("openai:user-1", ANN) in names(warehouse, steps, [person(ANN, "openai:user-1")], members)


def test_nobody_known_no_name(steps):
    assert steps.rows("person_reference", {}, "alias", "person_key") == []

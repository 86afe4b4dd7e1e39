"""`keyinv explain`: a credential's facts down to file and row."""

from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def one(register):
    query = "select credential_id, natural_key, owner, status from credential where provider = 'openai' and owner is not null order by 1 limit 1"
    return register("sql", query, "--json").document[0]


def test_facts_name_the_file_and_the_row_that_say_so(register, one):
    document = register("explain", one["natural_key"], "--json").document
    assert document["credential"]["credential_id"] == one["credential_id"]
    assert set(document) == {"credential", "facts", "versions", "life_cycle", "rotations", "exposures", "dependencies", "use"}
    assert document["versions"]
    for fact in [*document["facts"], *document["versions"]]:
        path = Path(fact["path"].partition("!")[0])
        assert path.is_relative_to(register.exports) and path.is_file()
        assert fact["row_no"] >= 1


def test_it_is_found_by_our_own_id_as_well(register, one):
    assert register("explain", one["credential_id"], "--json").document == register("explain", one["natural_key"], "--json").document


def test_terminal_shows_every_heading(register, one):
    text = register("explain", one["natural_key"]).text
    assert all(heading in text for heading in ("facts", "versions", "life cycle", "rotations", "exposures", "dependencies", "use"))


def test_unknown_name_is_wrong_usage_with_a_way_on(register):
    found = register("explain", "key_of_nobody")
    assert found.code == 2 and "key_of_nobody" in found.err and "keyinv sql" in " ".join(found.err.split())


def test_raw_secret_given_as_a_name_is_not_repeated(register):
    secret = "sk-proj-" + "Ab3" * 16
    found = register("explain", secret)
    assert found.code == 2 and secret not in found.err + found.text


def test_name_of_several_asks_for_one(register):
    query = "select hint from credential where hint is not null group by hint having count(*) > 1 limit 1"
    shared = register("sql", query, "--json").document
    if not shared:
        query = "select name as hint from credential where name is not null group by name having count(*) > 1 limit 1"
        shared = register("sql", query, "--json").document
    assert shared, "the organisation has no two credentials of one hint or name"
    found = register("explain", shared[0]["hint"])
    assert found.code == 2 and "give one of their ids" in " ".join(found.err.split())

"""`keyinv status`: the register at a glance."""


def test_figures_are_those_of_the_tables(register):
    document = register("status", "--json").document
    assert document["publication"]["number"] == 1
    counted = register("sql", "select count(*) as n from credential where status = 'active'", "--json").document[0]["n"]
    assert sum(row["credentials"] for row in document["ownership"]) == counted > 0
    assert document["last_check"][0]["gate_open"] is True
    assert {row["status"] for row in document["snapshots"]} >= {"loaded"}


def test_terminal_says_publication_and_gaps(register):
    text = register("status").text
    assert text.startswith("publication 1, as of ") and "no_owner" in text


def test_before_the_first_publication_it_names_the_next_command(keyinv, tmp_path):
    found = keyinv("status", "--data-dir", tmp_path)
    assert found.code == 0 and "nothing is published yet; run `keyinv demo` or `keyinv refresh PATH…`" in found.text

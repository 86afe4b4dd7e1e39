"""`keyinv sql`: the published tables, in four forms."""

import io

import polars as pl
import pytest

QUERY = "select provider, count(*) as keys from credential group by provider order by provider"


def test_json_is_one_document_and_all_that_standard_output_holds(register):
    found = register("sql", QUERY, "--json")
    assert found.code == 0 and found.err == ""
    every = register("sql", "select count(*) as n from credential", "--json").document
    assert sum(row["keys"] for row in found.document) == every[0]["n"] > 100


def test_four_forms_say_the_same(register):
    rows = register("sql", QUERY, "--format", "json").document
    csv = pl.read_csv(io.BytesIO(register("sql", QUERY, "--format", "csv").out))
    parquet = pl.read_parquet(io.BytesIO(register("sql", QUERY, "--format", "parquet").out))
    table = register("sql", QUERY).text
    assert csv.to_dicts() == parquet.to_dicts() == rows
    assert all(row["provider"] in table and str(row["keys"]) in table for row in rows)


def test_stable_names_and_bare_names_are_the_same_rows(register):
    bare, stable = (register("sql", f"select count(*) as n from {name}", "--json").document for name in ("credential", "mart.credential"))
    assert bare == stable and bare[0]["n"] > 0


def test_list_is_one_field_of_csv(register):
    found = register("sql", "select array['a', 'b'] as words", "--format", "csv")
    assert found.text == "words\na|b\n"


@pytest.mark.parametrize("query", ["delete from mart.credential", "select 1; select 2", "selec"])
def test_what_cannot_be_read_is_wrong_usage(register, query):
    found = register("sql", query)
    assert found.code == 2 and found.text == "" and "Traceback" not in found.err and found.err.startswith("keyinv: ")


def test_without_a_publication_it_says_so(keyinv, tmp_path):
    found = keyinv("sql", "select count(*) from credential", "--data-dir", tmp_path)
    assert found.code == 2 and 'relation "credential" does not exist' in " ".join(found.err.split())

"""`keyinv check`: claims, Data Docs, exit code."""

from pathlib import Path

from sqlalchemy import text

from etl.warehouse.connection import open_warehouse


def test_results_of_one_table_and_data_docs(register):
    done = register("check", "--table", "mart.credential", "--json")
    assert done.code == 0, done.err
    results = done.document["results"]
    assert {result["table"] for result in results} == {"mart.credential"} and len(results) > 10
    assert all(result["claim"] and result["severity"] in ("critical", "warning", "info") for result in results)
    assert "mart.credential" in Path(done.document["data_docs"]).read_text()


def test_terminal_counts_what_holds(register):
    done = register("check", "--table", "mart.usage_daily")
    assert done.code == 0 and "claims hold" in done.text


def test_unknown_table_names_the_known_ones(register):
    done = register("check", "--table", "mart.nosuch")
    assert done.code == 2 and "mart.credential" in done.err


def test_critical_claim_that_fails_is_exit_three(register):
    """A row that breaks a critical claim is put into the published table by hand, and taken out again."""
    with open_warehouse(None, register.folder) as warehouse:
        with warehouse.engine.begin() as connection:
            connection.execute(text("insert into mart_1.rotation select * from mart_1.rotation limit 1"))
        try:
            done = register("check", "--table", "mart.rotation")
        finally:
            with warehouse.engine.begin() as connection:
                twin = "select max(ctid) from mart_1.rotation group by rotation_id having count(*) > 1"
                connection.execute(text(f"delete from mart_1.rotation where ctid in ({twin})"))
    assert done.code == 3 and "critical claims fail" in done.err
    assert register("check", "--table", "mart.rotation").code == 0


def test_without_a_publication_it_names_the_next_command(keyinv, tmp_path):
    done = keyinv("check", "--data-dir", tmp_path)
    assert done.code == 2 and "keyinv refresh" in done.err

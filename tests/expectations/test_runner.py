"""The runner: what a failed claim says, and which of them close the gate."""

from sqlalchemy import text

from expectations.results import record
from expectations.runner import run
from expectations.vocabulary import gap, must, named, never, one_of, suite, unique

TABLE = """
create schema mart_9;
create table mart_9.thing (id bigint, owner text, status text);
insert into mart_9.thing values (1, 'ana', 'active'), (2, null, 'active'), (3, null, 'absent'), (3, 'li', 'odd');
"""

SUITE = suite(
    "mart.thing",
    named("id", "Every thing has an id"),
    unique("No thing is listed twice", "id"),
    one_of("status", "active", "absent"),
    never("No odd thing is owned", "select * from {batch} where status = 'odd' and owner is not null", severity="warning"),
    gap("Somebody answers for the thing", "ExpectColumnValuesToNotBeNull", column="owner", mostly=0.95),
    gap(
        "Somebody answers for what is active",
        "ExpectColumnValuesToNotBeNull",
        column="owner",
        mostly=0.5,
        status="active",
    ),
    must("The column is there", "ExpectColumnValuesToNotBeNull", column="missing"),
)


def results(warehouse, **options):
    with warehouse.engine.begin() as connection:
        connection.exec_driver_sql(TABLE)
    return {result.claim: result for result in run(warehouse.engine, [SUITE], mart_schema="mart_9", **options)}


def test_each_claim_says_how_many_rows_stand_against_it(warehouse):
    found = results(warehouse)
    assert {claim: (r.passed, r.unexpected_count) for claim, r in found.items() if claim != "The column is there"} == {
        "Every thing has an id": (True, 0),
        "No thing is listed twice": (False, 2),
        "`status` holds only the promised words": (False, 1),
        "No odd thing is owned": (False, 1),
        "Somebody answers for the thing": (False, 2),
        "Somebody answers for what is active": (True, 1),
    }
    assert found["Somebody answers for the thing"].observed_share == 0.5


def test_check_that_cannot_run_fails_and_says_why(warehouse):
    broken = results(warehouse)["The column is there"]
    assert not broken.passed
    assert broken.closes_gate
    assert "missing" in (broken.problem or "")


def test_only_critical_claims_close_the_gate(warehouse):
    closing = {claim for claim, result in results(warehouse).items() if result.closes_gate}
    assert closing == {"No thing is listed twice", "`status` holds only the promised words", "The column is there"}


def test_data_docs_are_written_for_the_newest_run_alone(warehouse, tmp_path):
    docs = tmp_path / "data_docs"
    results(warehouse, docs=docs)
    assert "mart.thing" in (docs / "index.html").read_text()
    assert len(list(docs.rglob("*-warehouse-*.html")) or list(docs.glob("validations/**/*.html"))) == 1


def test_results_are_kept_in_the_warehouse(warehouse):
    found = list(results(warehouse).values())
    run_id = record(warehouse.engine, found, publication=9, published=False)
    with warehouse.engine.connect() as connection:
        stored = connection.execute(text("select count(*), count(*) filter (where not passed) from quality.result")).one()
        gate_open = connection.execute(text("select gate_open from quality.run where run_id = :r"), {"r": run_id}).scalar_one()
    assert tuple(stored) == (7, 5)
    assert gate_open is False

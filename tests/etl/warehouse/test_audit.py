"""Exports are recorded whole, only ever added, and never with a secret in their filter."""

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import ProgrammingError

from etl.warehouse.audit import UnrecordedError, can_record, record_export
from tests.builders import rows

STATED = {
    "table": "credential",
    "publication": 3,
    "filter": {"provider": ["openai"]},
    "rows": 2,
    "format": "csv",
    "sha256": "ab",
    "bytes": 9,
}


def test_export_is_one_row_with_who_took_what(warehouse):
    record_export(warehouse.engine, STATED, who="ada@example.org", way="dashboard")
    (row,) = rows(warehouse, "select *, exported_at > now() - interval '1 minute' as just_now from audit.export")
    assert row["just_now"]
    assert {name: row[name] for name in ("who", "way", "table_name", "publication", "filter", "rows", "format", "sha256")} == {
        "who": "ada@example.org", "way": "dashboard", "table_name": "credential", "publication": 3,
        "filter": {"provider": ["openai"]}, "rows": 2, "format": "csv", "sha256": "ab",
    }  # fmt: skip


def test_secret_in_a_filter_is_not_kept(warehouse):
    secret = "sk-proj-" + "Ab3" * 16
    for condition in (f"name = '{secret}'", {"search": secret}):
        record_export(warehouse.engine, {**STATED, "filter": condition}, who="x", way="command_line")
    kept = str(rows(warehouse, "select filter from audit.export"))
    assert secret not in kept and "sk-proj-" in kept


@pytest.mark.parametrize("change", ["update audit.export set who = 'nobody'", "delete from audit.export", "truncate audit.export"])
def test_what_is_recorded_is_never_changed(warehouse, change):
    record_export(warehouse.engine, STATED, who="x", way="dashboard")
    with pytest.raises(ProgrammingError, match="only grows"), warehouse.engine.begin() as connection:
        connection.execute(text(change))
    assert len(rows(warehouse, "select 1 as one from audit.export")) == 1


def test_database_that_does_not_answer_is_told_and_records_nothing():
    nowhere = create_engine("postgresql+psycopg://nobody@127.0.0.1:1/none", connect_args={"connect_timeout": 1})
    assert not can_record(nowhere)
    with pytest.raises(UnrecordedError, match="no file is given"):
        record_export(nowhere, STATED, who="x", way="dashboard")


def test_table_that_may_not_be_written_is_known_before(warehouse):
    assert can_record(warehouse.engine)
    with warehouse.engine.begin() as connection:
        connection.execute(text("drop table audit.export"))
    assert not can_record(warehouse.engine)

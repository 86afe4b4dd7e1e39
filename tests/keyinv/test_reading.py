"""A query of the command line reads, and does nothing else."""

import pytest
from sqlalchemy import text

from etl.errors import ConfigurationError
from keyinv.reading import apart, read_only

WRITES = {
    "insert into core.source values ('x', 'x', 1, true, true)": "read-only",
    "with gone as (delete from core.source returning 1) select * from gone": "read-only",
    "create table public.x as select 1 as a": "read-only",
    "select 1; drop table core.source": "more than one statement",
    "commit; drop table core.source": "more than one statement",
    "set transaction read write": "must be set before any query",
    "set local statement_timeout = 1": "no rows",
    "copy (select 1) to program 'true'": "permission denied",
    "copy (select 1) to '/tmp/x'": "permission denied",
    "select pg_read_file('/etc/hostname')": "permission denied",
    "select pg_terminate_backend(pg_backend_pid())": "permission denied",
    "select lo_import('/etc/hostname')": "permission denied",
    "do $$ begin delete from core.source; end $$": "read-only",
}


@pytest.fixture
def asked(warehouse):
    with warehouse.engine.begin() as connection:
        connection.execute(text("insert into core.source values ('kept', 'p', 1, true, true)"))

    def ask(query):
        with warehouse.engine.connect() as connection:
            return read_only(connection, "core", query)

    return ask


@pytest.mark.parametrize("query", WRITES)
def test_what_writes_or_leaves_the_database_is_refused(asked, query):
    with pytest.raises(ConfigurationError, match=WRITES[query]):
        asked(query)
    assert asked("select source from source") == (["source"], [("kept",)])


def test_names_are_found_bare_and_percent_signs_are_what_they_are(asked):
    assert asked("select source, '100 %s' as share from source where source like 'k%'") == (["source", "share"], [("kept", "100 %s")])


def test_columns_of_one_name_are_kept_apart():
    assert apart(["a", "b", "a", "a"]) == ["a", "b", "a_2", "a_3"]
    assert apart(["a", "a_2", "a"]) == ["a", "a_2", "a_3"]


def test_reason_of_a_failure_is_the_databases_own(asked):
    with pytest.raises(ConfigurationError, match='column "nosuch" does not exist'):
        asked("select nosuch from source")

"""One SQL step on rows that a test writes out: given these inputs, which rows come out?

Inputs that a test gives replace the step's own; their columns and types are those that the input's statement really
has. Inputs that it does not give are built from what is given, down to the stored tables, which are empty.
Instants are written and compared as `2026-03-02 10:00`, in UTC.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from psycopg import ClientCursor, sql

from etl.policy import policy
from etl.warehouse.statements import Statement, bound, statements

AS_OF = datetime(2026, 6, 30, tzinfo=UTC)
POLICY_TABLES = {
    "policy_max_age": "position int, provider text, kind text, environment text, days double precision",
    "policy_expected_source": "source text, expected_every interval",
    "policy_customer_data_class": "data_class text",
}
Row = Mapping[str, Any]


class Steps:
    """A scratch schema in which one step runs on given rows, as of 30 June 2026."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.connection.execute("drop schema if exists given cascade")
        self.connection.execute("create schema given")
        self.connection.execute("set search_path = given")
        self.connection.execute("set timezone = 'UTC'")

    def rows(self, step: str, given: Mapping[str, Sequence[Row]], *columns: str) -> list[tuple[Any, ...]]:
        """The named columns of what the step makes of the given rows, sorted by them."""
        self.build(step, given)
        return self.select(step, *columns)

    def select(self, step: str, *columns: str) -> list[tuple[Any, ...]]:
        """The named columns of a step that was built, sorted by them."""
        listed = sql.SQL(", ").join(map(sql.Identifier, columns))
        query = sql.SQL("select {0} from {1} order by {0}").format(listed, sql.Identifier("given", step))
        return [tuple(map(shown, row)) for row in self.connection.execute(query).fetchall()]

    def build(self, step: str, given: Mapping[str, Sequence[Row]]) -> None:
        """Make the step, its inputs first."""
        for name, columns in POLICY_TABLES.items():
            self.connection.execute(f"create table {name} ({columns})")
            self.insert(name, given.get(name, ()))
        for stored in (name for name in given if "." in name):
            self.insert(stored, given[stored])
        for statement in needed(step, given):
            self.make(statement, empty=statement.name in given)
            self.insert(statement.name, given.get(statement.name, ()))

    def build_more(self, step: str) -> None:
        """Make a further step beside those that were built."""
        built = {name for (name,) in self.connection.execute("select tablename from pg_tables where schemaname = 'given'").fetchall()}
        for statement in needed(step, {}):
            if statement.name not in built:
                self.make(statement, empty=False)

    def make(self, statement: Statement, *, empty: bool) -> None:
        """The statement as a table; empty: only its columns."""
        text, used = bound(statement.text, {**policy(None).parameters(), "as_of": AS_OF, "use_as_of": AS_OF})
        with ClientCursor(self.connection) as cursor:
            cursor.execute(f'create table "{statement.name}" as {text}{" with no data" if empty else ""}', used)

    def insert(self, table: str, rows: Sequence[Row]) -> None:
        """Add rows; columns that they do not name are null."""
        for row in rows:
            columns, values = sql.SQL(", ").join(map(sql.Identifier, row)), sql.SQL(", ").join(sql.Placeholder() * len(row))
            into = sql.Identifier(*table.split("."))
            self.connection.execute(sql.SQL("insert into {} ({}) values ({})").format(into, columns, values), list(row.values()))


def needed(step: str, given: Mapping[str, Any]) -> list[Statement]:
    """The step and all it reads, each after its inputs."""
    by_name = {statement.name: statement for statement in statements()}
    wanted: set[str] = set()

    def walk(name: str) -> None:
        if name in by_name and name not in wanted:
            wanted.add(name)
            for read in by_name[name].inputs:
                walk(read)

    for name in (step, *given):
        walk(name)
    return [statement for statement in statements() if statement.name in wanted]


def shown(value: Any) -> Any:
    """An instant as tests write it."""
    return value.strftime("%Y-%m-%d %H:%M") if isinstance(value, datetime) else value


@pytest.fixture
def steps(warehouse: Any) -> Iterator[Steps]:
    connection = warehouse.engine.raw_connection()
    driver = connection.driver_connection
    driver.autocommit = True
    try:
        yield Steps(driver)
    finally:
        driver.execute("drop schema if exists given cascade")
        connection.close()

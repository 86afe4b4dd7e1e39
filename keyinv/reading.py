"""One query that can only read, whatever it says."""

from typing import Any

import psycopg
from sqlalchemy import Connection, text

from etl.errors import ConfigurationError

READER = "pg_read_all_data"  # reads every table; may not touch files or programs, as the embedded server's superuser may


def read_only(connection: Connection, schema: str, query: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Columns and rows of a single statement, with the publication's tables under their bare names.

    It is sent as a prepared statement, which can be but one: a `commit;` before a second would end the read-only transaction.

    Raises:
        ConfigurationError: it fails, writes, is more than one statement, or gives no rows.
    """
    connection.execute(text("set transaction read only"))
    connection.execute(text(f"set local search_path = {schema}, mart, public"))
    if connection.execute(text(f"select pg_has_role(current_user, '{READER}', 'member')")).scalar_one():
        connection.execute(text(f"set local role {READER}"))
    cursor: psycopg.Cursor[tuple[Any, ...]] = connection.connection.cursor()  # type: ignore[assignment]
    with cursor:
        try:
            cursor.execute(query.encode(), prepare=True)
            if cursor.description is None:
                raise ConfigurationError("the query gives no rows; only queries that read are run")
            return apart([column.name for column in cursor.description]), cursor.fetchall()
        except psycopg.Error as error:
            raise ConfigurationError(f"the query failed: {_said(error)}") from None


def apart(names: list[str]) -> list[str]:
    """The names, with a number behind one that occurred before, as two tables of a join may share it."""
    found: list[str] = []
    for name in names:
        number, chosen = 1, name
        while chosen in found:
            number += 1
            chosen = f"{name}_{number}"
        found.append(chosen)
    return found


def _said(error: psycopg.Error) -> str:
    words = str(error).strip()
    if "multiple commands" in words:
        return "it is more than one statement; run them one by one"
    return words

"""`keyinv export`: exactly the filtered rows of a published table, all of them, with a sidecar that says so."""

import getpass
import os
from functools import partial
from pathlib import Path

import click
from sqlalchemy import text

from dashboard import exporting
from dashboard.data import ConditionError, Published, rows_where
from etl.errors import ConfigurationError
from etl.warehouse import publication
from etl.warehouse.audit import record_export
from keyinv.invocation import Invocation, KeyinvCommand


@click.command("export", cls=KeyinvCommand)
@click.argument("table")
@click.option("--where", metavar="SQL", help="Only rows for which this holds, e.g. \"provider = 'openai'\".")
@click.option("--format", "form", type=click.Choice(["csv", "parquet", "xlsx", "jsonl"]), default="csv", show_default=True)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File (default: TABLE.FORMAT here).")
def export(invocation: Invocation, table: str, where: str | None, form: str, output: Path | None) -> None:
    """Write the rows of TABLE to a file, and beside it a sidecar: publication, filter, row count, digest.

    Every export is recorded in audit.export before its file is there.
    """
    target = output or Path(f"{table}.{form}")
    with invocation.warehouse() as warehouse, publication.reading(warehouse.engine) as current:
        if current is None:
            raise ConfigurationError("nothing is published yet; run `keyinv refresh PATH…` first")
        with warehouse.engine.connect() as connection:
            known = published_tables(connection, current.schema)
        if table not in known:
            raise ConfigurationError(f"{table}: not a published table; known are {', '.join(known)}")
        if current.as_of is None:
            raise ConfigurationError(f"publication {current.number} says nothing of its as-of; run `keyinv refresh`")
        try:
            frame = rows_where(warehouse, Published(current.number, current.schema, current.as_of), table, where)
        except ConditionError as error:
            raise ConfigurationError(f"--where: {error}") from None
        record = partial(record_export, warehouse.engine, who=operating_user(), way="command_line")
        try:
            sidecar = exporting.write(frame, form, target, publication=current.number, filter=where or "", table=table, record=record)
        except OSError as error:
            raise ConfigurationError(f"--output {target}: {error.strerror}; name a file in a folder that is there and has room") from None
    invocation.answer(sidecar, lambda console: console.print(f"{target}: {frame.height:,} rows of publication {current.number}"))


def operating_user() -> str:
    """Who runs the command, as the operating system knows them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's number without a name
        return f"user {os.getuid()}"


def published_tables(connection: object, schema: str) -> list[str]:
    """Tables and views of a publication, by name."""
    query = text("select table_name from information_schema.tables where table_schema = :schema order by 1")
    return list(connection.execute(query, {"schema": schema}).scalars())  # type: ignore[attr-defined]


COMMAND = export

"""`keyinv sql`: a read-only query of the published tables."""

import sys

import click
import polars as pl

from etl.warehouse import publication
from keyinv.invocation import Invocation, KeyinvCommand
from keyinv.reading import read_only
from keyinv.reports import plain_table


@click.command("sql", cls=KeyinvCommand)
@click.argument("query")
@click.option("--format", "form", type=click.Choice(["table", "json", "csv", "parquet"]), default="table", show_default=True)
def sql(invocation: Invocation, query: str, form: str) -> None:
    """Run QUERY, which may only read. Published tables may be named bare: SELECT count(*) FROM credential."""
    with invocation.warehouse() as warehouse, publication.reading(warehouse.engine) as current:
        schema = current.schema if current else "mart"
        with warehouse.engine.connect() as connection:
            columns, found = read_only(connection, schema, query)
    rows = [dict(zip(columns, row, strict=True)) for row in found]
    if invocation.as_json or form == "json":
        invocation.as_json = True
        return invocation.answer(rows, lambda _: None)
    if form == "table":
        return invocation.output.print(plain_table(rows, columns))
    frame = pl.DataFrame(found, schema=columns, orient="row", infer_schema_length=None)
    if form == "csv":
        return click.echo(_flat(frame).write_csv(), nl=False)
    frame.write_parquet(sys.stdout.buffer)
    return None


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Lists as text joined by `|`, as CSV has no lists."""
    lists = [name for name, kind in frame.schema.items() if isinstance(kind, pl.List)]
    return frame.with_columns(pl.col(name).cast(pl.List(pl.String)).list.join("|") for name in lists)


COMMAND = sql

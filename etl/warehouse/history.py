"""From staged credential rows to versions: the statements of `sql/history`, in the order of their numbers.

State is a function of the set of snapshots: the affected credentials' history is computed anew from all that was ever
observed of them, in one set-based step for the whole batch.
"""

from collections.abc import Collection, Sequence
from functools import cache

from sqlalchemy import Connection

from etl.records import Credential, Record
from etl.warehouse.statements import SQL_FOLDER, bound
from etl.warehouse.tables import metadata, observed

FIELDS = [name for name in Credential.__struct_fields__ if name != "row_no"]
COLUMNS = ", ".join(FIELDS)

STAGE = """
create temporary table stage_credential on commit drop as
select cast(null as bigint) as snapshot_id, cast(null as bigint) as row_no, {columns}
from core.credential_state
with no data
"""
# Narrow, so that the statements that follow sort and join a few columns, and read the wide rows of new states alone.
IDENTIFY = """
create temporary table listed on commit drop as
select
    ctid as staged, snapshot_id, row_no, core.credential_id(provider, tenant, natural_key) as credential_id,
    cast(md5(cast(row({columns}) as text)) as uuid) as state_hash
from stage_credential
"""
REPEATED = """
with kept as (
    select ctid, row_number() over (partition by snapshot_id, credential_id order by row_no) as place from listed
),
gone as (
    delete from listed as s using kept as k
    where s.ctid = k.ctid and k.place > 1
    returning s.snapshot_id, s.row_no
),
noted as (
    insert into landing.quarantine (snapshot_id, path, row_no, field, reason_code, message)
    select
        g.snapshot_id, n.path, g.row_no, 'natural_key', 'duplicate_row',
        'the credential is listed twice in this file; the first row counts, remove the others'
    from gone as g
    inner join landing.snapshot as n using (snapshot_id)
)
select snapshot_id, count(*) as rows from gone group by snapshot_id
"""


def open_stage(connection: Connection) -> None:
    """A temporary table `stage_credential` for the transaction: snapshot, row and the fields of the record."""
    connection.exec_driver_sql(STAGE.format(columns=COLUMNS))


def write_history(connection: Connection, snapshot_ids: Sequence[int]) -> dict[int, int]:
    """Fold the staged rows into history; gives, by snapshot, how many rows were repetitions and rejected as such."""
    connection.exec_driver_sql(IDENTIFY.format(columns=COLUMNS))
    repeated = {row.snapshot_id: row.rows for row in connection.exec_driver_sql(REPEATED)}
    connection.exec_driver_sql("analyze listed")
    for statement in _steps():
        query, parameters = bound(statement.replace(":state_columns", COLUMNS), {"snapshot_ids": list(snapshot_ids)})
        connection.exec_driver_sql(query, parameters)
    return repeated


def renew_statistics(connection: Connection, written: Collection[type[Record]]) -> None:
    """What the planner knows of the tables of these records, after many rows: the server's own collector would come too late."""
    names = {str(observed[record]) for record in written if record is not Credential}
    names |= {str(table) for table in metadata.sorted_tables if table.schema == "landing" or table.name.startswith("credential_")}
    connection.exec_driver_sql("set local default_statistics_target = 20")  # enough for joins, a fifth of the sampling
    connection.exec_driver_sql(f"analyze {', '.join(sorted(names))}")


@cache
def _steps() -> tuple[str, ...]:
    """Parameters bind to one statement at a time, so a file's statements are run apart."""
    files = sorted((SQL_FOLDER / "history").glob("*.sql"))
    return tuple(statement for path in files for statement in path.read_text("utf-8").split(";\n"))

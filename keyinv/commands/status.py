"""`keyinv status`: the register at a glance."""

from typing import Any

import click
from rich.console import Console
from rich.text import Text
from sqlalchemy import Connection, text

from etl.warehouse import publication
from keyinv.invocation import Invocation, KeyinvCommand
from keyinv.reports import plain_table

SNAPSHOTS = "select status, count(*) as files from landing.snapshot group by status order by status"
QUARANTINE = """
select reason_code, count(*) as rows
from landing.quarantine where severity = 'rejected' group by reason_code order by rows desc, reason_code
"""
# Of a snapshot's own count, as not every row with a warning is listed.
WARNINGS = """
select w.key as reason_code, cast(sum(cast(w.value as bigint)) as bigint) as rows
from landing.snapshot as n, jsonb_each_text(n.warnings) as w
group by w.key order by rows desc, reason_code
"""
CHECKS = """
select mark, severity, count(*) filter (where passed) as hold, count(*) filter (where not passed) as fail
from quality.result
where run_id = (select max(run_id) from quality.run)
group by mark, severity
order by mark, severity
"""
LAST_RUN = "select ran_at, gate_open, publication from quality.run order by run_id desc limit 1"
GAPS = """
select ownership_class, count(*) as credentials
from {schema}.credential where status = 'active' group by ownership_class order by credentials desc
"""
PRIORITIES = """
select priority, count(*) as credentials
from {schema}.credential where priority <> 'closed' group by priority order by priority
"""
FRESHNESS = "select source, tenant, last_as_of, stale from {schema}.source_freshness where stale order by source, tenant"


@click.command("status", cls=KeyinvCommand)
def status(invocation: Invocation) -> None:
    """Publication, sources, freshness, gaps, gates, rejected rows and warnings."""
    with (
        invocation.warehouse() as warehouse,
        publication.reading(warehouse.engine) as current,
        warehouse.engine.connect() as connection,
    ):
        document = glance(connection, current)
    invocation.answer(document, lambda console: show(console, document))


def glance(connection: Connection, current: publication.Publication | None) -> dict[str, Any]:
    """All that `status` shows, as plain rows under their headings."""
    document: dict[str, Any] = {
        "publication": current,
        "snapshots": _rows(connection, SNAPSHOTS),
        "rejected_rows": _rows(connection, QUARANTINE),
        "warnings": _rows(connection, WARNINGS),
        "last_check": _rows(connection, LAST_RUN),
        "checks": _rows(connection, CHECKS),
    }
    if current:
        for name, query in (("ownership", GAPS), ("priority", PRIORITIES), ("late_sources", FRESHNESS)):
            document[name] = _rows(connection, query.format(schema=current.schema))
    return document


def _rows(connection: Connection, query: str) -> list[dict[str, object]]:
    return [dict(row) for row in connection.execute(text(query)).mappings()]


def show(console: Console, document: dict[str, Any]) -> None:
    """The glance, top down: what is published, what is late, what is missing, what was rejected or is to be mended."""
    current = document["publication"]
    if current is None:
        console.print("nothing is published yet; run `keyinv demo` or `keyinv refresh PATH…`")
    else:
        console.print(f"publication {current.number}, as of {current.as_of:%Y-%m-%d %H:%M} UTC")
    last = next(iter(document["last_check"]), None)
    if last and not last["gate_open"]:
        console.print(Text(f"the last refresh ({last['ran_at']:%Y-%m-%d %H:%M} UTC) did not publish: a gate was closed"))
    for name, rows in document.items():
        if isinstance(rows, list) and rows and name != "last_check":
            console.print(Text(f"\n{name.replace('_', ' ')}", style="bold"))
            console.print(plain_table(rows, list(rows[0])))


COMMAND = status

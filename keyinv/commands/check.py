"""`keyinv check`: is the current publication, and the history behind it, complete and sound?"""

import click
from rich.console import Console

from etl.errors import ConfigurationError, GateClosedError
from etl.warehouse import publication
from expectations import suites
from expectations.results import record
from expectations.runner import CheckResult, run
from keyinv.invocation import Invocation, KeyinvCommand
from keyinv.reports import plain_table


@click.command(cls=KeyinvCommand)
@click.option("--table", metavar="T", help="Only this table, as core.… or mart.…")
def check(invocation: Invocation, table: str | None) -> None:
    """Run the expectations, store their results, and write Data Docs under the data directory."""
    chosen = [suite for suite in suites() if table in (None, suite.table)]
    if not chosen:
        known = ", ".join(suite.table for suite in suites())
        raise ConfigurationError(f"--table {table}: no suite of that name; known are {known}")
    docs = invocation.settings.data_dir / "data_docs"
    with invocation.warehouse() as warehouse:
        current = publication.current(warehouse.engine)
        if current is None:
            raise ConfigurationError("nothing is published yet; run `keyinv refresh PATH…` first")
        with invocation.stage("check") as advance:
            results = run(warehouse.engine, chosen, mart_schema=current.schema, docs=docs, progress=advance)
        passed = not any(result.closes_gate for result in results)
        record(warehouse.engine, results, publication=current.number, published=passed)
    invocation.answer({"results": results, "data_docs": docs / "index.html"}, lambda console: show(console, results))
    if not passed:
        raise GateClosedError(f"{sum(result.closes_gate for result in results)} critical claims fail")


def show(console: Console, results: list[CheckResult]) -> None:
    """What fails, worst first, then the count of what holds."""
    order = {"critical": 0, "warning": 1, "info": 2}
    failing = sorted((r for r in results if not r.passed), key=lambda r: (order[r.severity], r.table))
    rows: list[dict[str, object]] = [
        {
            "severity": "gap" if result.mark == "gap" else result.severity,
            "table": result.table,
            "claim": result.claim,
            "rows against it": result.unexpected_count,
            "problem": result.problem,
        }
        for result in failing
    ]
    if rows:
        console.print(plain_table(rows, list(rows[0])))
    console.print(f"{len(results) - len(failing)} of {len(results)} claims hold")


COMMAND = check

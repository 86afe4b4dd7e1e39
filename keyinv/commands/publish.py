"""`keyinv publish`: a new publication of what is loaded, or back to the one before."""

import click

from etl.warehouse import publication
from keyinv.invocation import Invocation, KeyinvCommand
from keyinv.refresh import RefreshReport, check_and_publish


@click.command(cls=KeyinvCommand)
@click.option("--rollback", is_flag=True, help="Go back to the publication before the current one.")
def publish(invocation: Invocation, *, rollback: bool) -> None:
    """Build the published tables, pass the gates, move the pointer."""
    report = RefreshReport()
    with invocation.warehouse() as warehouse:
        if rollback:
            report.publication = publication.rollback(warehouse)
        else:
            check_and_publish(invocation, warehouse, report)
    invocation.answer(report, lambda console: console.print(f"publication {report.publication} is current"))


COMMAND = publish

"""`keyinv refresh`: load, check, publish."""

import click
from rich.console import Console

from etl.load import LoadOptions
from keyinv.invocation import Invocation, KeyinvCommand
from keyinv.refresh import RefreshReport, check_and_publish, load_files
from keyinv.reports import show_load


@click.command(cls=KeyinvCommand)
@click.argument("paths", nargs=-1, metavar="[PATH…]")
@click.option("--workers", type=click.IntRange(1), help="Processes that decode (default: one a core).")
def refresh(invocation: Invocation, paths: tuple[str, ...], workers: int | None) -> None:
    """Load PATH…, then check everything and publish. Without PATH: check and publish what is loaded."""
    report = RefreshReport()
    with invocation.warehouse() as warehouse:
        loaded = None
        if paths:
            options = LoadOptions(workers=workers or invocation.settings.workers)
            loaded = load_files(invocation, warehouse, paths, options)
            report.snapshots, report.totals = list(loaded.snapshots), loaded.totals
        check_and_publish(invocation, warehouse, report)

    def show(console: Console) -> None:
        if loaded:
            show_load(console, loaded)
        console.print(f"publication {report.publication} is current ({sum(report.seconds.values()):.1f} s)")

    invocation.answer(report, show)


COMMAND = refresh

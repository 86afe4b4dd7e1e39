"""`keyinv load`: exports into history, without publishing."""

from datetime import datetime

import click
from rich.console import Console

from etl.errors import ConfigurationError
from etl.load import LoadOptions, LoadReport
from etl.times import DateError, instant
from keyinv.invocation import Invocation, KeyinvCommand
from keyinv.refresh import RefreshReport, load_files
from keyinv.reports import show_load


def stated_instant(value: str | None) -> datetime | None:
    """The instant of `--as-of`.

    Raises:
        ConfigurationError: it is none, or has no zone.
    """
    try:
        return instant(value)
    except DateError as error:
        raise ConfigurationError(f"--as-of: {error}; write it as 2026-02-01T00:00:00Z") from None


@click.command(cls=KeyinvCommand)
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--as-of", metavar="T", help="Instant that the exports describe, where they do not say: 2026-02-01T00:00:00Z.")
@click.option("--source", metavar="S", help="Read every file as this source (see `keyinv sources`).")
@click.option("--tenant", metavar="T", help="Organisation, account or team, where the exports do not say.")
@click.option("--partial", is_flag=True, help="The exports are not whole: what they do not list is not gone.")
@click.option("--workers", type=click.IntRange(1), help="Processes that decode (default: one a core).")
def load(  # noqa: PLR0913 one argument an option
    invocation: Invocation, paths: tuple[str, ...], as_of: str | None, source: str | None, tenant: str | None,
    *, partial: bool, workers: int | None,
) -> None:  # fmt: skip
    """Load files, folders, globs, archives or object-store URLs. Each file's source is told by its content."""
    options = LoadOptions(
        as_of=stated_instant(as_of), source=source, tenant=tenant, partial=partial,
        workers=workers or invocation.settings.workers,
    )  # fmt: skip
    with invocation.warehouse() as warehouse:
        loaded: LoadReport = load_files(invocation, warehouse, paths, options)
    report = RefreshReport(snapshots=list(loaded.snapshots), totals=loaded.totals, seconds=invocation.seconds)

    def show(console: Console) -> None:
        show_load(console, loaded)

    invocation.answer(report, show)


COMMAND = load

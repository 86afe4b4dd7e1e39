"""`keyinv demo`: the whole way on a made-up organisation, and the dashboard at its end."""

import shutil

import click

from etl.demo import DemoOptions, generate
from etl.load import LoadOptions
from keyinv.commands.dashboard import DEFAULT_PORT, serve
from keyinv.commands.generate import demo_options
from keyinv.invocation import Invocation, KeyinvCommand
from keyinv.refresh import RefreshReport, check_and_publish, load_files
from keyinv.reports import show_load


@click.command("demo", cls=KeyinvCommand)
@click.option("--no-serve", is_flag=True, help="Stop after publishing.")
@click.option("--port", type=click.IntRange(1, 65535), default=DEFAULT_PORT, show_default=True)
def demo(  # noqa: PLR0913 one argument an option
    invocation: Invocation, *, no_serve: bool, port: int, credentials: int, days: int, seed: int
) -> None:
    """Make an organisation's exports under the data directory, refresh, and open the dashboard."""
    exports = invocation.settings.data_dir / "demo"
    shutil.rmtree(exports, ignore_errors=True)
    with invocation.stage("generate") as advance:
        truth = generate(exports, DemoOptions(credentials=credentials, days=days, seed=seed), progress=advance)
    report = RefreshReport()
    with invocation.warehouse() as warehouse:
        options = LoadOptions(workers=invocation.settings.workers)
        loaded = load_files(invocation, warehouse, [str(truth.exports)], options)
        report.snapshots, report.totals = list(loaded.snapshots), loaded.totals
        check_and_publish(invocation, warehouse, report)
        invocation.answer(report, lambda console: show_load(console, loaded))
        invocation.say(f"publication {report.publication} is current after {sum(report.seconds.values()):.0f} s")
        if not no_serve:
            serve(invocation, port)


COMMAND = demo_options(demo)

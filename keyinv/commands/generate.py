"""`keyinv generate`: only the demo organisation's exports, with the planted truth beside them."""

from pathlib import Path

import click
import msgspec

from etl.demo import DemoOptions, generate
from etl.demo.options import EXPOSED_SHARE
from keyinv.invocation import Invocation, KeyinvCommand


def demo_options(command: click.Command) -> click.Command:
    """The size of the organisation, as `demo` and `generate` both take it."""
    defaults = DemoOptions()
    for name, default, words in (
        ("--seed", defaults.seed, "Same seed, same bytes."),
        ("--days", defaults.days, "Days of history."),
        ("--credentials", defaults.credentials, "Credentials, roughly."),
    ):
        option = click.Option([name], type=click.IntRange(1), default=default, show_default=True, help=words)
        command.params.insert(0, option)
    return command


@click.command("generate", cls=KeyinvCommand)
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@click.option("--events", type=click.IntRange(0), help="Log events (default: in proportion).")
@click.option(
    "--exposures", type=click.IntRange(1), help=f"Leaked credentials (default: {EXPOSED_SHARE:.1%} of all; fewer where too few can leak)."
)
@click.option("--snapshots", type=click.IntRange(1), help="Snapshots of each listing (default: weekly, fewer at scale).")
def generate_exports(invocation: Invocation, directory: Path, **size: int | None) -> None:
    """Write a made-up organisation's exports, in the providers' own shapes, and truth.json, into DIRECTORY."""
    options = msgspec.convert({name: value for name, value in size.items() if value is not None}, DemoOptions)
    with invocation.stage("generate") as advance:
        generate(directory, options, progress=advance)
    invocation.answer({"directory": directory, "seconds": invocation.seconds}, lambda console: console.print(str(directory)))


COMMAND = demo_options(generate_exports)

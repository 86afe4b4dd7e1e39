"""`keyinv doctor`: what is wrong with this installation, and the remedy."""

import importlib.metadata
import shutil
from collections.abc import Callable

import click
from msgspec import Struct
from rich.console import Console
from rich.text import Text
from sqlalchemy import text

from etl.errors import KeyInventoryError
from keyinv.invocation import Invocation, KeyinvCommand
from keyinv.settings import pepper

FREE_BYTES_WANTED = 2 * 1024**3
POSTGRES_MINIMUM = 150000
OUR_PACKAGES = ("keyinv", "etl", "dashboard", "expectations")


class Finding(Struct, frozen=True):
    """One thing that was looked at."""

    subject: str
    sound: bool
    words: str


@click.command("doctor", cls=KeyinvCommand)
def doctor(invocation: Invocation) -> None:
    """Look at configuration, policy, pepper, disk, packages and database."""
    findings = [finding_of(subject, look, invocation) for subject, look in LOOKS.items()]
    invocation.answer(findings, lambda console: show(console, findings))
    if not all(finding.sound for finding in findings):
        raise click.exceptions.Exit(1)


def finding_of(subject: str, look: Callable[[Invocation], str], invocation: Invocation) -> Finding:
    """What one look gave: its words, or the error's."""
    try:
        return Finding(subject, sound=True, words=look(invocation))
    except KeyInventoryError as error:
        return Finding(subject, sound=False, words=str(error))


def _configuration(invocation: Invocation) -> str:
    where = invocation.settings.database_url
    return f"data in {invocation.settings.data_dir}; database {'by URL' if where else 'embedded'}"


def _policy(invocation: Invocation) -> str:
    return f"version {invocation.settings.policy().version} is valid"


def _pepper(invocation: Invocation) -> str:
    pepper(invocation.settings)
    return "readable by its owner alone; back it up: without it no fingerprint can be compared"


def _disk(invocation: Invocation) -> str:
    folder = invocation.settings.data_dir
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if free < FREE_BYTES_WANTED:
        raise KeyInventoryError(f"{free / 1024**3:.1f} GiB free under {folder}; a refresh wants 2 GiB: make room")
    return f"{free / 1024**3:.0f} GiB free"


def _packages(_: Invocation) -> str:
    owners = importlib.metadata.packages_distributions()
    for package in OUR_PACKAGES:
        others = set(owners.get(package, [])) - {"ai-key-inventory"}
        if others:
            raise KeyInventoryError(
                f"the package {package!r} is also installed by {', '.join(sorted(others))}: install keyinv in an environment of its own"
            )
    return "the names are ours alone"


def _database(invocation: Invocation) -> str:
    with invocation.warehouse() as warehouse, warehouse.engine.connect() as connection:
        version = int(connection.execute(text("show server_version_num")).scalar_one())
        if version < POSTGRES_MINIMUM:
            raise KeyInventoryError(f"Postgres {version // 10000} is too old; 15 or later is needed")
        return f"Postgres {version // 10000}, schema migrated"


def _server(invocation: Invocation) -> str:
    from etl.warehouse import embedded

    if invocation.settings.database_url or not embedded.running(invocation.settings.data_dir):
        return "no embedded server is left running"
    return "an embedded server runs for this data directory (it ends with its last user)"


LOOKS: dict[str, Callable[[Invocation], str]] = {
    "configuration": _configuration,
    "policy": _policy,
    "pepper": _pepper,
    "disk": _disk,
    "packages": _packages,
    "embedded server": _server,
    "database": _database,
}


def show(console: Console, findings: list[Finding]) -> None:
    """One line a finding, faults marked by a word and not by colour alone."""
    for finding in findings:
        console.print(Text(f"{'ok   ' if finding.sound else 'FAULT'} {finding.subject}: {finding.words}"))


COMMAND = doctor

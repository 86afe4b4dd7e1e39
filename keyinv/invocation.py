"""One invocation of a command: its settings, how it speaks, and how it ends."""

import logging
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from etl import redact
from etl.errors import KeyInventoryError
from etl.warehouse.connection import Warehouse, open_warehouse
from keyinv.settings import Settings, pepper, settings


class Invocation:
    """What every command is given. Messages and progress go to stderr; stdout carries the result alone."""

    def __init__(self, current: Settings, *, as_json: bool, verbose: bool) -> None:
        self.settings = current
        self.as_json = as_json
        self.verbose = verbose
        self.messages = Console(stderr=True, highlight=False)
        self.output = Console(highlight=False, soft_wrap=not sys.stdout.isatty())
        self.seconds: dict[str, float] = {}

    @contextmanager
    def warehouse(self) -> Iterator[Warehouse]:
        """The opened warehouse; fingerprints use this installation's pepper from here on."""
        redact.configure(pepper(self.settings))
        self.settings.data_dir.mkdir(parents=True, exist_ok=True)
        with open_warehouse(self.settings.database_url, self.settings.data_dir) as opened:
            yield opened

    @contextmanager
    def stage(self, name: str) -> Iterator[Callable[[int, int, str], None]]:
        """Time a stage and show it: a bar on a terminal, else one line when it ends. Yields `(done, total, what)`."""
        started = time.perf_counter()
        with self._bar(name) as advance:
            yield advance
        self.seconds[name] = round(time.perf_counter() - started, 3)
        if not self.messages.is_terminal:
            self.say(f"{name}: {self.seconds[name]:.1f} s")

    @contextmanager
    def _bar(self, name: str) -> Iterator[Callable[[int, int, str], None]]:
        columns = (SpinnerColumn(), TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn())
        progress = Progress(
            *columns, TimeElapsedColumn(), TextColumn("{task.fields[what]}"), console=self.messages,
            disable=not self.messages.is_terminal,
        )  # fmt: skip
        with progress:
            task = progress.add_task(name, total=None, what="")

            def advance(done: int, total: int, what: str) -> None:
                progress.update(task, completed=done, total=total or None, what=printable(what)[-48:])

            yield advance

    def say(self, text: str) -> None:
        """A message for the person at the terminal."""
        self.messages.print(redact.scrub(text), markup=False, soft_wrap=True)

    def answer(self, document: Any, show: Callable[[Console], None]) -> None:
        """The result: the document where JSON was asked for, else what `show` prints."""
        if self.as_json:
            sys.stdout.write(msgspec.json.format(msgspec.json.encode(document, enc_hook=str)).decode() + "\n")
        else:
            show(self.output)


def printable(text: str) -> str:
    """A name from a file made safe for one line of a terminal."""
    return "".join(letter if letter.isprintable() else "�" for letter in text)


class KeyinvCommand(click.Command):
    """A command that takes what every command takes, and passes an `Invocation` as first argument."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.extend(common_options())

    def invoke(self, ctx: click.Context) -> Any:
        """Run with the common options folded into an `Invocation`."""
        given = {name: ctx.params.pop(name) for name in ("data_dir", "config", "database_url", "as_json", "verbose")}
        configure_logging(verbose=given["verbose"])
        current = settings(data_dir=given["data_dir"], config=given["config"], database_url=given["database_url"])
        ctx.obj = Invocation(current, as_json=given["as_json"], verbose=given["verbose"])
        return ctx.invoke(self.callback, ctx.obj, **ctx.params) if self.callback else None


def common_options() -> list[click.Parameter]:
    """The options of every command."""
    path = click.Path(path_type=Path)
    return [
        click.Option(["--data-dir"], type=path, help="Where everything is kept (default .keyinv; KEYINV_DATA_DIR)."),
        click.Option(["--config"], type=path, help="Configuration file (default keyinv.toml)."),
        click.Option(["--database-url"], help="Postgres to use (KEYINV_DATABASE_URL); none: an embedded one."),
        click.Option(["--json", "as_json"], is_flag=True, help="One JSON document on standard output."),
        click.Option(["-v", "--verbose"], is_flag=True, help="Say more, and show tracebacks of failures."),
    ]


def configure_logging(*, verbose: bool) -> None:
    """Log to stderr, every line redacted."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Redacting("%(levelname)s %(name)s: %(message)s"))
    level = logging.INFO if verbose else logging.ERROR
    handler.setLevel(level)  # libraries set the levels of their own loggers
    logging.basicConfig(handlers=[handler], level=level, force=True)


class _Redacting(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return redact.scrub(super().format(record)) or ""


def failed(error: BaseException, *, verbose: bool) -> int:
    """Say what went wrong, and give the exit code."""
    messages = Console(stderr=True, highlight=False)
    if isinstance(error, KeyInventoryError):
        messages.print(f"keyinv: {redact.scrub(str(error))}", markup=False, soft_wrap=True)
        return error.exit_code
    place = traceback.extract_tb(error.__traceback__)[-1]
    messages.print(f"keyinv: unexpected {type(error).__name__} in {Path(place.filename).name}:{place.lineno}", markup=False, soft_wrap=True)
    if verbose:
        messages.print(redact.scrub("".join(traceback.format_exception(error))), markup=False, soft_wrap=True)
    else:
        messages.print("Run again with -v for the traceback, and report it with that.", markup=False, soft_wrap=True)
    return 1

"""How results look on a terminal."""

from collections import Counter

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from etl.load import LoadReport, SnapshotReport
from keyinv.invocation import printable

REJECTED_FILES_SHOWN = 20


def show_load(console: Console, report: LoadReport) -> None:
    """Counts by source, then every file that was rejected with its reason, then the warnings by code."""
    table = Table("source", "files", "loaded", "duplicate", "rejected", "rows", "rejected rows", box=None, pad_edge=False)
    by_source: dict[str, list[SnapshotReport]] = {}
    for snapshot in report.snapshots:
        by_source.setdefault(snapshot.source or "(not recognised)", []).append(snapshot)
    for source, snapshots in sorted(by_source.items()):
        states = Counter(snapshot.status for snapshot in snapshots)
        rows = sum(snapshot.rows_read for snapshot in snapshots)
        bad = sum(snapshot.rows_rejected for snapshot in snapshots)
        counts = (len(snapshots), states["loaded"] + states["nothing_to_take"], states["duplicate"], states["rejected"])
        table.add_row(source, *(f"{count:,}" for count in (*counts, rows, bad)))
    console.print(table)
    rejected = [snapshot for snapshot in report.snapshots if snapshot.status == "rejected"]
    for snapshot in rejected[:REJECTED_FILES_SHOWN]:
        console.print(Text(f"rejected: {printable(snapshot.path)}: {', '.join(snapshot.reasons)}"))
    if len(rejected) > REJECTED_FILES_SHOWN:
        console.print(f"… and {len(rejected) - REJECTED_FILES_SHOWN:,} more rejected files: see --json or landing.quarantine")
    if warnings := report.totals.warnings:
        counted = ", ".join(f"{code} {count:,}" for code, count in sorted(warnings.items()))
        console.print(f"warnings, whose rows are loaded: {counted}: see Data quality or landing.quarantine")


def plain_table(rows: list[dict[str, object]], columns: list[str]) -> Table:
    """Rows as a table; values are shown as text, never as markup."""
    table = Table(*[Column(Text(column)) for column in columns], box=None, pad_edge=False)
    for row in rows:
        table.add_row(*[Text(_cell(row[column])) for column in columns])
    return table


def _cell(value: object) -> str:
    if value is None:
        return "—"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return printable(str(value))

"""A refresh: load, build, check, publish. Nothing is shown before it is checked."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Engine, text

from etl.errors import GateClosedError, NothingReadableError
from etl.load import LoadOptions, LoadReport, load
from etl.warehouse import publication
from etl.warehouse.connection import Warehouse
from expectations import suites
from expectations.results import record
from expectations.runner import CheckResult, Checks
from keyinv.invocation import Invocation


class Gate(Struct, frozen=True):
    """One condition that a publication must meet."""

    name: str
    passed: bool
    observed: float
    limit: float


class RefreshReport(Struct, kw_only=True):
    """What a refresh did, in the shape that INTERFACE.md promises."""

    snapshots: list[Any] = []
    totals: Any = None
    publication: int | None = None
    gates: list[Gate] = []
    seconds: dict[str, float] = {}


def load_files(invocation: Invocation, warehouse: Warehouse, paths: Sequence[str], options: LoadOptions) -> LoadReport:
    """The files loaded, with progress; what the policy says of a register's age is held against them.

    Raises:
        NothingReadableError: there were files, and none could be read.
    """
    register_max_age = timedelta(days=invocation.settings.policy().register_max_age)
    options = msgspec.structs.replace(options, register_max_age=register_max_age)
    with invocation.stage("load") as advance:
        report = load(warehouse, paths, options=options, progress=advance)
    if not any(snapshot.status != "rejected" for snapshot in report.snapshots):
        reasons = sorted({reason for snapshot in report.snapshots for reason in snapshot.reasons})
        why = f": {', '.join(reasons)}" if reasons else "; no file was found there"
        raise NothingReadableError(f"nothing readable among {len(report.snapshots)} files{why}")
    return report


def check_and_publish(invocation: Invocation, warehouse: Warehouse, report: RefreshReport) -> None:
    """A new publication of what is loaded, unless a gate is closed.

    Raises:
        GateClosedError: names each critical claim that failed; the last good publication stays.
    """
    policy = invocation.settings.policy()
    docs = invocation.settings.data_dir / "data_docs"
    with Checks(warehouse.engine, docs) as checks, ThreadPoolExecutor(1, thread_name_prefix="check") as aside:
        # What is loaded is checked while the database builds: the library's import alone takes seconds.
        of_loaded = aside.submit(checks.results, [suite for suite in suites() if not suite.is_of_publication])
        with invocation.stage("build") as advance:
            draft = publication.build(warehouse, policy=policy, progress=advance)
        with invocation.stage("check") as advance:
            results = of_loaded.result()
            of_publication = [suite for suite in suites() if suite.is_of_publication]
            results += checks.results(of_publication, mart_schema=draft.schema, progress=advance)
            checks.write_docs()
    report.gates = gates(warehouse.engine, results, policy.gates.rejected_row_share)
    passed = all(gate.passed for gate in report.gates)
    record(warehouse.engine, results, publication=draft.number, published=passed)
    report.seconds = invocation.seconds
    if not passed:
        publication.discard(warehouse, draft)
        raise GateClosedError(_closed(results, report.gates))
    with invocation.stage("publish"):
        publication.publish(warehouse, draft)
    report.publication = draft.number


def gates(engine: Engine, results: list[CheckResult], rejected_row_share: float) -> list[Gate]:
    """The conditions: no critical claim failed, and rejected rows stay within the policy's share."""
    failing = sum(result.closes_gate for result in results)
    with engine.connect() as connection:
        read, rejected = connection.execute(
            text("select coalesce(sum(rows_read), 0), coalesce(sum(rows_rejected), 0) from landing.snapshot where status <> 'rejected'")
        ).one()
    share = float(rejected) / float(read) if read else 0.0
    return [
        Gate("critical_claims_failed", failing == 0, failing, 0),
        Gate("rejected_row_share", share <= rejected_row_share, round(share, 6), rejected_row_share),
    ]


def _closed(results: list[CheckResult], decided: list[Gate]) -> str:
    lines = [f"  {result.table}: {result.claim} ({_size(result)})" for result in results if result.closes_gate]
    lines += [f"  {gate.name}: {gate.observed} where at most {gate.limit} is allowed" for gate in decided[1:] if not gate.passed]
    return "the gate is closed, the last good publication stays:\n" + "\n".join(lines) + "\nSee `keyinv check`."


def _size(result: CheckResult) -> str:
    return result.problem or f"{result.unexpected_count} rows"


def as_document(report: LoadReport) -> dict[str, Any]:
    """The load report as plain data."""
    document: dict[str, Any] = msgspec.to_builtins(report)
    return document

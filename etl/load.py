"""Files → decoded frames → COPY → history, as one transaction.

Files are decoded by worker processes and copied as they come, so memory grows with the largest file and not with the
batch. Nothing of a load is visible before all of it is; a database that goes away leaves nothing half-loaded.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from multiprocessing import get_context, parent_process
from threading import Thread

from msgspec import Struct
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from etl import redact, snapshots
from etl.decoded import Decoded, decoded
from etl.errors import WarehouseError
from etl.landing.discover import Found, Landed, Refused, files
from etl.landing.document import Stated
from etl.records import Record
from etl.warehouse.connection import Warehouse
from etl.warehouse.history import open_stage, renew_statistics, write_history
from etl.warehouse.locks import REFRESH_LOCK, locked

Progress = Callable[[int, int, str], None]
MANY_ROWS = 10_000
POOL_FROM_BYTES = 8 * 1024**2  # below, starting processes costs more than they save


class LoadOptions(Struct, frozen=True, kw_only=True):
    """What the command line and the policy say of all files."""

    as_of: datetime | None = None
    source: str | None = None
    tenant: str | None = None
    partial: bool = False
    workers: int = 1
    register_max_age: timedelta | None = None


class SnapshotReport(Struct, kw_only=True):
    """What became of one file. `status`: loaded, duplicate, rejected or nothing_to_take.

    `reasons` counts rejections and warnings by code; `warnings` are those of them that reject nothing.
    """

    path: str
    source: str | None = None
    tenant: str | None = None
    as_of: datetime | None = None
    complete: bool = False
    rows_read: int = 0
    rows_rejected: int = 0
    status: str = "loaded"
    reasons: dict[str, int] = {}
    warnings: dict[str, int] = {}
    message: str | None = None


class Totals(Struct, kw_only=True):
    """The sums over all files."""

    files: int = 0
    loaded: int = 0
    duplicate: int = 0
    rejected: int = 0
    nothing_to_take: int = 0
    rows_read: int = 0
    rows_rejected: int = 0
    reasons: dict[str, int] = {}
    warnings: dict[str, int] = {}


class LoadReport(Struct, kw_only=True):
    """What a load did."""

    snapshots: list[SnapshotReport]
    totals: Totals


def load(warehouse: Warehouse, paths: Sequence[str], *, options: LoadOptions | None = None, progress: Progress | None = None) -> LoadReport:
    """Load every file under these paths; a file or row that cannot be loaded is reported and stops nothing else.

    Raises:
        WarehouseError: the database went away or is full; nothing of this load was kept.
    """
    options = options or LoadOptions()
    found = list(files(paths))
    reports: list[SnapshotReport] = []
    try:
        with warehouse.engine.connect() as connection, locked(connection, REFRESH_LOCK), connection.begin():
            snapshots.declare_sources(connection)
            open_stage(connection)
            new: dict[int, SnapshotReport] = {}
            written: set[type[Record]] = set()
            for done, item in enumerate(_decoded_in_order(found, options), start=1):
                reports.append(_take(connection, item, new))
                written |= item.frames.keys() if isinstance(item, Decoded) else set()
                if progress:
                    progress(done, len(found), reports[-1].path)
            _finish(connection, new, written)
    except DBAPIError as error:
        raise WarehouseError(_lost(error)) from None
    return LoadReport(snapshots=reports, totals=totals(reports))


def totals(reports: Sequence[SnapshotReport]) -> Totals:
    """The sums over these reports."""
    states = Counter(report.status for report in reports)
    reasons: Counter[str] = Counter()
    warnings: Counter[str] = Counter()
    for report in reports:
        reasons.update(report.reasons)
        warnings.update(report.warnings)
    return Totals(
        files=len(reports),
        loaded=states["loaded"],
        duplicate=states["duplicate"],
        rejected=states["rejected"],
        nothing_to_take=states["nothing_to_take"],
        rows_read=sum(report.rows_read for report in reports),
        rows_rejected=sum(report.rows_rejected for report in reports),
        reasons=dict(reasons),
        warnings=dict(warnings),
    )


def _decoded_in_order(found: list[Found], options: LoadOptions) -> Iterator[Decoded | Refused]:
    stated = Stated(
        source=options.source, tenant=options.tenant, as_of=options.as_of, partial=options.partial,
        register_max_age=options.register_max_age,
    )  # fmt: skip
    size = sum(item.size for item in found if isinstance(item, Landed))
    if options.workers < 2 or size < POOL_FROM_BYTES:  # noqa: PLR2004 one worker is this process
        for item in found:
            yield decoded(item, stated) if isinstance(item, Landed) else item
        return
    with ProcessPoolExecutor(options.workers, mp_context=get_context("spawn"), initializer=_begin, initargs=(redact.pepper(),)) as pool:
        ahead = options.workers * 2  # so that results wait for the database, and not all of them in memory
        futures = [pool.submit(decoded, item, stated) if isinstance(item, Landed) else item for item in found[:ahead]]
        for number in range(len(found)):
            if number + ahead < len(found):
                item = found[number + ahead]
                futures.append(pool.submit(decoded, item, stated) if isinstance(item, Landed) else item)
            future = futures[number]
            futures[number] = None  # type: ignore[call-overload]
            yield future if isinstance(future, Refused) else future.result()


def _begin(pepper: bytes) -> None:
    """A worker's start: it has the pepper, and ends with the load, also where that is killed and can tell it nothing."""
    redact.configure(pepper)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)


def _take(connection: Connection, item: Decoded | Refused, new: dict[int, SnapshotReport]) -> SnapshotReport:
    if isinstance(item, Refused):
        item = Decoded.refused(item)
    report = SnapshotReport(
        path=item.path, source=item.source, tenant=item.tenant, as_of=item.as_of, complete=item.complete,
        rows_read=item.rows_read, rows_rejected=item.rows_rejected, status=item.status, reasons=dict(item.reasons),
        warnings=dict(item.warned), message=item.message,
    )  # fmt: skip
    snapshot_id = snapshots.insert(connection, item)
    if snapshot_id is None and item.status == "loaded":
        report.status = "duplicate"
        report.rows_read = report.rows_rejected = 0
        report.reasons, report.warnings = {}, {}
        return report
    if snapshot_id is not None and item.status == "loaded":
        snapshots.write(connection, snapshot_id, item)
        new[snapshot_id] = report
    return report


def _finish(connection: Connection, new: dict[int, SnapshotReport], written: set[type[Record]]) -> None:
    repeated = write_history(connection, list(new))
    for snapshot_id, rows in repeated.items():
        report = new[snapshot_id]
        report.rows_rejected += rows
        report.reasons["duplicate_row"] = rows
        connection.execute(
            text(
                "update landing.snapshot set rows_rejected = rows_rejected + :rows,"
                " reasons = reasons || jsonb_build_object('duplicate_row', cast(:rows as bigint))"
                " where snapshot_id = :snapshot_id"
            ),
            {"rows": rows, "snapshot_id": snapshot_id},
        )
    if sum(report.rows_read for report in new.values()) > MANY_ROWS:
        renew_statistics(connection, written)


def _lost(error: DBAPIError) -> str:
    reason = (str(error.orig).strip() or type(error.orig).__name__).splitlines()[0]
    if "No space left" in reason or "disk full" in reason.lower():
        return f"the database has no room left ({reason}); nothing of this load was kept: make room and load again"
    return f"the database failed ({reason}); nothing of this load was kept: see that it is up and load again"

"""One file decoded into frames: what crosses from a worker process to the database.

Every text is scrubbed once more here, whatever its reader did, and no row leaves with more than a redacted excerpt.
"""

import gc
import hashlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal, Self

import polars as pl

from etl import redact, rollup
from etl.errors import FileRejectedError, RowRejectedError, RowWarning
from etl.frames import frame_of, hashes_of
from etl.landing.discover import Landed, Refused
from etl.landing.document import Document, Stated, opened
from etl.landing.read import Contents, contents, excerpt
from etl.records import Record, Usage
from etl.sources import Covered
from etl.storable import storable, without_blanks

READER_VERSION = "1"


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One line of `landing.quarantine`, redacted: why a row or file is rejected, or what is to be mended in one that is loaded."""

    row_no: int | None
    field: str | None
    reason_code: str
    message: str
    excerpt: str | None = None
    severity: Literal["rejected", "warning"] = "rejected"


@dataclass(kw_only=True)
class Decoded:
    """What one file gives. `identity` is what makes it the same export when it comes again.

    `warned` counts all warnings by code, of which `warnings` lists the first.
    """

    path: str
    landed: Landed | None = None
    identity: str = ""
    digest: str = ""
    source: str | None = None
    provider: str | None = None
    tenant: str = "unknown"
    scope: str = ""
    as_of: datetime | None = None
    as_of_basis: str | None = None
    complete: bool = False
    window: tuple[datetime | None, datetime | None] = (None, None)
    size: int = 0
    rows_read: int = 0
    status: str = "loaded"
    message: str | None = None
    rejections: list[Reason] = field(default_factory=list)
    warnings: list[Reason] = field(default_factory=list)
    warned: Counter[str] = field(default_factory=Counter)
    covered: list[Covered] = field(default_factory=list)
    frames: dict[type[Record], pl.DataFrame] = field(default_factory=dict)
    events: pl.DataFrame | None = None  # kept only as long as another delivery may overlap
    event_hashes: Any = None

    @property
    def rows_rejected(self) -> int:
        """Rows of the file that are rejected."""
        return len({rejection.row_no for rejection in self.rejections if rejection.row_no is not None})

    @property
    def reasons(self) -> Counter[str]:
        """How often each reason occurs, of rejections and of warnings."""
        return Counter(rejection.reason_code for rejection in self.rejections) + self.warned

    @classmethod
    def refused(cls, refused: Refused) -> Self:
        """A file that was not even opened."""
        return cls._rejected(refused.path, refused.code, refused.message, hashlib.sha256(refused.path.encode()).hexdigest())

    @classmethod
    def _rejected(cls, path: str, code: str, message: str, digest: str) -> Self:
        words = redact.scrub(message) or code
        identity = hashlib.sha256(f"{digest}|{code}|{path}".encode()).hexdigest()
        rejection = Reason(row_no=None, field=None, reason_code=code, message=words)
        safe = redact.scrub(path) or path
        return cls(path=safe, identity=identity, digest=digest, status="rejected", message=words, rejections=[rejection])


def decoded(landed: Landed, stated: Stated) -> Decoded:
    """The file, decoded; a file that cannot be is given as rejected, with its reason."""
    with _collector_paused():
        return _decoded(landed, stated)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """A file's rows hold no cycles, and to walk through them again and again takes a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _decoded(landed: Landed, stated: Stated) -> Decoded:
    source = None
    try:
        document = opened(landed, stated)
        source = document.source
        return _of(document, contents(document))
    except FileRejectedError as error:
        digest = hashlib.sha256(f"{landed.path}|{landed.size}".encode()).hexdigest()
        rejected = Decoded._rejected(landed.path, error.code, str(error), digest)  # noqa: SLF001 its own class
        rejected.size = landed.size
        if source is not None:
            rejected.source, rejected.provider = source.export, source.provider
        return rejected


def _of(document: Document, found: Contents) -> Decoded:
    source = document.source
    said = found.as_of if found.as_of_basis not in ("file_modified", "content") else None
    scope = found.project or ""
    key = "|".join((document.digest, source.export, found.tenant, scope, said.isoformat() if said else ""))
    item = Decoded(
        path=redact.scrub(document.landed.path) or "", landed=document.landed,
        identity=hashlib.sha256(key.encode()).hexdigest(), digest=document.digest,
        source=source.export, provider=source.provider, tenant=redact.scrub(found.tenant) or "unknown",
        scope=redact.scrub(scope) or "", as_of=found.as_of, as_of_basis=found.as_of_basis,
        complete=found.complete, size=document.size, rows_read=found.rows_read,
        covered=[_covered(covered) for covered in found.covered], rejections=[_rejection(rejection) for rejection in found.rejections],
        warnings=[_warning(warning) for warning in found.warnings], warned=found.warned,
    )  # fmt: skip
    if source.read is None or found.is_empty:
        item.status = "nothing_to_take"
        return item
    for record, rows in found.records.items():
        frame, unstorable = storable(record, rows)
        if frame.height:
            item.frames[record] = frame
        item.rejections += [_rejection(rejection) for rejection in unstorable]
    _take_events(item, found)
    item.window = _window(item)
    return item


def _covered(covered: Covered) -> Covered:
    return replace(covered, tenant=redact.scrub(covered.tenant) or "unknown")


def _warning(warning: RowWarning) -> Reason:
    return Reason(
        row_no=warning.row_no, field=redact.scrub(warning.field), reason_code=warning.code,
        message=redact.scrub(warning.message) or warning.code, severity="warning",
    )  # fmt: skip


def _rejection(rejection: RowRejectedError) -> Reason:
    return Reason(
        row_no=rejection.row_no,
        field=redact.scrub(rejection.field),
        reason_code=rejection.code,
        message=redact.scrub(str(rejection)) or rejection.code,
        excerpt=excerpt(rejection),
    )


def _take_events(item: Decoded, found: Contents) -> None:
    if not found.events:
        return
    events = pl.concat(found.events) if len(found.events) > 1 else found.events[0]
    scrubbed = without_blanks(redact.scrub_frame(events, ("event_id",)))
    item.events = scrubbed.unique("event_id", keep="first", maintain_order=True)
    item.event_hashes = hashes_of(item.events)
    _roll_up(item)


def _roll_up(item: Decoded) -> None:
    if item.events is None:
        return
    hourly = rollup.hourly(item.events).with_columns(pl.lit(0, dtype=pl.Int64).alias("row_no"))
    item.frames[Usage] = frame_of(Usage, hourly)


def without_known(item: Decoded, known: Any) -> None:
    """Count only the events that no earlier delivery counted: `known` are their hashes."""
    import numpy as np

    if item.events is None or item.event_hashes is None:
        return
    fresh = ~np.isin(hashes_of(item.events), known)
    if not fresh.all():
        item.events = item.events.filter(pl.Series(fresh))
        item.event_hashes = hashes_of(item.events)
        _roll_up(item)


def _window(item: Decoded) -> tuple[datetime | None, datetime | None]:
    if item.events is not None and item.events.height:
        return item.events.get_column("at").min(), item.events.get_column("at").max()  # type: ignore[return-value]
    starts = [covered.starts_at for covered in item.covered]
    return (min(starts), max(covered.ends_at for covered in item.covered)) if starts else (None, None)

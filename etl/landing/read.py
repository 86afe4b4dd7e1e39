"""The contents of a document: its records, events, rejected rows, warnings and statements, whatever its source."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import polars as pl

from etl import redact
from etl.errors import FileRejectedError, RowRejectedError, RowWarning
from etl.landing.document import Document
from etl.landing.pages import json_values
from etl.records import UNKNOWN_TENANT, Record
from etl.sources import Covered, Events, Stated, Yielded

EXCERPT_LONGEST = 200
LISTED_WARNINGS_MOST = 1_000  # of one code and file
CLOCKS_DIFFER_MOST = timedelta(days=1)  # a folder may name the day of a zone that is ahead


@dataclass(kw_only=True)
class Contents:
    """What one file gives. `rows_read` counts rows of the file, of which `rejections` are a part.

    `warned` counts all warnings by code; of each code the first `LISTED_WARNINGS_MOST` are in `warnings`.
    """

    records: dict[type[Record], list[Record]] = field(default_factory=dict)
    events: list[pl.DataFrame] = field(default_factory=list)
    rejections: list[RowRejectedError] = field(default_factory=list)
    warnings: list[RowWarning] = field(default_factory=list)
    warned: Counter[str] = field(default_factory=Counter)
    covered: list[Covered] = field(default_factory=list)
    tenant: str = UNKNOWN_TENANT
    project: str | None = None
    as_of: datetime | None = None
    as_of_basis: str | None = None
    complete: bool = False
    rows_read: int = 0

    @property
    def is_empty(self) -> bool:
        """Is there nothing for the register in it, not even the statement that a window or a listing is empty?"""
        return not (self.records or self.events or self.covered or self.rejections or self.complete)


def contents(document: Document) -> Contents:
    """The document read page by page.

    Raises:
        FileRejectedError: a page is not of the source's shape, the export says that it is of a time to come, or the reader failed; no
            value is repeated.
    """
    gathered = Contents(tenant=document.export.tenant, project=document.export.project)
    gathered.rejections.extend(document.rejections)
    stated: list[Stated] = []
    try:
        for page, export in zip(document.pages, document.exports, strict=True):
            for item in document.source.read(page, export) if document.source.read else ():
                _take(item, gathered, stated)
    except FileRejectedError as error:
        _must_be_whole(document)
        path = document.landed.path
        message = str(error) if path in str(error) else f"{path}: {error}"
        raise FileRejectedError(error.code, message, field=error.field) from None
    except Exception as error:
        _must_be_whole(document)
        message = f"{document.landed.path}: the reader of {document.source.export} failed ({type(error).__name__})"
        raise FileRejectedError("reader_failed", f"{message}; report it with the shape of the file") from error
    if gathered.rejections:
        _must_be_whole(document)
    _conclude(gathered, stated, document)
    return gathered


def _must_be_whole(document: Document) -> None:
    """Where reading went wrong in a file known by its first bytes alone: is the rest of it JSON at all?"""
    if not document.is_checked:
        for page in document.pages:
            json_values(page.body, document.landed.path)


def _take(item: Yielded, gathered: Contents, stated: list[Stated]) -> None:
    if isinstance(item, Record):
        gathered.records.setdefault(type(item), []).append(item)
    elif isinstance(item, RowRejectedError):
        gathered.rejections.append(item)
    elif isinstance(item, RowWarning):
        gathered.warned[item.code] += 1
        if gathered.warned[item.code] <= LISTED_WARNINGS_MOST:
            gathered.warnings.append(item)
    elif isinstance(item, Events):
        gathered.events.append(item.frame)
    elif isinstance(item, Covered):
        gathered.covered.append(item)
    else:
        stated.append(item)


def _conclude(gathered: Contents, stated: list[Stated], document: Document) -> None:
    for said in stated:
        if gathered.tenant == UNKNOWN_TENANT and said.tenant:
            gathered.tenant = said.tenant
        gathered.project = gathered.project or said.project
    gathered.complete = _complete(document.export.complete, [said.complete for said in stated])
    gathered.as_of, gathered.as_of_basis = _as_of(gathered, stated, document)
    _must_have_come(gathered, document.landed.path)
    rows = {row.row_no for kind in gathered.records.values() for row in kind}
    rows |= {rejection.row_no for rejection in gathered.rejections}
    gathered.rows_read = len(rows | {n for frame in gathered.events for n in frame.get_column("row_no").to_list()})


def _must_have_come(gathered: Contents, path: str) -> None:
    """A listing of a time to come would stand in the place of all that are pulled until then."""
    said, basis = gathered.as_of, gathered.as_of_basis
    if said and basis != "content" and said > datetime.now(UTC) + CLOCKS_DIFFER_MOST:
        known_by = (
            ("time of change", "give the right one with --as-of") if basis == "file_modified" else (basis, "mend that date and load again")
        )
        what = f"by its {known_by[0]} it was pulled at {said:%Y-%m-%dT%H:%MZ}, a time still to come; {known_by[1]}"
        raise FileRejectedError("future_as_of", f"{path}: {what}")


def _complete(outside: bool | None, inside: list[bool | None]) -> bool:
    """Complete only where somebody says so and nobody contradicts; one listing's last page speaks for its pages."""
    if outside is False or (inside and inside[-1] is False):
        return False
    return outside is True or any(inside)


def _as_of(gathered: Contents, stated: list[Stated], document: Document) -> tuple[datetime | None, str | None]:
    if document.export.as_of:
        return document.export.as_of, document.as_of_basis
    if said := [s.as_of for s in stated if s.as_of]:
        return max(said), "body"
    newest = [s.as_of_lower for s in stated if s.as_of_lower]
    newest += [frame.get_column("at").max() for frame in gathered.events if frame.height]  # type: ignore[misc]
    if newest:
        return max(newest), "content"
    return document.landed.modified, "file_modified" if document.landed.modified else None


def excerpt(rejection: RowRejectedError) -> str | None:
    """What may be kept of a rejected row: its redacted excerpt, cut short."""
    text = redact.scrub(rejection.excerpt)
    return text[:EXCERPT_LONGEST] if text else None

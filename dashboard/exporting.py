"""A frame of published rows as a file: CSV, Parquet, XLSX or JSON Lines, with a sidecar that says what it holds.

The pages and `keyinv export` write through here, so that the same rows give the same bytes. Nothing is cut in silence:
all rows are written, a sheet's limits are counted in the sidecar.
"""

import hashlib
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl
from pyarrow import parquet

from dashboard.selection import Selection
from dashboard.texts import disarmed, flat, instants_as_text
from dashboard.workbook import EXACT_INTEGER, write_workbook

MEDIA_TYPES = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/x-ndjson",
}
FORMATS = tuple(MEDIA_TYPES)

SLICE = 50_000  # rows that are made ready at once: what is held beside the table stays small


class UnknownFormatError(ValueError):
    """The format asked for is none of `FORMATS`."""

    def __init__(self, asked: str) -> None:
        super().__init__(f"unknown format {asked!r}: choose one of {', '.join(FORMATS)}")


def write(  # noqa: PLR0913 - what the sidecar states is named by its caller
    listed: Selection | pl.DataFrame,
    format: str,  # noqa: A002 - the word of the command line
    target: Path | str | BinaryIO,
    *,
    publication: int | None,
    filter: Any,  # noqa: A002 - the word of the sidecar
    table: str,
    record: Callable[[dict[str, Any]], None] | None = None,
) -> dict[str, Any]:
    """Write all rows and give the sidecar.

    `record` takes the sidecar before the file is given: where it raises, there is no file.

    A path is written beside itself first and then renamed, so a full disk leaves no half file; its sidecar goes to
    `<path>.meta.json`. A buffer gets the bytes alone. `filter` is anything JSON can say: the SQL or the choices made.
    """
    chosen = listed if isinstance(listed, Selection) else Selection(listed)
    writer = _WRITERS.get(format)
    if writer is None:
        raise UnknownFormatError(format)
    stated = {
        "publication": publication,
        "table": table,
        "filter": filter,
        "format": format,
        "time_zone": "UTC",
        "rows": chosen.height,
        "columns": {name: str(kind) for name, kind in _told(chosen.frame.head(0)).schema.items()},
    }
    if isinstance(target, (str, Path)):
        path = Path(target)
        partial = path.with_name(path.name + ".part")
        try:
            with partial.open("wb") as stream:
                sidecar = stated | _digested(writer, chosen, stream, table)
            if record:
                record(sidecar)
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
        text = json.dumps(sidecar, indent=2, ensure_ascii=False, default=str) + "\n"
        path.with_name(path.name + ".meta.json").write_text(text, encoding="utf-8")
    else:
        sidecar = stated | _digested(writer, chosen, target, table)
        if record:
            record(sidecar)
    return sidecar


def exported(listed: Selection | pl.DataFrame, format: str, **sidecar: Any) -> tuple[bytes, dict[str, Any]]:  # noqa: A002
    """The file's bytes and its sidecar; `sidecar` as in `write`."""
    buffer = io.BytesIO()
    stated = write(listed, format, buffer, **sidecar)
    return buffer.getvalue(), stated


class _Digested(io.RawIOBase):
    """Passes bytes on and remembers their digest and number."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream, self.digest, self.size = stream, hashlib.sha256(), 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.digest.update(data)
        length = memoryview(data).nbytes
        self.size += length
        self.stream.write(data)
        return length


Writer = Callable[[Selection, BinaryIO, str], dict[str, Any]]


def _digested(writer: Writer, chosen: Selection, stream: BinaryIO, table: str) -> dict[str, Any]:
    """Write, and give what the sidecar states of the file itself."""
    watched = _Digested(stream)
    buffered = io.BufferedWriter(watched, 1 << 20)
    notes = writer(chosen, buffered, table)
    buffered.flush()
    buffered.detach()
    return {"bytes": watched.size, "sha256": watched.digest.hexdigest(), **notes}


def _told(frame: pl.DataFrame) -> pl.DataFrame:
    """How a column is kept in memory is nobody's business: what is kept as codes is text."""
    return frame.with_columns(pl.col(pl.Categorical).cast(pl.String))


def _slices(chosen: Selection) -> Iterator[pl.DataFrame]:
    """The rows in slices; one without rows where there is none, as it still has columns."""
    for start in range(0, max(chosen.height, 1), SLICE):
        yield _told(chosen.part(start, SLICE))


def _csv(chosen: Selection, stream: BinaryIO, _table: str) -> dict[str, Any]:
    for number, frame in enumerate(_slices(chosen)):
        # Text is always quoted: where the reader's list separator is `;`, an unquoted `a;=1+1` would become two cells.
        disarmed(flat(frame)).write_csv(stream, quote_style="non_numeric", include_header=number == 0)
    return {}


def _parquet(chosen: Selection, stream: BinaryIO, _table: str) -> dict[str, Any]:
    writer = None
    for frame in _slices(chosen):
        rows = frame.to_arrow()
        writer = writer or parquet.ParquetWriter(stream, rows.schema, compression="zstd")
        writer.write_table(rows)
    if writer:
        writer.close()
    return {}


def _jsonl(chosen: Selection, stream: BinaryIO, _table: str) -> dict[str, Any]:
    for frame in _slices(chosen):
        frame.with_columns(instants_as_text(frame)).write_ndjson(stream)
    return {}


def _xlsx(chosen: Selection, stream: BinaryIO, table: str) -> dict[str, Any]:
    integers = [name for name, kind in chosen.frame.schema.items() if kind.is_integer()]
    large = [name for name in integers if (chosen.column(name).abs() > EXACT_INTEGER).any()]
    title = re.sub(r"[\[\]:*?/\\]", "_", table)[:25] or "rows"
    noted = write_workbook(lambda start, length: flat(_told(chosen.part(start, length)), as_text=large), chosen.height, stream, title)
    return {"sheets": noted.sheets, "cut_cells": noted.cut_cells}


_WRITERS: Mapping[str, Writer] = {"csv": _csv, "parquet": _parquet, "xlsx": _xlsx, "jsonl": _jsonl}

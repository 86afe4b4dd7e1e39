"""A frame of published rows as a file: CSV, Parquet, XLSX or JSON Lines, with a sidecar that says what it holds.

The pages and `keyinv export` write through here, so that the same rows give the same bytes. Nothing is cut in silence:
all rows are written, a sheet's limits are counted in the sidecar.
"""

import hashlib
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl
import xlsxwriter

MEDIA_TYPES = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/x-ndjson",
}
FORMATS = tuple(MEDIA_TYPES)

# A spreadsheet takes a cell that starts so for a formula; the full-width forms too, where the input method is Japanese.
FORMULA_START = r"^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20\t\r\n]"
SHEET_ROWS = 1_048_575  # below its header
CELL_CHARACTERS = 32_767
EXACT_INTEGER = 2**53  # a sheet's numbers are doubles: a larger id would change its last digits
EPOCH_OF_ARCHIVES = datetime(1980, 1, 1)  # noqa: DTZ001 - zip knows no zone; fixed, so that equal rows give equal bytes


class UnknownFormatError(ValueError):
    """The format asked for is none of `FORMATS`."""

    def __init__(self, asked: str) -> None:
        super().__init__(f"unknown format {asked!r}: choose one of {', '.join(FORMATS)}")


def write(  # noqa: PLR0913 - what the sidecar states is named by its caller
    frame: pl.DataFrame,
    format: str,  # noqa: A002 - the word of the command line
    target: Path | str | BinaryIO,
    *,
    publication: int | None,
    filter: Any,  # noqa: A002 - the word of the sidecar
    table: str,
    record: Callable[[dict[str, Any]], None] | None = None,
) -> dict[str, Any]:
    """Write all rows of the frame and give the sidecar.

    `record` takes the sidecar before the file is given: where it raises, there is no file.

    A path is written beside itself first and then renamed, so a full disk leaves no half file; its sidecar goes to
    `<path>.meta.json`. A buffer gets the bytes alone. `filter` is anything JSON can say: the SQL or the choices made.
    """
    frame = frame.with_columns(pl.col(pl.Categorical).cast(pl.String))  # how it is kept in memory is nobody's business
    writer = _WRITERS.get(format)
    if writer is None:
        raise UnknownFormatError(format)
    stated = {
        "publication": publication,
        "table": table,
        "filter": filter,
        "format": format,
        "time_zone": "UTC",
        "rows": frame.height,
        "columns": {name: str(kind) for name, kind in frame.schema.items()},
    }
    if isinstance(target, (str, Path)):
        path = Path(target)
        partial = path.with_name(path.name + ".part")
        try:
            with partial.open("wb") as stream:
                sidecar = stated | _digested(writer, frame, stream, table)
            if record:
                record(sidecar)
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
        text = json.dumps(sidecar, indent=2, ensure_ascii=False, default=str) + "\n"
        path.with_name(path.name + ".meta.json").write_text(text, encoding="utf-8")
    else:
        sidecar = stated | _digested(writer, frame, target, table)
        if record:
            record(sidecar)
    return sidecar


def exported(frame: pl.DataFrame, format: str, **sidecar: Any) -> tuple[bytes, dict[str, Any]]:  # noqa: A002
    """The file's bytes and its sidecar; `sidecar` as in `write`."""
    buffer = io.BytesIO()
    stated = write(frame, format, buffer, **sidecar)
    return buffer.getvalue(), stated


def formula_safe(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would compute it."""
    return f"'{text}" if re.match(FORMULA_START, text) else text


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


Writer = Callable[[pl.DataFrame, BinaryIO, str], dict[str, Any]]


def _digested(writer: Writer, frame: pl.DataFrame, stream: BinaryIO, table: str) -> dict[str, Any]:
    """Write, and give what the sidecar states of the file itself."""
    watched = _Digested(stream)
    buffered = io.BufferedWriter(watched, 1 << 20)
    notes = writer(frame, buffered, table)
    buffered.flush()
    buffered.detach()
    return {"bytes": watched.size, "sha256": watched.digest.hexdigest(), **notes}


def _csv(frame: pl.DataFrame, stream: BinaryIO, _table: str) -> dict[str, Any]:
    plain = _flat(frame)
    text = [name for name, kind in plain.schema.items() if kind == pl.String]
    plain = plain.with_columns(
        pl.when(pl.col(name).str.contains(FORMULA_START)).then(pl.lit("'") + pl.col(name)).otherwise(pl.col(name)).alias(name)
        for name in text
    )
    plain = plain.rename({name: formula_safe(name) for name in plain.columns})
    # Text is always quoted: where the reader's list separator is `;`, an unquoted `a;=1+1` would become two cells.
    plain.write_csv(stream, quote_style="non_numeric")
    return {}


def _parquet(frame: pl.DataFrame, stream: BinaryIO, _table: str) -> dict[str, Any]:
    frame.write_parquet(stream, compression="zstd")
    return {}


def _jsonl(frame: pl.DataFrame, stream: BinaryIO, _table: str) -> dict[str, Any]:
    frame.with_columns(_instants_as_text(frame)).write_ndjson(stream)
    return {}


def _xlsx(frame: pl.DataFrame, stream: BinaryIO, table: str) -> dict[str, Any]:
    book = xlsxwriter.Workbook(
        stream,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": True,
        },
    )
    book.set_properties({"created": EPOCH_OF_ARCHIVES})
    bold = book.add_format({"bold": True})
    plain = _flat(frame, large_integers_as_text=True)
    cut = 0
    name = re.sub(r"[\[\]:*?/\\]", "_", table)[:25] or "rows"
    for part, start in enumerate(range(0, max(plain.height, 1), SHEET_ROWS), start=1):
        sheet = book.add_worksheet(name if part == 1 else f"{name}_{part}")
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, plain.columns, bold)
        for row_no, row in enumerate(plain.slice(start, SHEET_ROWS).iter_rows(), start=1):
            for column, value in enumerate(row):
                cut += _cell(sheet, row_no, column, value)
    book.close()
    return {"sheets": part, "cut_cells": cut}


def _cell(sheet: Any, row: int, column: int, value: Any) -> bool:
    """Write one cell; true if its text is longer than a cell may be and had to be cut."""
    if value is None:
        return False
    if isinstance(value, str):
        sheet.write_string(row, column, value[:CELL_CHARACTERS])
        return len(value) > CELL_CHARACTERS
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    else:
        sheet.write_number(row, column, value)
    return False


def _flat(frame: pl.DataFrame, *, large_integers_as_text: bool = False) -> pl.DataFrame:
    """The frame with text for instants (ISO 8601, UTC) and for lists (JSON): what a sheet or a CSV can hold."""
    shown = _instants_as_text(frame)
    for name, kind in frame.schema.items():
        if isinstance(kind, (pl.List, pl.Array, pl.Struct)) or kind == pl.Object:
            shown.append(_as_json(frame[name]))
        elif isinstance(kind, (pl.Categorical, pl.Enum)) or kind in {pl.Binary, pl.Null, pl.Decimal}:
            shown.append(frame[name].cast(pl.String, strict=False))
        elif large_integers_as_text and kind.is_integer() and _has_large(frame[name]):
            shown.append(frame[name].cast(pl.String))
    return frame.with_columns(shown)


def _instants_as_text(frame: pl.DataFrame) -> list[pl.Series]:
    zoned = [name for name, kind in frame.schema.items() if isinstance(kind, pl.Datetime)]
    other = [name for name, kind in frame.schema.items() if kind in {pl.Date, pl.Time, pl.Duration}]
    shown = []
    for name in zoned:
        instants = frame[name]
        zone = getattr(instants.dtype, "time_zone", None)
        utc = instants.dt.convert_time_zone("UTC").dt.replace_time_zone(None) if zone else instants
        shown.append(utc.dt.strftime("%Y-%m-%dT%H:%M:%S%.6f" + ("Z" if zone else "")).alias(name))
    return shown + [frame[name].cast(pl.String, strict=False) for name in other]


def _as_json(column: pl.Series) -> pl.Series:
    texts: Iterator[str | None] = (
        None if value is None else json.dumps(value, ensure_ascii=False, default=_said) for value in column.to_list()
    )
    return pl.Series(column.name, list(texts), dtype=pl.String)


def _said(value: Any) -> str:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)


def _has_large(column: pl.Series) -> bool:
    return bool((column.abs() > EXACT_INTEGER).any()) if column.len() else False


_WRITERS: Mapping[str, Writer] = {"csv": _csv, "parquet": _parquet, "xlsx": _xlsx, "jsonl": _jsonl}

"""Records as the database can hold them: scrubbed, without NULs, blank text as null, numbers within its integers.

A row that says nothing where it must, or a number that no column holds, is rejected alone, whatever its reader let pass.
"""

import types
import typing
from functools import cache

import polars as pl

from etl import redact
from etl.errors import RowRejectedError
from etl.frames import frame_of, schema_of
from etl.records import Record

KEPT = ("fingerprint",)
LARGEST = 2**63 - 1


def storable(record: type[Record], rows: list[Record]) -> tuple[pl.DataFrame, list[RowRejectedError]]:
    """The rows as a frame, and the rejections of those that cannot be stored."""
    fitting, rejected = _within_integers(record, rows)
    frame = without_blanks(redact.scrub_frame(frame_of(record, fitting), KEPT))
    for name in _required(record):
        blank = frame.get_column(name).is_null()
        if blank.any():
            rejected += [
                RowRejectedError("blank_key", f"{name} is blank; fetch the row again", row_no=row_no, field=name)
                for row_no in frame.filter(blank).get_column("row_no")
            ]
            frame = frame.filter(~blank)
    return frame, rejected


def without_blanks(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with blank texts as null."""
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    blanks = frame.select((pl.col(texts).str.strip_chars() == "").any())
    blank = [column.name for column in blanks.iter_columns() if column.any()]
    return frame.with_columns(pl.when(pl.col(name).str.strip_chars() != "").then(pl.col(name)).alias(name) for name in blank)


@cache
def _required(record: type[Record]) -> tuple[str, ...]:
    """Text fields that are never null."""
    hints = typing.get_type_hints(record)
    return tuple(name for name, kind in schema_of(record).items() if kind == pl.String and not _is_optional(hints[name]))


def _is_optional(kind: object) -> bool:
    return typing.get_origin(kind) in (typing.Union, types.UnionType) and type(None) in typing.get_args(kind)


def _within_integers(record: type[Record], rows: list[Record]) -> tuple[list[Record], list[RowRejectedError]]:
    numbers = [name for name, kind in schema_of(record).items() if kind == pl.Int64]
    rejected: dict[int, RowRejectedError] = {}
    for name in numbers:
        for position, row in enumerate(rows):
            value = getattr(row, name)
            if value is not None and not -LARGEST <= value <= LARGEST:
                message = f"{name} is too large a number to be one; fetch the row again"
                rejected[position] = RowRejectedError("number_out_of_range", message, row_no=row.row_no, field=name)
    if not rejected:
        return rows, []
    return [row for position, row in enumerate(rows) if position not in rejected], list(rejected.values())

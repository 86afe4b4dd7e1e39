"""Rows as an Excel workbook, without a loop over cells: a million rows of sixty columns in a minute or two.

Each row's XML is put together by Polars, column by column, a slice of rows at a time. Texts of few values stand once in
the workbook and cells name them by number, as Excel itself does it; other texts stand in their cells. No cell is a formula.
A sheet holds 1,048,575 rows below its header; what is more goes into the next one. Format: ECMA-376, part 1, chapter 18.
"""

import io
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import BinaryIO

import polars as pl

from dashboard import workbook_parts as parts

SHEET_ROWS = 1_048_575  # below its header
CELL_CHARACTERS = 32_767
EXACT_INTEGER = 2**53  # a sheet's numbers are doubles: a larger id would change its last digits
SLICE = 20_000  # rows put together at once
SHARED_SHARE = 0.25  # of the rows of a slice: where a column has fewer values, they are kept once
COMPRESSION = 1  # twice as fast as the usual level, and the file a fifth larger
ZIP64_FROM = 2**31 - 1
Slices = Callable[[int, int], pl.DataFrame]


@dataclass
class Noted:
    """What the sidecar says of a workbook, and the texts that stand in it once."""

    sheets: int = 0
    cut_cells: int = 0
    shared: dict[str, int] = field(default_factory=dict)


def write_workbook(part: Slices, height: int, stream: BinaryIO, title: str) -> Noted:
    """Write all rows; `part(start, length)` gives them as text, numbers and booleans. Equal rows give equal bytes."""
    noted = Noted()
    names = []
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION) as archive:
        for first in range(0, max(height, 1), SHEET_ROWS):
            noted.sheets += 1
            names.append(title if noted.sheets == 1 else f"{title}_{noted.sheets}")
            _sheet(archive, part, range(first, min(first + SHEET_ROWS, height), SLICE), noted)
        for name, content in parts.around(names, list(noted.shared)):
            with archive.open(name, "w") as member:
                for piece in content:
                    member.write(piece.encode())
    return noted


def _sheet(archive: zipfile.ZipFile, part: Slices, starts: range, noted: Noted) -> None:
    """One sheet: its header and the rows of these slices, each put together while the one before it is compressed."""

    def rows(start: int) -> bytes:
        return _rows(part(start, min(SLICE, starts.stop - start)), start - starts.start + 2, noted)

    first = rows(starts[0]) if starts else b""
    large = len(first) * (len(starts) + 1) > ZIP64_FROM
    name = f"xl/worksheets/sheet{noted.sheets}.xml"
    with ThreadPoolExecutor(1) as ahead, archive.open(name, "w", force_zip64=large) as member:
        member.write(parts.sheet_head(part(0, 0).columns).encode())
        written = first
        for start in starts[1:]:
            coming = ahead.submit(rows, start)
            member.write(written)
            written = coming.result()
        member.write(written)
        member.write(parts.SHEET_FOOT.encode())


def _rows(frame: pl.DataFrame, row_no: int, noted: Noted) -> bytes:
    """The XML of these rows, the first of which is the sheet's row `row_no`."""
    number = pl.int_range(row_no, row_no + frame.height, eager=True).cast(pl.String)
    frame = frame.rename({name: str(at) for at, name in enumerate(frame.columns)}).with_columns(number.alias("row"))
    cells = [
        pl.concat_str(pl.lit(f'<c r="{parts.letters(at)}'), pl.col("row"), _cell(frame[str(at)], noted)) for at in range(frame.width - 1)
    ]
    row = pl.concat_str(pl.lit('<row r="'), pl.col("row"), pl.lit('">'), *cells, pl.lit("</row>"), ignore_nulls=True)
    buffer = io.BytesIO()
    frame.select(row).write_csv(buffer, include_header=False, quote_style="never")  # much faster than by way of Python's strings
    return buffer.getvalue()


def _cell(column: pl.Series, noted: Noted) -> pl.Expr:
    """What follows a cell's place: its kind and value; null where there is none."""
    value = pl.col(column.name)
    if column.dtype == pl.String:
        return _text(column, noted)
    if column.dtype == pl.Boolean:
        return pl.concat_str(pl.lit('" t="b"><v>'), value.cast(pl.Int8).cast(pl.String), pl.lit("</v></c>"))
    number = pl.concat_str(pl.lit('"><v>'), value.cast(pl.String), pl.lit("</v></c>"))
    if column.dtype.is_float() and not column.is_finite().all():
        return pl.when(value.is_finite()).then(number).when(value.is_not_null()).then(pl.lit('" t="e"><v>#NUM!</v></c>'))
    return number


def _text(column: pl.Series, noted: Noted) -> pl.Expr:
    value = pl.col(column.name)
    values = column.drop_nulls().unique(maintain_order=True)
    is_long = values.str.len_chars() > CELL_CHARACTERS
    if is_long.any():
        noted.cut_cells += int(column.is_in(values.filter(is_long).implode()).sum())
        value = value.str.slice(0, CELL_CHARACTERS)
    elif values.len() < column.len() * SHARED_SHARE:
        places = [noted.shared.setdefault(text, len(noted.shared)) for text in values]
        written = pl.Series([f'" t="s"><v>{place}</v></c>' for place in places], dtype=pl.String)
        return value.replace_strict(values, written, return_dtype=pl.String)
    return pl.concat_str(pl.lit('" t="inlineStr"><is><t xml:space="preserve">'), parts.escaped(values, value), pl.lit("</t></is></c>"))

"""Rows of tables that people keep: separator, comments, header names, spreadsheet artefacts, physical line numbers.

A header name matches whatever its case, blanks, `-` and `_`. The separator is the first of `,` `;` tab that occurs in the header.
Lines beginning `#` before the header are comments. Rules: the register's format, "File rules".
"""

import csv
import io
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath
from typing import TYPE_CHECKING

from etl.errors import FileRejectedError, RowRejectedError

if TYPE_CHECKING:
    from _csv import Reader

SEPARATORS = (",", ";", "\t")
_WRAPPERS = frozenset("='")
_UNWRAPPED = re.compile(r'="(.*)"', re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table below its header: `columns` has the known column at each place of the `header` on physical line `line`, or None."""

    line: int
    header: tuple[str, ...]
    columns: tuple[str | None, ...]
    rows: "Iterator[TableRow | RowRejectedError]"


@dataclass(frozen=True, kw_only=True)
class TableRow:
    """One record: the physical line on which it starts, its cells by known column, and the cells of other columns."""

    line: int
    cells: dict[str, str]
    others: tuple[str, ...]


def plain(name: str) -> str:
    """A header name without case, blanks, `-` and `_`."""
    return re.sub(r"[\s_-]", "", name).casefold()


def known_columns(header: Collection[str], columns: Collection[str]) -> set[str]:
    """Those of `columns` that a header holds, however they are spelt."""
    spelt = {plain(name) for name in header}
    return {column for column in columns if plain(column) in spelt}


@cache
def file_name(path: str) -> str:
    """The name by which messages call a file."""
    return PurePath(path).name or path


def table_of(body: bytes, path: str, columns: Collection[str], required: Collection[str]) -> Table:
    """The table; of its rows, a record with too many or too few fields is rejected alone.

    Raises:
        FileRejectedError: E001 not UTF-8, E002 a required column is missing, E003 a column occurs twice; from its rows, E004 a quote
            never closes.
    """
    name = file_name(path)
    lines = list(io.StringIO(_text(body, name), newline=""))
    above = next((number for number, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")), len(lines))
    header_line = lines[above] if above < len(lines) else ""
    separator = next((mark for mark in SEPARATORS if mark in header_line), ",")
    reader = csv.reader(io.StringIO("".join(lines[above:]), newline=""), delimiter=separator, strict=True)
    header = tuple(field.strip() for field in _header(reader, name, above))
    placed = _placed(header, name, above + 1, columns, required)
    return Table(line=above + 1, header=header, columns=placed, rows=_rows(reader, name, above, placed))


def _rows(reader: "Reader", name: str, above: int, placed: tuple[str | None, ...]) -> Iterator[TableRow | RowRejectedError]:
    """Each record; `above` lines stand before the header."""
    known = [(column, at) for at, column in enumerate(placed) if column]
    unknown = [at for at, column in enumerate(placed) if not column]
    while True:
        line = above + reader.line_num + 1
        try:
            fields = [field.strip() for field in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            if "end of data" in str(error):
                raise FileRejectedError("E004", f"{name}:{line}: a quote is never closed; close it and load again. [E004]") from None
            yield RowRejectedError("E004", f"{name}:{line}: a quote or a field too long to read; mend the row. [E004]", row_no=line)
            continue
        if not any(fields):
            continue
        if len(fields) != len(placed):
            what = f"{len(fields)} fields where the header has {len(placed)}; a separator inside text needs quotes"
            yield RowRejectedError("E004", f"{name}:{line}: {what}. [E004]", row_no=line)
            continue
        cells = {column: unwrapped(fields[at]) if fields[at][:1] in _WRAPPERS else fields[at] for column, at in known}
        others = tuple(fields[at] for at in unknown)
        yield TableRow(line=line, cells=cells, others=others)


def unwrapped(field: str) -> str:
    """A cell as it was meant: trimmed, without a spreadsheet's leading `'` or its `="0012"`."""
    text = field.strip()
    if not text.startswith(("=", "'")):
        return text
    if found := _UNWRAPPED.fullmatch(text):
        text = found[1].replace('""', '"')
    return text.removeprefix("'").strip()


def _text(body: bytes, name: str) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        what = f'not UTF-8 (byte 0x{body[error.start]:02X} at offset {error.start}); save as "CSV UTF-8" and load again'
        raise FileRejectedError("E001", f"{name}: {what}. [E001]") from None


def _header(reader: Iterator[list[str]], name: str, above: int) -> list[str]:
    try:
        return next(reader)
    except (StopIteration, csv.Error):
        raise FileRejectedError("E002", f"{name}:{above + 1}: no header; the first line names the columns. [E002]") from None


def _placed(header: tuple[str, ...], name: str, line: int, columns: Collection[str], required: Collection[str]) -> tuple[str | None, ...]:
    """The known column at each position."""
    by_plain = {plain(column): column for column in columns}
    placed = tuple(by_plain.get(plain(field)) for field in header)
    found = [column for column in placed if column]
    if twice := next((column for column in found if found.count(column) > 1), None):
        raise FileRejectedError("E003", f"{name}:{line}: column {twice} occurs twice; remove one. [E003]", field=twice)
    if missing := [column for column in required if column not in found]:
        word = "column" if len(missing) == 1 else "columns"
        are, it = ("is", "it (it") if len(missing) == 1 else ("are", "them (they")
        what = f"{word} {', '.join(missing)} {are} missing; add {it} may be empty)"
        raise FileRejectedError("E002", f"{name}:{line}: {what}. [E002]", field=missing[0])
    return placed

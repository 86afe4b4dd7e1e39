"""Cells of hand-kept tables checked one by one: each error names file, line, column, what is wrong and what to do.

A bad value is shown only where it is one of a list, a date or a number, cut short, and never where it looks like a secret.
Codes and rules: the register's format, "Errors".
"""

import difflib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import TypeVar

import polars as pl

from etl import redact, times
from etl.csv_rows import TableRow, file_name
from etl.errors import FileRejectedError, RowRejectedError, RowWarning
from etl.times import DateError

T = TypeVar("T")

NULLS = frozenset({"", "-", "n/a", "null", "unknown", "?"})
BAD_SHARE_MOST = 0.2
SHOWN_LONGEST = 40
RAW_KEY_FOUND = "E090"
SHORTEST_KEY = 8
CHECKED_AT_ONCE = 10_000  # rows whose texts are searched in one pass
LISTED_ERRORS_MOST = 5
_ADDRESS = re.compile(r"[^\s@,;|<>\"']+@[^\s@,;|<>\"']+\.[^\s@,;|<>\"']+")
_SERIAL = re.compile(r"\d{1,6}(?:\.\d+)?")
_DAY = re.compile(r"\d{4}[-/]\d{2}[-/]\d{2}")
_IN_WORDS = re.compile(r"[\s\"'`()<>=]+")
_KEY_WORDS = (
    ("sk-ant-", "an anthropic key"), ("sk-or-", "an openrouter key"), ("sk-", "an openai key"), ("gsk_", "a groq key"),
    ("gh", "a github token"), ("AIza", "a google key"), ("hf_", "a huggingface token"), ("xox", "a slack token"),
)  # fmt: skip


class Cells:
    """The cells of one row by column; what is wrong with them gathers in `errors`, what is weak in `warnings`."""

    def __init__(self, row: TableRow, path: str) -> None:
        self.line = row.line
        self.errors: list[RowRejectedError] = []
        self.warnings: list[RowWarning] = []
        self._cells = row.cells
        self._others = row.others
        self._file = file_name(path)

    def refuse(self, code: str, column: str | None, what: str) -> None:
        """Note an error; `what` says what is wrong and what to do, without a full stop."""
        self.errors.append(RowRejectedError(code, self._told(code, column, what), row_no=self.line, field=column))

    def warn(self, code: str, column: str, what: str) -> None:
        """Note what the row is loaded with all the same; `what` as for `refuse`."""
        self.warnings.append(RowWarning(code=code, message=self._told(code, column, what), row_no=self.line, field=column))

    def _told(self, code: str, column: str | None, what: str) -> str:
        where = f"{self._file}:{self.line}" + (f" {column}" if column else "")
        stop = "" if what.endswith("?") else "."
        return f"{where}: {what}{stop} [{code}]"

    def raw(self, column: str) -> str:
        """The cell as it stands, trimmed."""
        return self._cells.get(column, "")

    def text(self, column: str, most: int = 500) -> str | None:
        """The cell, or None where it says that there is nothing."""
        value = self.raw(column)
        if value.casefold() in NULLS:
            return None
        if len(value) > most:
            self.refuse("E034", column, f"longer than {most} characters; shorten it")
            return None
        return value

    def required(self, column: str, most: int = 500) -> str:
        """The cell, which must say something."""
        value = self.text(column, most)
        if value is None and not any(error.field == column for error in self.errors):
            self.refuse("E010", column, "required; fill it in")
        return value or ""

    def choice(
        self, column: str, known: Mapping[str, T], *, spellings: Mapping[str, T] | None = None, default: T | None = None
    ) -> T | None:
        """What the cell's word stands for, or a common spelling of it; an unknown word is an error."""
        value = self.raw(column).casefold()
        if value in known:
            return known[value]
        if spellings and value in spellings:
            return spellings[value]
        if value in NULLS:
            return default
        self.refuse("E011", column, f"{self.shown(column)} is not one of {', '.join(known)}{_nearest(value, known)}")
        return default

    def choices(self, column: str, known: Collection[str]) -> tuple[str, ...] | None:
        """The words of a list separated by `|`; None where the cell is empty."""
        value = self.text(column)
        if value is None:
            return None
        words = tuple(dict.fromkeys(word.strip().casefold() for word in value.split("|") if word.strip()))
        if wrong := next((word for word in words if word not in known), None):
            self.refuse("E011", column, f"{_quoted(wrong)} is not one of {', '.join(known)}{_nearest(wrong, known)}")
        return words

    def listed(self, column: str) -> tuple[str, ...]:
        """The texts of a list separated by `|`."""
        return tuple(dict.fromkeys(word.strip() for word in (self.text(column, 4000) or "").split("|") if word.strip()))

    def address(self, column: str) -> str | None:
        """The cell as an e-mail address in lower case."""
        value = self.text(column, 320)
        if value is not None and not _ADDRESS.fullmatch(value):
            self.refuse("E050", column, "is not an address; write name@domain")
            return None
        return value.lower() if value else None

    def number(self, column: str, least: int, most: int) -> int | None:
        """The cell as a whole number between two."""
        value = self.text(column)
        if value is None:
            return None
        if not re.fullmatch(r"[0-9]{1,9}", value) or not least <= int(value) <= most:
            self.refuse("E033", column, f"{self.shown(column)} is not a whole number from {least} to {most}; write one")
            return None
        return int(value)

    def moment(self, column: str, *, ends: bool = False, latest: datetime | None = None) -> datetime | None:
        """The cell as an instant: a day is its first instant, or with `ends` its last one's end; `latest` is the table's own date."""
        value = self.text(column)
        if value is None:
            return None
        if _SERIAL.fullmatch(value):
            what = f"{self.shown(column)} looks like a spreadsheet serial; format the column as text YYYY-MM-DD"
            self.refuse("E021", column, what)
            return None
        try:
            found = times.instant(value)
        except DateError as error:
            self._refuse_date(column, value, error)
            return None
        if found and latest and found.date() > latest.date():
            self.refuse("E022", column, f"{found.date()} is after the register date {latest.date()}; correct the year or the day")
        return found + timedelta(days=1) if found and ends and _DAY.fullmatch(value) else found

    def _refuse_date(self, column: str, value: str, error: DateError) -> None:
        if error.code == "no_zone":
            self.refuse("E025", column, "a time needs a zone, e.g. 2026-02-01T08:00:00Z")
        elif error.code == "ambiguous_date":
            self.refuse("E020", column, f"{self.shown(column)} is ambiguous; write {_both_ways(value)}")
        else:
            self.refuse("E020", column, f"{self.shown(column)} is no date; write YYYY-MM-DD")

    def shown(self, column: str) -> str:
        """The cell for a message: cut short, and not at all where it looks like a secret."""
        return _quoted(self.raw(column))

    @property
    def holds_secret(self) -> bool:
        """A raw secret was found in the row, which is refused whole."""
        return any(error.code == RAW_KEY_FOUND for error in self.errors)

    def check_for_secrets(self, identifying: Collection[str]) -> None:
        """Note each cell that holds a raw secret; columns of ids are looked at for known shapes alone."""
        hits = []
        for column, value in self._cells.items():
            if len(value) >= SHORTEST_KEY and (word := secret_in(value, only_shapes=column in identifying)):
                hits.append((column, word))
        hits += [("(unused column)", word) for value in self._others if (word := secret_in(value, only_shapes=True))]
        for column, word in hits:
            what = f"contains what looks like {_kind_of(word)} ({redact.hint(word)}); the row was refused and the cell discarded"
            self.refuse(RAW_KEY_FOUND, column, f"{what}. Rotate that key: it has been in a file")


def cells_of(rows: Iterable[TableRow | RowRejectedError], path: str, identifying: Collection[str]) -> Iterator[Cells | RowRejectedError]:
    """The cells of each row in order, searched for raw secrets (`Cells.holds_secret`); rejected rows pass.

    All rows are searched in one vectorised pass that is never too lenient; those it suspects are looked at cell by cell.
    """
    rows = iter(rows)
    while batch := list(islice(rows, CHECKED_AT_ONCE)):
        for row, suspect in zip(batch, _suspects(batch, identifying), strict=True):
            if isinstance(row, RowRejectedError):
                yield row
                continue
            cells = Cells(row, path)
            if suspect:
                cells.check_for_secrets(identifying)
            yield cells


def _suspects(rows: list[TableRow | RowRejectedError], identifying: Collection[str]) -> list[bool]:
    """Whether some cell of a row may hold a secret of a known shape, or, outside columns of ids, look like one."""
    found = [row for row in rows if isinstance(row, TableRow)]
    everything = pl.Series(["\n".join((*row.cells.values(), *row.others)) for row in found], dtype=pl.String)
    free = pl.Series(
        ["\n".join([text for column, text in row.cells.items() if column not in identifying]) for row in found], dtype=pl.String
    )
    told = iter((redact.may_change(everything) | redact.may_look_random(free)).to_list())
    return [isinstance(row, TableRow) and next(told) for row in rows]


@lru_cache(maxsize=65_536)
def secret_in(value: str, *, only_shapes: bool = False) -> str | None:
    """The word of a cell that is, or looks like, a raw secret."""
    if len(value) < SHORTEST_KEY:
        return None
    if redact.scrub(value) != value:
        words = [word for word in _IN_WORDS.split(value) if word]
        return next((word for word in words if redact.scrub(word) != word), max(words, key=len, default=value))
    if only_shapes:
        return None
    return next((word for word in re.split(r"[\s|,;]+", value) if redact.holds_secret(word)), None)


def _kind_of(word: str) -> str:
    return next((kind for prefix, kind in _KEY_WORDS if word.startswith(prefix)), "a key")


def _quoted(value: str) -> str:
    if secret_in(value):
        return "the value"
    return f'"{value[:SHOWN_LONGEST]}{"…" if len(value) > SHOWN_LONGEST else ""}"'


def _nearest(value: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(value, list(known), n=1, cutoff=0.6)
    return f"; did you mean {near[0]}?" if near else "; write one of these"


def _both_ways(value: str) -> str:
    first, second, year = value.split("/")
    year = year if len(year) == 4 else f"20{year}"  # noqa: PLR2004 a year in full
    both = [f"{year}-{month:0>2}-{day:0>2}" for month, day in ((second, first), (first, second)) if 0 < int(month) <= 12]  # noqa: PLR2004
    return " or ".join(dict.fromkeys(both)) or "YYYY-MM-DD"


def held_to_share(path: str, rows: int, errors: list[RowRejectedError]) -> Iterator[RowRejectedError]:
    """The errors, in order of their lines.

    Raises:
        FileRejectedError: E009, where more rows are bad than a table may have; the first errors are in its message.
    """
    errors.sort(key=lambda error: error.row_no)
    bad = len({error.row_no for error in errors})
    if rows and bad > rows * BAD_SHARE_MOST:
        told = " | ".join(str(error) for error in errors[:LISTED_ERRORS_MOST])
        what = f"{bad} of {rows} rows are bad (limit {BAD_SHARE_MOST:.0%}); nothing was loaded, mend them and load again"
        raise FileRejectedError("E009", f"{file_name(path)}: {what}. [E009] First: {told}")
    yield from errors


def must_have_rows(path: str, rows: int, *, complete: bool | None) -> None:
    """An empty table counts only where its manifest says so.

    Raises:
        FileRejectedError: E005.
    """
    if not rows and complete is not True:
        what = 'no data rows; an empty register must say complete=true in its .meta.json to mean "no keys"'
        raise FileRejectedError("E005", f"{file_name(path)}: {what}. [E005]")

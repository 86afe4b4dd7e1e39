"""Rows of a page, decoded one by one, so that a bad row rejects itself and not its page."""

from collections.abc import Callable, Iterable, Iterator
from typing import Annotated, TypeVar

import msgspec

from etl.errors import FileRejectedError, RowRejectedError
from etl.times import DateError

Key = Annotated[str, msgspec.Meta(pattern=r"[^\s\x00]")]  # an id or name that a row cannot be without: not blank
Count = Annotated[int, msgspec.Meta(ge=0, le=2**60)]  # sums of a few still fit the database's integers
T = TypeVar("T")
Y = TypeVar("Y")


def page_of(body: bytes, shape: type[T]) -> T:
    """The page as `shape`, whose lists should be `list[msgspec.Raw]` so that rows are judged one by one.

    Raises:
        FileRejectedError: the page is not of this shape (`unexpected_shape`); no value of the page is repeated.
    """
    try:
        return msgspec.json.decode(body, type=shape, strict=False)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise FileRejectedError("unexpected_shape", f"the page is not of the expected shape: {_where(error)}") from None


def rows(raw_rows: Iterable[msgspec.Raw], shape: type[T], first_row: int = 1) -> Iterator[tuple[int, T] | RowRejectedError]:
    """Each row as `(row_no, shape)`, or the rejection of that row (`invalid_field`), in order."""
    decoder = msgspec.json.Decoder(shape, strict=False)
    for row_no, raw in enumerate(raw_rows, start=first_row):
        try:
            yield row_no, decoder.decode(raw)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            yield RowRejectedError("invalid_field", _where(error), row_no=row_no, field=_field(error))


def _field(error: Exception) -> str | None:
    _, found, path = str(error).partition(" - at `$")
    return path.rstrip("`").lstrip(".") or None if found else None


def _where(error: Exception) -> str:
    """Msgspec's own words name types and paths; those of enumerations and ids may repeat a value, so only these pass."""
    text = str(error)
    if isinstance(error, msgspec.ValidationError) and "Invalid enum value" not in text:
        return text
    return type(error).__name__ if not isinstance(error, msgspec.ValidationError) else "a value outside the known ones"


def each(
    raw_rows: Iterable[msgspec.Raw], shape: type[T], first_row: int, mapped: Callable[[int, T], Iterable[Y]]
) -> Iterator[Y | RowRejectedError]:
    """What `mapped(row_no, row)` yields of each row; a row of another shape or with a bad date is rejected alone."""
    for row in rows(raw_rows, shape, first_row):
        if isinstance(row, RowRejectedError):
            yield row
            continue
        try:
            yield from list(mapped(*row))
        except DateError as error:
            yield RowRejectedError(error.code, str(error), row_no=row[0])

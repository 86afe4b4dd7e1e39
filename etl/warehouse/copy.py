"""Frames into tables by COPY, inside the caller's transaction."""

from collections.abc import Iterator

import polars as pl
import psycopg
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError


def copy_frame(connection: Connection, table: str, frame: pl.DataFrame) -> int:
    """Append the frame to `table` (`schema.table`) in the connection's transaction; gives the number of rows.

    Columns are matched by name; lists become arrays. Text COPY by psycopg keeps it inside the caller's transaction,
    which a second connection could not.

    Raises:
        DBAPIError: as of any other statement; psycopg's own error would pass by all who handle those of SQLAlchemy.
    """
    if frame.is_empty():
        return 0
    columns = ", ".join(f'"{name}"' for name in frame.columns)
    cursor: psycopg.Cursor[tuple[object, ...]] = connection.connection.cursor()  # type: ignore[assignment]
    command = f"copy {table} ({columns}) from stdin (format csv, null '\\N')"
    try:
        with cursor, cursor.copy(command.encode()) as target:
            for part in _csv_parts(frame):
                target.write(part)
    except psycopg.Error as error:
        if cursor.connection.broken:
            connection.invalidate(error)  # else the roll-back fails in its turn, and its error hides this one
        raise DBAPIError.instance(command, None, error, psycopg.Error, hide_parameters=True) from None
    return frame.height


CSV_ROWS = 100_000


def _csv_parts(frame: pl.DataFrame) -> Iterator[bytes]:
    flat = frame.with_columns(_array_literal(name) for name, kind in frame.schema.items() if isinstance(kind, pl.List))
    for part in flat.iter_slices(CSV_ROWS):
        # Every value is quoted but null, so that an empty text and the text \N stay themselves.
        yield part.write_csv(
            include_header=False,
            null_value="\\N",
            quote_style="non_numeric",
            datetime_format="%Y-%m-%dT%H:%M:%S%.6f%:z",
        ).encode()


def _array_literal(name: str) -> pl.Expr:
    """A list of texts as Postgres writes arrays: `{"a","b"}`."""
    element = pl.element()
    escaped = element.str.replace_all("\\", "\\\\", literal=True).str.replace_all('"', '\\"', literal=True)
    quoted = pl.concat_str(pl.lit('"'), escaped, pl.lit('"'))
    return pl.concat_str(pl.lit("{"), pl.col(name).list.eval(quoted).list.join(","), pl.lit("}")).alias(name)

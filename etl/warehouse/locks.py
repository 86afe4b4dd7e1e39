"""Advisory locks: who waits for whom."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

REFRESH_LOCK = 0x6B657902  # one load or publication at a time
READER_LOCK_SPACE = 0x6B6579  # with the publication's number: somebody reads it


@contextmanager
def locked(connection: Connection, lock: int) -> Iterator[None]:
    """Hold the lock on this connection's session; waits for its holder."""
    connection.execute(text("select pg_advisory_lock(:lock)"), {"lock": lock})
    connection.commit()
    try:
        yield
    finally:
        if not connection.closed and not connection.invalidated:
            connection.rollback()
            connection.execute(text("select pg_advisory_unlock(:lock)"), {"lock": lock})
            connection.commit()

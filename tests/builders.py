"""Snapshots for tests, written through the same code as a load."""

import hashlib
import itertools
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text

from etl import snapshots
from etl.decoded import Decoded
from etl.frames import frame_of
from etl.records import Record
from etl.sources import Covered
from etl.warehouse.connection import Warehouse
from etl.warehouse.history import open_stage, write_history

AS_OF = datetime(2026, 6, 1, tzinfo=UTC)
_numbers = itertools.count(1)


def export(  # noqa: PLR0913 each has a default
    source: str,
    records: Iterable[Record] = (),
    *,
    as_of: datetime = AS_OF,
    tenant: str = "t",
    scope: str = "",
    complete: bool = True,
    provider: str | None = None,
    covered: Iterable[Covered] = (),
    digest: str | None = None,
) -> Decoded:
    """A decoded export with these records."""
    by_kind: dict[type[Record], list[Record]] = {}
    for record in records:
        by_kind.setdefault(type(record), []).append(record)
    unique = digest or hashlib.sha256(str(next(_numbers)).encode()).hexdigest()
    covered = list(covered)
    window = (min((c.starts_at for c in covered), default=None), max((c.ends_at for c in covered), default=None))
    return Decoded(
        path=f"{source}/{unique[:8]}",
        identity=f"{unique}|{source}|{tenant}|{scope}|{as_of.isoformat()}",
        digest=unique,
        source=source,
        provider=provider or source.split(".", maxsplit=1)[0],
        tenant=tenant,
        scope=scope,
        as_of=as_of,
        as_of_basis="envelope",
        complete=complete,
        window=window,
        rows_read=sum(map(len, by_kind.values())),
        covered=covered,
        frames={kind: frame_of(kind, rows) for kind, rows in by_kind.items()},
    )


def load_together(warehouse: Warehouse, exports: Iterable[Decoded]) -> list[int]:
    """These exports as one load; gives their snapshot_ids."""
    loaded = []
    with warehouse.engine.begin() as connection:
        snapshots.declare_sources(connection)
        open_stage(connection)
        for item in exports:
            snapshot_id = snapshots.insert(connection, item)
            assert snapshot_id is not None, "this snapshot is there already"
            snapshots.write(connection, snapshot_id, item)
            loaded.append(snapshot_id)
        write_history(connection, loaded)
    return loaded


def snapshot(warehouse: Warehouse, source: str, records: Iterable[Record] = (), **options: Any) -> int:
    """One loaded snapshot with these records, by the options of `export`; gives its snapshot_id."""
    return load_together(warehouse, [export(source, records, **options)])[0]


def rows(warehouse: Warehouse, query: str, **parameters: object) -> list[dict[str, object]]:
    """The rows of a query as dictionaries."""
    with warehouse.engine.connect() as connection:
        return [dict(row) for row in connection.execute(text(query), parameters).mappings()]

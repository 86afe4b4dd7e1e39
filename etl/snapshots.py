"""One decoded file into the tables: its snapshot, its rows, its rejections and warnings, its coverage."""

from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from sqlalchemy import Connection, text
from sqlalchemy.dialects.postgresql import insert as upsert

from etl import decoded as decoding
from etl.records import Credential
from etl.sources import sources
from etl.warehouse.copy import copy_frame
from etl.warehouse.tables import observed, snapshot, source

if TYPE_CHECKING:
    from etl.decoded import Decoded


def declare_sources(connection: Connection) -> None:
    """The sources as this program knows them, for the statements that rank and add up."""
    rows = [
        {
            "source": known.export,
            "provider": known.provider,
            "rank": known.rank,
            "additive": known.additive,
            "snapshot": known.snapshot,
        }
        for known in sources()
    ]
    if rows:
        statement = upsert(source).values(rows)
        changed = {name: statement.excluded[name] for name in ("provider", "rank", "additive", "snapshot")}
        connection.execute(statement.on_conflict_do_update(index_elements=["source"], set_=changed))


def insert(connection: Connection, item: "Decoded") -> int | None:
    """The snapshot's row; None where this export is held already. Its rejections and warnings are written with it."""
    statement = upsert(snapshot).values(
        identity=item.identity, digest=item.digest, path=item.path, source=item.source, provider=item.provider,
        tenant=item.tenant, scope=item.scope, as_of=item.as_of, as_of_basis=item.as_of_basis, complete=item.complete,
        window_from=item.window[0], window_to=item.window[1], bytes=item.size, rows_read=item.rows_read,
        rows_rejected=item.rows_rejected, status=item.status, reasons=dict(item.reasons), warnings=dict(item.warned),
        reader_version=decoding.READER_VERSION,
    )  # fmt: skip
    snapshot_id: int | None = connection.execute(
        statement.on_conflict_do_nothing(index_elements=["identity"]).returning(snapshot.c.snapshot_id)
    ).scalar_one_or_none()
    if snapshot_id is not None and (item.rejections or item.warnings):
        _write_reasons(connection, snapshot_id, item)
    return snapshot_id


def _write_reasons(connection: Connection, snapshot_id: int, item: "Decoded") -> None:
    reasons = item.rejections + item.warnings
    rows = pl.DataFrame(
        {
            "row_no": pl.Series([r.row_no for r in reasons], dtype=pl.Int64),
            "field": pl.Series([r.field for r in reasons], dtype=pl.String),
            "reason_code": [r.reason_code for r in reasons],
            "message": [r.message for r in reasons],
            "excerpt": pl.Series([r.excerpt for r in reasons], dtype=pl.String),
            "severity": [r.severity for r in reasons],
        }
    )
    copy_frame(connection, "landing.quarantine", rows.with_columns(snapshot_id=snapshot_id, path=pl.lit(item.path)))


def write(connection: Connection, snapshot_id: int, item: "Decoded") -> None:
    """The snapshot's rows; credentials go to the stage, whence history takes them."""
    _skip_known_events(connection, snapshot_id, item)
    for record, frame in item.frames.items():
        table = "stage_credential" if record is Credential else str(observed[record])
        copy_frame(connection, table, frame.with_columns(snapshot_id=pl.lit(snapshot_id, dtype=pl.Int64)))
    for covered in item.covered:
        connection.execute(
            text(
                "insert into landing.coverage (snapshot_id, source, kind, provider, tenant, scope, starts_at, ends_at)"
                " values (:snapshot_id, :source, :kind, :provider, :tenant, :scope, :starts_at, :ends_at)"
            ),
            {
                "snapshot_id": snapshot_id,
                "source": item.source,
                "kind": covered.kind,
                "provider": covered.provider,
                "tenant": covered.tenant,
                "scope": item.scope,
                "starts_at": covered.starts_at,
                "ends_at": covered.ends_at,
            },
        )


OVERLAPPING = text(
    "select event_hashes from landing.event_digest where provider = :provider and starts_at <= :ends_at and ends_at >= :starts_at"
)


def _skip_known_events(connection: Connection, snapshot_id: int, item: "Decoded") -> None:
    if item.event_hashes is None or not len(item.event_hashes):
        return
    window = {"provider": item.provider, "starts_at": item.window[0], "ends_at": item.window[1]}
    for held in connection.execute(OVERLAPPING, window).scalars():
        known = np.frombuffer(held, dtype=np.uint64)
        if np.isin(item.event_hashes, known).any():
            decoding.without_known(item, known)
    connection.execute(
        text(
            "insert into landing.event_digest (snapshot_id, provider, starts_at, ends_at, event_hashes)"
            " values (:snapshot_id, :provider, :starts_at, :ends_at, :event_hashes)"
        ),
        window | {"snapshot_id": snapshot_id, "event_hashes": np.sort(item.event_hashes).tobytes()},
    )

"""Which publication the reader sees now: follows the pointer, keeps the last one when the database goes away.

The database comes by environment: `KEYINV_DATABASE_URL`, or an embedded Postgres under `KEYINV_DATA_DIR`.
"""

import logging
import os
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from dashboard.data import Connected, Held, PublicationGoneError, Published, Scope, reader

log = logging.getLogger("keyinv.dashboard")


@dataclass(frozen=True)
class Current:
    """The publication to show. `held` none: there is none; `lost`: the database does not answer."""

    held: Held | None
    lost: bool = False


@st.cache_resource(show_spinner="Opening the register …")  # type: ignore[untyped-decorator]
def _opened(database_url: str | None, data_dir: str) -> tuple[Connected, ExitStack]:
    """The warehouse, with what keeps it open for the server's life."""
    from etl.warehouse.connection import open_warehouse

    kept = ExitStack()
    return kept.enter_context(open_warehouse(database_url, Path(data_dir))), kept


@st.cache_resource  # type: ignore[untyped-decorator]
def _last() -> dict[Scope, Held]:
    """The newest publication of each scope; one is enough, older pages read it from their own run."""
    return {}


def current(scope: Scope = None) -> Current:
    """The publication in force; the last one held, marked as lost, while the database does not answer."""
    kept = _last()
    try:
        for _ in range(2):
            try:
                return Current(_newest(scope, kept))
            except PublicationGoneError:  # dropped between pointer and tables: the pointer is newer by now
                kept.pop(scope, None)
        return Current(None)
    except Exception:
        log.exception("the database does not answer")
        _opened.clear()
        return Current(kept.get(scope), lost=True)


def forget() -> None:
    """Read everything anew at the next look: what is held is no longer in the database."""
    _last().clear()


def _newest(scope: Scope, kept: dict[Scope, Held]) -> Held | None:
    from etl.warehouse import publication

    warehouse, _ = _opened(os.environ.get("KEYINV_DATABASE_URL") or None, os.environ.get("KEYINV_DATA_DIR", ".keyinv"))
    pointer = publication.current(warehouse.engine)
    if pointer is None or pointer.as_of is None:
        kept.pop(scope, None)
        return None
    published = Published(pointer.number, pointer.schema, pointer.as_of, pointer.published_at)
    held = kept.get(scope)
    if held is None or held.published != published:
        held = reader(warehouse, published, scope)
        held.table("credential")  # a schema dropped meanwhile shows here, not in the middle of a page
        kept[scope] = held
    return held

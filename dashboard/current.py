"""Which publication the reader sees now: follows the pointer, keeps the last one while a newer one is read or the database is away.

The database comes by environment: `KEYINV_DATABASE_URL`, or an embedded Postgres under `KEYINV_DATA_DIR`.
"""

import logging
import os
import threading
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
from cachetools import TTLCache, cached

from dashboard.data import Connected, Held, PublicationGoneError, Published, Scope, reader
from dashboard.opened import OPENED

if TYPE_CHECKING:
    from etl.warehouse.publication import Publication

log = logging.getLogger("keyinv.dashboard")
_READING = threading.Lock()  # one thread reads a publication that all will see; two would hold it twice
_LOST = threading.Event()  # while the database does not answer: why is logged once, not at every click and every look
LOOKED_BACK_MOST = 2  # publications held in memory beside the one in force
ASKED_EVERY_S = 1.0  # the database, for all readers together: each would ask twice at every click
AWAITED_S = 1.0  # a newer publication that another thread reads; afterwards the one before is shown until it is read


@dataclass(frozen=True)
class Current:
    """The publication that is shown. `held` none: there is none; `lost`: the database does not answer.

    `kept` are all publications that can be shown, newest first, the one that is shown among them.
    """

    held: Held | None
    lost: bool = False
    kept: tuple[Published, ...] = ()

    def before(self, published: Published) -> Published | None:
        """The newest of the kept publications before this one."""
        return next((one for one in self.kept if one.number < published.number), None)


@st.cache_resource(show_spinner=False)  # type: ignore[untyped-decorator]
def _opened(database_url: str | None, data_dir: str) -> tuple[Connected, ExitStack]:
    """The warehouse, with what keeps it open for the server's life."""
    from etl.warehouse.connection import open_warehouse

    kept = ExitStack()
    return kept.enter_context(open_warehouse(database_url, Path(data_dir))), kept


@st.cache_resource(show_spinner=False)  # type: ignore[untyped-decorator]
def _last() -> dict[Scope, Held]:
    """The newest publication of each scope; one is enough, older pages read it from their own run."""
    return {}


@st.cache_resource(show_spinner=False)  # type: ignore[untyped-decorator]
def _earlier() -> dict[tuple[Scope, int], Held]:
    """Publications before the one in force that readers look back at; the oldest look goes first."""
    return {}


def earlier(number: int, now: Current, scope: Scope = None) -> Held | None:
    """A kept publication before the one in force; None: it is not kept."""
    published = next((one for one in now.kept if one.number == number), None)
    if published is None or now.held is None:
        return None
    if published.number == now.held.published.number:
        return now.held
    looked: dict[tuple[Scope, int], Held] = _earlier()
    held = looked.pop((scope, number), None)
    if held is None or held.published != published:
        held = reader(_warehouse(), published, scope)
        held.table("credential")
    looked[(scope, number)] = held
    while len(looked) > LOOKED_BACK_MOST:
        looked.pop(next(iter(looked)), None)
    return held


def current(scope: Scope = None) -> Current:
    """The publication in force; the one before, while another thread reads it; marked as lost, while the database does not answer."""
    kept = _last()
    try:
        found = _found(scope, kept)
    except Exception:
        if not _LOST.is_set():
            log.exception("the database does not answer; this is told again only after it has answered")
        _LOST.set()
        _opened.clear()
        found = Current(kept.get(scope), lost=True)
    else:
        if _LOST.is_set():
            log.warning("the database answers again")
        _LOST.clear()
    OPENED.set()
    return found


def _found(scope: Scope, kept: dict[Scope, Held]) -> Current:
    for _ in range(2):
        try:
            pointer, every = _told()
            held = _newest(pointer, scope, kept)
        except PublicationGoneError:  # dropped between pointer and tables: the pointer is newer by now
            _told.cache_clear()
            kept.pop(scope, None)
        else:
            is_read = held is None or held.published == pointer
            return Current(held, kept=every if is_read else tuple(one for one in every if one != pointer))
    return Current(None)


def forget() -> None:
    """Read everything anew at the next look: what is held is no longer in the database."""
    OPENED.clear()
    _told.cache_clear()
    _last().clear()
    _earlier().clear()


@cached(TTLCache[tuple[()], tuple[Published | None, tuple[Published, ...]]](1, ASKED_EVERY_S), condition=threading.Condition())
def _told() -> tuple[Published | None, tuple[Published, ...]]:
    """The publication in force and all that are kept, newest first, as the database told a moment ago."""
    from etl.warehouse import publication

    engine = _warehouse().engine
    in_force, every = publication.current(engine), publication.kept(engine)
    readable = (_published(one) for one in every)
    return _published(in_force), tuple(one for one in readable if one is not None)


def _published(one: "Publication | None") -> Published | None:
    return Published(one.number, one.schema, one.as_of, one.published_at) if one is not None and one.as_of is not None else None


def _newest(published: Published | None, scope: Scope, kept: dict[Scope, Held]) -> Held | None:
    if published is None:
        kept.pop(scope, None)
        return None
    before = kept.get(scope)
    if before is not None and before.published == published:
        return before
    if not _READING.acquire(timeout=-1 if before is None else AWAITED_S):
        return before
    try:
        held = kept.get(scope)  # another thread may have read it meanwhile
        if held is None or held.published != published:
            held = reader(_warehouse(), published, scope)
            held.table("credential")  # a schema dropped meanwhile shows here, not in the middle of a page
            kept[scope] = held
        return held
    finally:
        _READING.release()


def _warehouse() -> Connected:
    warehouse: Connected = _opened(os.environ.get("KEYINV_DATABASE_URL") or None, os.environ.get("KEYINV_DATA_DIR", ".keyinv"))[0]
    return warehouse

"""The publication in force is read when the server starts and when a newer one is published, before a visitor asks for it.

A million credentials take some ten seconds to read, and a visitor would wait for them. The pages' figures of all credentials and of each
business unit and provider are made as well, so that the first click on one takes no longer than the next. Nothing is imported here that
takes long, as the server answers only afterwards.
"""

import gc
import logging
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dashboard.data import Held, Published

log = logging.getLogger("keyinv.dashboard")
LOOKED_EVERY_S = 30.0
# All that the pages ask for at their first look; a test holds it to them.
READ = (
    "credential", "exposure", "rotation", "kpi_daily", "shadow_key", "source_freshness", "quality.result", "landing.quarantine",
    "landing.snapshot",
)  # fmt: skip
JOINED = {"exposure": "credential_id", "rotation": "predecessor_id"}  # with the credential that this column names


class ReadingAhead(threading.Thread):
    """Looks for a newer publication as long as the server lives. What fails is logged and tried again at the next look."""

    def __init__(self) -> None:
        super().__init__(name="reading ahead", daemon=True)
        self._ended = threading.Event()

    def run(self) -> None:
        """Read, and look again."""
        from dashboard.app_pages import pages
        from dashboard.current import current

        pages()  # their libraries take seconds as well
        _set_aside_what_is_imported()
        read: Held | None = None
        while not self._ended.is_set():
            now = current()
            if now.held is not None and now.held is not read and _read(now.held):
                read = now.held
                _make(read, now.before(read.published))
            self._ended.wait(LOOKED_EVERY_S)

    def end(self) -> None:
        """Look no more."""
        self._ended.set()


def _set_aside_what_is_imported() -> None:
    """Libraries live as long as the server does: the collector need not walk them again and again."""
    gc.collect()
    gc.freeze()


def _read(held: "Held") -> bool:
    """Read every table that the pages read, and what the filters offer; False: not all could be."""
    try:
        held.options()
        for name in READ:
            if "." in name or name in held.tables():
                held.table(name)
        for name, key in JOINED.items():
            if name in held.tables():
                held.with_credential(name, key)
    except Exception:
        log.exception("publication %s cannot be read ahead", held.published.number)
        return False
    return True


def _make(held: "Held", before: "Published | None") -> None:
    """Make the figures of all credentials and of each value that one click chooses. What fails is logged: its page will tell."""
    from dashboard.app_pages import pages
    from dashboard.components.filters import ONE_CLICK, can_be_pressed
    from dashboard.data import Filters
    from dashboard.view import View

    offered = held.options()
    single = [Filters(**{name: (value,)}) for name in ONE_CLICK if can_be_pressed(offered[name]) for value in offered[name]]
    for filters in (Filters(), *single):
        view = View(held, filters, before=before)
        for page in pages():
            try:
                page.ahead(view)
            except Exception:
                log.exception("figures of %s cannot be made ahead", page.name)

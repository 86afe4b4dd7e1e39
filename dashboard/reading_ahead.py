"""The publication in force is read when the server starts and when a newer one is published, before a visitor asks for it.

A million credentials take some ten seconds to read, and a visitor would wait for them. Nothing is imported here that takes long, as
the server answers only afterwards.
"""

import gc
import logging
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dashboard.data import Held

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
            held = current().held
            if held is not None and held is not read and _read(held):
                read = held
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

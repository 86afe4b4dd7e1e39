"""The one thing that the dashboard writes: who took which rows, in `audit.export`, before the file is given."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Engine

from etl.warehouse.audit import can_record, record_export


class Recorder(Protocol):
    """Where exports are recorded."""

    def ready(self) -> bool:
        """Would an export be recorded now?"""

    def record(self, stated: Mapping[str, Any], who: str) -> None:
        """Record the export that a sidecar states; raises where that is not possible, and then no file is given."""


@dataclass(frozen=True)
class AuditTable:
    """The audit table of the warehouse under this engine."""

    engine: Engine

    def ready(self) -> bool:
        """Does the database answer, and may we write the audit table?"""
        return can_record(self.engine)

    def record(self, stated: Mapping[str, Any], who: str) -> None:
        """One row of `audit.export`."""
        record_export(self.engine, stated, who=who, way="dashboard")

"""Who took which rows out of the register: one row an export, written before the file is given.

It is the only thing that the dashboard ever writes.
"""

import json
from collections.abc import Mapping
from typing import Any, Literal

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from etl import redact
from etl.errors import WarehouseError
from etl.warehouse.tables import export

Way = Literal["dashboard", "command_line"]


class UnrecordedError(WarehouseError):
    """The export cannot be recorded, so no file may be given."""


def record_export(engine: Engine, stated: Mapping[str, Any], *, who: str, way: Way) -> None:
    """Record the export that a sidecar states.

    Raises:
        UnrecordedError: the database does not answer, or does not let this user write it.
    """
    row = {
        "who": who,
        "way": way,
        "table_name": stated["table"],
        "publication": stated["publication"],
        "filter": json.loads(redact.scrub(json.dumps(stated["filter"], default=str)) or "null"),
        "rows": stated["rows"],
        "format": stated["format"],
        "sha256": stated["sha256"],
    }
    try:
        with engine.begin() as connection:
            connection.execute(export.insert().values(row))
    except SQLAlchemyError as error:
        raise UnrecordedError("no file is given, as the export cannot be recorded; `keyinv doctor` says what is wrong") from error


def can_record(engine: Engine) -> bool:
    """Would an export be recorded now?"""
    try:
        with engine.connect() as connection:
            return bool(connection.execute(text("select has_table_privilege('audit.export', 'insert')")).scalar_one())
    except SQLAlchemyError:
        return False

"""Brings the warehouse's schema to the newest revision, by Alembic, one process at a time."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from etl.warehouse.statements import SQL_FOLDER

MIGRATION_LOCK = 0x6B657901  # any number of our own, the same in every process


def migrate(engine: Engine) -> None:
    """Upgrade to the newest revision; nothing happens where it is there already."""
    config = Config()
    config.set_main_option("script_location", str(SQL_FOLDER / "migrations").replace("%", "%%"))
    newest = ScriptDirectory.from_config(config).get_current_head()
    with engine.begin() as connection:
        connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
        if MigrationContext.configure(connection).get_current_revision() == newest:
            return
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

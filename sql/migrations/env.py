"""Alembic's entry: migrates over the connection that `etl.warehouse.migrations` hands in."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()

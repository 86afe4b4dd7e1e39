"""A Postgres of one's own by URL, or the embedded one: the same SQL on both."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError

from etl.errors import ConfigurationError, WarehouseError
from etl.warehouse import embedded
from etl.warehouse.migrations import migrate

MINIMUM_VERSION = 150000
# A statement of a program that was killed ends within a second, and with it its locks: the next refresh need not wait for it.
SESSION = "-c timezone=UTC -c client_connection_check_interval=1000"


@dataclass(frozen=True)
class Warehouse:
    """An open, migrated warehouse. `url` is libpq's, as ADBC takes it."""

    engine: Engine
    url: str
    embedded: bool


@contextmanager
def open_warehouse(database_url: str | None, data_dir: Path) -> Iterator[Warehouse]:
    """The warehouse at this URL, else the embedded one under `data_dir`, with its schema migrated.

    Raises:
        ConfigurationError: the URL is none of Postgres.
        WarehouseError: it cannot be reached, is too old, or does not start.
    """
    holder = None if database_url else embedded.server(data_dir)
    url = database_url or embedded.url(holder)
    engine = engine_of(url)
    try:
        _reach(engine)
        migrate(engine)
        yield Warehouse(engine, libpq_url(url), embedded=holder is not None)
    finally:
        engine.dispose()
        del holder


def engine_of(url: str) -> Engine:
    """An engine by psycopg, whose errors never show parameters.

    Raises:
        ConfigurationError: not a Postgres URL.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ConfigurationError("--database-url: not a URL; write postgresql://user@host/database") from None
    if parsed.get_backend_name() not in ("postgresql", "postgres"):
        raise ConfigurationError(f"--database-url: {parsed.get_backend_name()} is not supported; only postgresql is")
    return create_engine(
        parsed.set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        pool_pre_ping=True,
        connect_args={"options": SESSION, "application_name": "keyinv"},
    )


def libpq_url(url: str) -> str:
    """The URL without a driver's name, as libpq and ADBC take it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def _reach(engine: Engine) -> None:
    try:
        with engine.connect() as connection:
            version = int(connection.execute(text("show server_version_num")).scalar_one())
    except OperationalError as error:
        where = engine.url.render_as_string(hide_password=True)
        reason = str(error.orig).strip().splitlines()[0]
        raise WarehouseError(f"cannot reach {where}: {reason}; is the server up and the URL right?") from None
    if version < MINIMUM_VERSION:
        raise WarehouseError(f"Postgres {version // 10000} is too old; 15 or later is needed")

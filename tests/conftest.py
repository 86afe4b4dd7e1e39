"""What all tests share: one embedded Postgres a worker, a fresh database a test, the real exports where they are."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings
from sqlalchemy import text

from etl import redact
from etl.warehouse import embedded
from etl.warehouse.connection import Warehouse, engine_of, libpq_url
from etl.warehouse.migrations import migrate

REPOSITORY = Path(__file__).resolve().parents[1]
TEMPLATE = "keyinv_template"
# No test asserts how long something takes, so that none fails on a machine that stalls for a moment.
settings.register_profile("keyinv", deadline=None)
settings.load_profile("keyinv")


@pytest.fixture(autouse=True)
def _pepper() -> None:
    redact.configure(b"pepper of the tests")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real exports; `.ci/run` makes the skip a failure."""
    folder = Path(os.environ.get("KEYINV_SHARED") or REPOSITORY.parent / "shared") / "data"
    if not folder.is_dir():
        pytest.skip(f"KEYINV_SHARED: no real exports at {folder}")
    return folder


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of the worker's server, with a migrated template database."""
    holder = embedded.server(tmp_path_factory.mktemp("warehouse"))
    url = embedded.url(holder, TEMPLATE)
    engine = engine_of(url)
    migrate(engine)
    engine.dispose()
    yield holder.get_uri("postgres")
    holder.cleanup()


@pytest.fixture
def warehouse(postgres: str) -> Iterator[Warehouse]:
    """A fresh, migrated, empty warehouse."""
    name = f"t{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f'create database "{name}" template {TEMPLATE}'.encode())
    url = postgres.replace("/postgres?", f"/{name}?")
    engine = engine_of(url)
    with engine.connect() as connection:
        assert connection.execute(text("select current_database()")).scalar_one() == name
    yield Warehouse(engine, libpq_url(url), embedded=True)
    engine.dispose()
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f'drop database "{name}" with (force)'.encode())

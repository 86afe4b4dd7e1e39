"""The sources: one export family a file, discovered, each naming itself in `SOURCE`.

A source module declares the shapes of its exports, how their content is recognised and how their rows become
canonical records. `SOURCE` is a `Source`, or a tuple of them where one family has several exports.
Sources know neither each other nor the warehouse.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Literal

import polars as pl

from etl.errors import RowRejectedError, RowWarning
from etl.records import UNKNOWN_TENANT, Record

Format = Literal["json", "csv", "yaml"]


@dataclass(frozen=True, kw_only=True)
class Export:
    """What is known about one export beside its body: from its envelope, manifest, folders or the command line."""

    path: str
    tenant: str = UNKNOWN_TENANT
    project: str | None = None
    as_of: datetime | None = None
    complete: bool | None = None  # None: nobody said; the body may
    modified: datetime | None = None  # of the file: its time, where nobody says another
    register_max_age: timedelta | None = None  # policy's; None: no policy is known
    request_path: str | None = None  # of the landing envelope
    request_query: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of an export: raw JSON of one document, the whole text of a CSV, or one YAML document.

    `first_row` is the number that the page's first row has in the file (position for JSON, line for CSV,
    document for YAML), so that row numbers run through all pages.
    """

    body: bytes
    first_row: int = 1


@dataclass(frozen=True, kw_only=True)
class Sample:
    """What recognition may look at: the start of the first page, never the whole file and never the file's name.

    `top` is the first page decoded with each list cut to its first three elements (JSON and YAML), else None.
    An NDJSON file is a JSON list of its lines. `header` are the trimmed column names of a CSV, else ().
    """

    format: Format
    top: Any = None
    header: tuple[str, ...] = ()
    request_path: str | None = None


@dataclass(frozen=True, kw_only=True)
class Stated:
    """What a body says about itself; None: it does not say. Yielded beside records.

    `complete` false: the body shows that pages are missing. `as_of_lower`: the newest instant in it, where it has no time of its own.
    """

    tenant: str | None = None
    project: str | None = None
    as_of: datetime | None = None
    as_of_lower: datetime | None = None
    complete: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Covered:
    """A window of which this export holds all use (`use`) or all changes (`lifecycle`), empty or not."""

    kind: Literal["use", "lifecycle"]
    provider: str
    tenant: str
    starts_at: datetime
    ends_at: datetime


# One row a call, as log readers give it. `credential` is a natural key, null where the call names none.
EVENT_SCHEMA: dict[str, pl.DataType] = {
    "row_no": pl.Int64(),
    "event_id": pl.String(),
    "at": pl.Datetime("us", "UTC"),
    "provider": pl.String(),
    "tenant": pl.String(),
    "credential": pl.String(),
    "principal": pl.String(),
    "model": pl.String(),
    "action": pl.String(),  # `service:Call`
    "action_class": pl.String(),
    "failed": pl.Boolean(),
    "source_ip": pl.String(),
    "user_agent": pl.String(),
    "country": pl.String(),
}


@dataclass(frozen=True, kw_only=True)
class Events:
    """A part of a log: its calls as a frame of `EVENT_SCHEMA`; changes proved by it come as `LifecycleEvent` records."""

    frame: pl.DataFrame


Yielded = Record | RowRejectedError | RowWarning | Stated | Covered | Events


@dataclass(frozen=True, kw_only=True)
class Source:
    """One export of one provider.

    `export` is its name everywhere (`openai.project_api_keys`); `obtain` says how to get it; `gives` names what it
    yields (`credential`, `usage`, … ; empty: recognised, and nothing in it is for the register);
    `recognises` tells by content; `read` yields records, rejected rows (a `RowRejectedError` as a value, `row_no` set
    by `rejected`), warnings, statements of the body, coverage and events, page by page. `rank`: which export's word on the same
    credential wins (lower first). `snapshot`: absence in a complete export means gone (false for logs and for lists that
    keep all). `additive`: use in several exports adds up (logs); else the newest export of a window replaces earlier ones
    (reports).
    """

    export: str
    provider: str
    obtain: str
    gives: tuple[str, ...]
    recognises: Callable[[Sample], bool]
    read: Callable[[Page, Export], Iterator[Yielded]] | None
    rank: int = 100
    snapshot: bool = True
    additive: bool = False
    limits: str = ""


@cache
def sources() -> tuple[Source, ...]:
    """Every source of this folder, by name. A module that fails to import or names no `SOURCE` is an error naming its file."""
    found: list[Source] = []
    for module_info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{module_info.name}")
        declared = getattr(module, "SOURCE", None)
        if declared is None:
            raise ImportError(f"{module.__file__} has no SOURCE; name one, or move the file out of etl/sources")
        found.extend(declared if isinstance(declared, tuple) else (declared,))
    return tuple(sorted(found, key=lambda source: source.export))

"""The hand-kept list of who uses which key, `dependencies.csv`.

A key is named by its id, its name or its hint. Our own format: its rules and error codes are documented with it.
"""

import re
from collections.abc import Iterator
from typing import Final, Literal

from etl.cells import Cells, cells_of, held_to_share, must_have_rows
from etl.csv_rows import known_columns, table_of
from etl.errors import RowRejectedError
from etl.records import UNKNOWN_TENANT, Dependency
from etl.sources import Export, Page, Sample, Source, Yielded
from etl.unused_columns import unused_columns
from etl.vocabulary import ENVIRONMENT_SPELLINGS, ENVIRONMENTS, provider_of

REQUIRED: Final = ("consumer_kind", "consumer", "environment", "key_ref")
COLUMNS: Final = (
    "consumer_kind", "consumer", "environment", "provider", "tenant", "key_ref", "slot", "via", "criticality", "customer_data",
    "reauth_steps", "owner_email", "verified_at",
)  # fmt: skip
_ITS_OWN = ("consumer_kind", "consumer", "key_ref", "reauth_steps", "customer_data")
_OWN_MARKS = 2
_IDENTIFYING = ("key_ref", "tenant", "slot")
_Kind = Literal["service", "gateway", "agent", "mcp_server", "pipeline", "notebook"]
_KINDS: dict[str, _Kind] = {
    "service": "service", "gateway": "gateway", "agent": "agent", "mcp_server": "mcp_server", "tool": "agent", "workflow": "pipeline",
    "ci_job": "pipeline", "notebook": "notebook", "person": "notebook",
}  # fmt: skip
_CRITICALITY = {word: word for word in ("low", "medium", "high", "critical")}
_CUSTOMER_DATA: dict[str, Literal["none", "indirect", "direct", "unknown"]] = {
    "none": "none", "indirect": "indirect", "direct": "direct", "unknown": "unknown",
}  # fmt: skip
# Ids of the providers that have them; what is neither an id nor a hint is a name.
_ID = re.compile(
    r"(?:key|apikey|admin_api_key|user|sk)[-_]\w{4,}|A[A-Z]{3}[A-Z0-9]{12,20}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
    r"|\d+|[0-9a-f]{16,64}|(?:token|authorization|deploy_key|slot|sha|name|hint):\S.*|arn:\S+|projects/\S+|/subscriptions/\S+"
)


def _recognises(sample: Sample) -> bool:
    return sample.format == "csv" and len(known_columns(sample.header, _ITS_OWN)) >= _OWN_MARKS


def _read(page: Page, export: Export) -> Iterator[Yielded]:
    errors: list[RowRejectedError] = []
    found: dict[tuple[str | None, ...], tuple[Cells, Dependency]] = {}
    count = 0
    table = table_of(page.body, export.path, COLUMNS, REQUIRED)
    yield from unused_columns(table, export.path, COLUMNS)
    for cells in cells_of(table.rows, export.path, _IDENTIFYING):
        count += 1
        if isinstance(cells, RowRejectedError):
            errors.append(cells)
            continue
        dependency = _dependency(cells)
        if dependency and not cells.errors:
            key = (
                dependency.consumer_kind, dependency.consumer, dependency.environment, dependency.provider, dependency.tenant,
                dependency.credential, dependency.slot,
            )  # fmt: skip
            first, _ = found.setdefault(key, (cells, dependency))
            if first is not cells:
                cells.refuse("E040", None, f"same consumer and key as line {first.line}; keep one row")
                errors.append(_twin(first, cells))
        errors += cells.errors
    must_have_rows(export.path, count, complete=export.complete)
    bad = {error.row_no for error in errors}
    yield from held_to_share(export.path, count, errors)
    yield from (dependency for _, dependency in found.values() if dependency.row_no not in bad)


def _twin(first: Cells, cells: Cells) -> RowRejectedError:
    first.refuse("E040", None, f"same consumer and key as line {cells.line}; keep one row")
    return first.errors[-1]


def _dependency(cells: Cells) -> Dependency | None:
    if cells.holds_secret:
        return None
    kind = cells.choice("consumer_kind", _KINDS)
    if kind is None and not cells.errors:
        cells.required("consumer_kind")
    environment = cells.choice("environment", ENVIRONMENTS, spellings=ENVIRONMENT_SPELLINGS)
    if environment is None and not any(error.field == "environment" for error in cells.errors):
        cells.refuse("E010", "environment", "required; write unknown if nobody knows")
    reference = cells.required("key_ref", 200)
    cells.choice("criticality", _CRITICALITY)
    cells.moment("verified_at")
    return Dependency(
        row_no=cells.line, provider=provider_of(cells), tenant=cells.text("tenant", 120) or UNKNOWN_TENANT,
        credential=reference if _ID.fullmatch(reference) else f"name:{reference}", consumer=cells.required("consumer", 200),
        consumer_kind=kind or "service", slot=cells.text("slot", 200), via=cells.text("via", 200), environment=environment or "unknown",
        customer_data=cells.choice("customer_data", _CUSTOMER_DATA, default="unknown") or "unknown",
        reauthentication=cells.text("reauth_steps", 500), owner=cells.address("owner_email"),
    )  # fmt: skip


SOURCE = Source(
    export="register.dependencies", provider="register", gives=("dependency",), rank=200,
    obtain="fill in dependencies.csv (docs/sources.md) and put its manifest beside it",
    recognises=_recognises, read=_read, limits="as good as the hand that keeps it",
)  # fmt: skip

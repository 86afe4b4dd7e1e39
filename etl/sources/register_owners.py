"""The hand-kept directory of owners, `owners.csv`: people, teams and vendors who may answer for a credential, and who left.

Our own format: its rules and error codes are documented with it. Addresses are compared in lower case; provider ids become aliases.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final, Literal

from etl.cells import Cells, cells_of, held_to_share, must_have_rows
from etl.csv_rows import known_columns, table_of
from etl.errors import RowRejectedError
from etl.records import Person
from etl.sources import Export, Page, Sample, Source, Yielded
from etl.unused_columns import unused_columns

REQUIRED: Final = ("email", "status")
COLUMNS: Final = (
    "email", "aliases", "name", "kind", "status", "left_on", "manager_email", "team", "business_unit", "cost_center",
    "service_slugs", "provider_ids", "contact", "backup_email",
)  # fmt: skip
_ITS_OWN = ("email", "aliases", "left_on", "service_slugs", "provider_ids", "backup_email", "manager_email", "status")
_OWN_MARKS = 3
_IDENTIFYING = ("provider_ids", "contact")
_ELSEWHERE = ("employee_id", "work_email", "key_id", "key_name", "key_hint", "consumer_kind", "user_creation_time")
_KINDS: dict[str, Literal["person", "team", "service_account", "vendor"]] = {
    "person": "person", "team": "team", "service_account": "service_account", "vendor": "vendor",
}  # fmt: skip
_STATUS: dict[str, Literal["active", "on_hold", "left", "unknown"]] = {
    "active": "active", "leave": "on_hold", "left": "left", "unknown": "unknown",
}  # fmt: skip
_PROVIDER_ID = re.compile(r"[a-z0-9_]+:\S+")


def _recognises(sample: Sample) -> bool:
    if sample.format != "csv" or known_columns(sample.header, _ELSEWHERE):
        return False
    return len(known_columns(sample.header, _ITS_OWN)) >= _OWN_MARKS


def _read(page: Page, export: Export) -> Iterator[Yielded]:
    errors: list[RowRejectedError] = []
    rows: list[tuple[Cells, Person]] = []
    count = 0
    table = table_of(page.body, export.path, COLUMNS, REQUIRED)
    yield from unused_columns(table, export.path, COLUMNS)
    for cells in cells_of(table.rows, export.path, _IDENTIFYING):
        count += 1
        if isinstance(cells, RowRejectedError):
            errors.append(cells)
            continue
        person = _person(cells, export)
        if person:
            rows.append((cells, person))
        errors += cells.errors
    must_have_rows(export.path, count, complete=export.complete)
    errors += _check_together(rows)
    bad = {error.row_no for error in errors}
    yield from held_to_share(export.path, count, errors)
    yield from (person for _, person in rows if person.row_no not in bad)


def _person(cells: Cells, export: Export) -> Person | None:
    if cells.holds_secret:
        return None
    address = cells.address("email")
    if address is None and not cells.errors:
        cells.required("email")
    status = cells.choice("status", _STATUS)
    if status is None and not any(error.field == "status" for error in cells.errors):
        cells.refuse("E010", "status", "required; write unknown if nobody knows")
    left_at = cells.moment("left_on", ends=True, latest=export.as_of)
    if status == "left" and left_at is None and not any(error.field == "left_on" for error in cells.errors):
        cells.refuse("E052", "left_on", "required when status is left; give the last day")
    kind, team = cells.choice("kind", _KINDS, default="person") or "person", _slug(cells.text("team", 120))
    person = Person(
        row_no=cells.line, person_key=address or "", kind=kind, name=cells.text("name", 200),
        aliases=_aliases(cells, kind, team or _slug(cells.text("name", 200))), status=status or "unknown",
        left_at=left_at if status == "left" else None, manager=cells.address("manager_email"), team=team,
        business_unit=cells.text("business_unit", 120), services=tuple(slug.lower() for slug in cells.listed("service_slugs")),
    )  # fmt: skip
    cells.address("backup_email")
    return person if address else None


def _aliases(cells: Cells, kind: str, team: str | None) -> tuple[str, ...]:
    """Other addresses, provider ids, and for a team the name by which catalogues call it."""
    addresses = tuple(address.lower() for address in cells.listed("aliases"))
    if any("@" not in address for address in addresses):
        cells.refuse("E050", "aliases", "holds what is not an address; separate addresses with |")
    ids = cells.listed("provider_ids")
    if any(not _PROVIDER_ID.fullmatch(provider_id) for provider_id in ids):
        cells.refuse("E050", "provider_ids", "holds what is not provider:id; write e.g. openai:user-8hTr")
    return (*addresses, *ids, *((f"team:{team}",) if kind == "team" and team else ()))


def _slug(text: str | None) -> str | None:
    return re.sub(r"[^a-z0-9._-]+", "-", text.casefold()).strip("-") or None if text else None


def _check_together(rows: list[tuple[Cells, Person]]) -> list[RowRejectedError]:
    """What no row shows alone: one address of two people, and managers that lead in a circle."""
    before = {id(cells): len(cells.errors) for cells, _ in rows}
    keys: dict[str, Cells] = {}
    for cells, person in rows:
        if (first := keys.setdefault(person.person_key, cells)) is not cells:
            cells.refuse("E040", "email", f"same address as line {first.line}; keep one row")
            first.refuse("E040", "email", f"same address as line {cells.line}; keep one row")
    taken = dict(keys)
    for cells, person in rows:
        for alias in person.aliases:
            if (first := taken.setdefault(alias, cells)) is not cells:
                cells.refuse("E051", "aliases", f"an address or id already belongs to line {first.line}; leave it with one of them")
    managers = {person.person_key: person.manager for _, person in rows}
    for cells, person in rows:
        if _leads_back(person.person_key, managers):
            cells.refuse("E053", "manager_email", "leads back to this person; leave it empty at the top")
    return [error for cells, _ in rows for error in cells.errors[before[id(cells)] :]]


def _leads_back(start: str, managers: Mapping[str, str | None]) -> bool:
    seen: set[str] = set()
    person = managers.get(start)
    while person and person not in seen:
        if person == start:
            return True
        seen.add(person)
        person = managers.get(person)
    return False


SOURCE = Source(
    export="register.owners", provider="register", gives=("person",), rank=200,
    obtain="fill in owners.csv (docs/sources.md) and put its manifest beside it",
    recognises=_recognises, read=_read, limits="as good as the hand that keeps it",
)  # fmt: skip

"""Directories of people, with those who left: an HR extract, SCIM users, Okta users.

An HR `end_date` is the last working day, inclusive. SCIM says `active: false` without a date. Okta's plain list leaves out
whom it calls DEPROVISIONED: load that list, too. Formats: RFC 7643, Okta's user API, and the columns of ownership.md §8.
Kept of a person: addresses, name, manager, team, unit, status, dates; nothing else is decoded.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Raw, Struct, field

from etl import redact, times
from etl.cells import NULLS
from etl.csv_rows import TableRow, known_columns, table_of
from etl.decode import Key, each, page_of
from etl.errors import RowRejectedError
from etl.records import Person
from etl.sources import Export, Page, Source, Stated, Yielded

Employment = Literal["active", "on_hold", "leaving", "left", "unknown"]
_HR_STATUS: dict[str, Employment] = {
    "active": "active", "on_leave": "on_hold", "loa": "on_hold", "notice": "leaving", "terminating": "leaving",
    "terminated": "left", "left": "left", "inactive": "left", "pre_hire": "unknown",
}  # fmt: skip
_OKTA_STATUS: dict[str, Employment] = {
    "ACTIVE": "active", "STAGED": "active", "PROVISIONED": "active", "RECOVERY": "active", "PASSWORD_EXPIRED": "active",
    "LOCKED_OUT": "active", "SUSPENDED": "on_hold", "DEPROVISIONED": "left",
}  # fmt: skip
_ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
_HR_REQUIRED = ("work_email", "status", "end_date")
_HR_COLUMNS = (*_HR_REQUIRED, "other_emails", "full_name", "manager_email", "department", "business_unit")
_NO_END = ("9999-12-31", "2099-12-31", "4712-12-31", "00/00/0000")


def _hr(page: Page, export: Export) -> Iterator[Yielded]:
    people: dict[str, Person] = {}
    for row in table_of(page.body, export.path, _HR_COLUMNS, _HR_REQUIRED).rows:
        found = row if isinstance(row, RowRejectedError) else _hr_row(row, export.as_of)
        if isinstance(found, RowRejectedError):
            yield found
        else:
            people[found.person_key] = _later_period(people.get(found.person_key), found)
    yield Stated(complete=export.complete)
    yield from people.values()


def _later_period(known: Person | None, found: Person) -> Person:
    """Who was hired again has two rows: the open period counts, else the one that ended last."""
    if known is None or found.status != "left":
        return found
    if known.status != "left" or (known.left_at and (found.left_at is None or found.left_at < known.left_at)):
        return known
    return found


def _hr_row(row: TableRow, as_of: datetime | None) -> Person | RowRejectedError:
    line, cells = row.line, {name: _cell(text) for name, text in row.cells.items()}
    address = (cells["work_email"] or "").lower()
    if "@" not in address:
        return RowRejectedError("no_address", f"line {line} work_email: an address is wanted", row_no=line, field="work_email")
    said = _HR_STATUS.get(re.sub(r"[\s-]+", "_", (cells["status"] or "").lower()))
    if said is None:
        known = ", ".join(_HR_STATUS)
        return RowRejectedError("unknown_status", f"line {line} status: not one of {known}", row_no=line, field="status")
    try:
        end = _end_of(row.cells["end_date"])
    except times.DateError as error:
        return RowRejectedError(error.code, f"line {line} end_date: {error}", row_no=line, field="end_date")
    status = _status_at(said, end, as_of)
    others = map(redact.clean, (cells.get("other_emails") or "").split("|"))
    return Person(
        row_no=line, person_key=address, name=cells.get("full_name"), status=status,
        aliases=tuple(other.lower() for other in others if other),
        left_at=end if status in ("left", "leaving") else None, manager=(cells.get("manager_email") or "").lower() or None,
        team=cells.get("department"), business_unit=cells.get("business_unit"),
    )  # fmt: skip


def _cell(text: str) -> str | None:
    return None if text.casefold() in NULLS else redact.clean(text)


def _end_of(day: str) -> datetime | None:
    """The end of a last working day; None where none is given."""
    if day in _NO_END or day.casefold() in NULLS:
        return None
    found = times.instant(day, zone="utc")
    return found + timedelta(days=1) if found else None


def _status_at(said: Employment, end: datetime | None, as_of: datetime | None) -> Employment:
    """The last working day decides where the extract's own day is known: past it one has left, and before it not yet."""
    if end is None or as_of is None:
        return said
    if end <= as_of:
        return "left"
    return "leaving" if said == "left" else said


class Mail(Struct):
    """One address."""

    value: str | None = None
    primary: bool | None = None


class Enterprise(Struct):
    """The enterprise extension; its manager is an id of the server, which says nothing here."""

    department: str | None = None
    division: str | None = None


class ScimUser(Struct):
    """One SCIM user; a missing `active` is unknown, not true."""

    id: Key
    userName: str | None = None  # noqa: N815
    active: bool | None = None
    displayName: str | None = None  # noqa: N815
    emails: list[Mail] | None = None
    enterprise: Enterprise | None = field(default=None, name=_ENTERPRISE)


class ScimPage(Struct):
    """A list response; `Resources` is missing where nothing matched, and `startIndex` counts from 1."""

    totalResults: int  # noqa: N815
    Resources: list[Raw] = []
    startIndex: int = 1  # noqa: N815


def _scim(page: Page, export: Export) -> Iterator[Yielded]:
    listed = page_of(page.body, ScimPage)
    del export
    follows = listed.startIndex <= page.first_row  # the rows before it are on earlier pages of this file
    yield Stated(complete=follows and listed.startIndex - 1 + len(listed.Resources) >= listed.totalResults)
    yield from each(listed.Resources, ScimUser, page.first_row, _scim_user)


def _scim_user(row_no: int, user: ScimUser) -> Iterator[Yielded]:
    primary_first = sorted(user.emails or (), key=lambda mail: not mail.primary)
    mails = [address for mail in primary_first if (address := redact.clean(mail.value))]
    extra = user.enterprise or Enterprise()
    key = mails[0] if mails else redact.clean(user.userName) or f"scim:{redact.clean(user.id)}"
    yield Person(
        row_no=row_no, person_key=key.lower(), name=redact.clean(user.displayName), aliases=tuple(mail.lower() for mail in mails[1:]),
        status="unknown" if user.active is None else "active" if user.active else "left",
        team=redact.clean(extra.department), business_unit=redact.clean(extra.division),
    )  # fmt: skip


class OktaProfile(Struct):
    """What Okta keeps of a person."""

    login: str
    email: str | None = None
    secondEmail: str | None = None  # noqa: N815
    firstName: str | None = None  # noqa: N815
    lastName: str | None = None  # noqa: N815
    department: str | None = None
    manager: str | None = None


class OktaUser(Struct):
    """One Okta user."""

    id: Key
    status: str
    profile: OktaProfile
    statusChanged: str | None = None  # noqa: N815


def _okta(page: Page, export: Export) -> Iterator[Yielded]:
    del export
    yield from each(page_of(page.body, list[Raw]), OktaUser, page.first_row, _okta_user)


def _okta_user(row_no: int, user: OktaUser) -> Iterator[Yielded]:
    profile, status = user.profile, _OKTA_STATUS.get(user.status, "unknown")
    key = (redact.clean(profile.email) or redact.clean(profile.login) or f"okta:{redact.clean(user.id)}").lower()
    others = {(redact.clean(other) or key).lower(): None for other in (profile.login, profile.secondEmail)}
    yield Person(
        row_no=row_no, person_key=key, status=status,
        name=redact.clean(" ".join(part for part in (profile.firstName, profile.lastName) if part)),
        aliases=tuple(other for other in others if other != key),
        left_at=times.instant(user.statusChanged) if status == "left" else None, team=redact.clean(profile.department),
    )  # fmt: skip


SOURCE = (
    Source(
        export="directory.hr_csv", provider="directory", gives=("person",),
        obtain="an HR extract with the columns work_email, status and end_date, and a manifest that says whether it is whole",
        recognises=lambda sample: known_columns(sample.header, _HR_REQUIRED) == set(_HR_REQUIRED),
        read=_hr, limits="contractors and machine accounts are usually missing: not in HR is unknown, never left",
    ),
    Source(
        export="directory.scim_users", provider="directory", gives=("person",),
        obtain="GET /scim/v2/Users, all pages", recognises=lambda sample: isinstance(sample.top, dict)
        and "totalResults" in sample.top and "schemas" in sample.top,
        read=_scim, limits="says who is switched off, not since when",
    ),
    Source(
        export="directory.okta_users", provider="directory", gives=("person",),
        obtain='GET /api/v1/users, and once more with search=status eq "DEPROVISIONED"',
        recognises=lambda sample: isinstance(sample.top, list) and bool(sample.top)
        and {"status", "profile", "statusChanged"} <= sample.top[0].keys(),
        read=_okta, limits="the plain list leaves out those who left",
    ),
)  # fmt: skip

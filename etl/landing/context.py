"""What is known of an export beside its body, in order of trust: envelope, manifest, folders, command line.

The landing envelope is one JSON object a page: `{"request":{"path","query"},"tenant","fetched_at","status","page",
"last_page","body"}`. A manifest is `<file>.meta.json`. Folders say `tenant=…/project=…/as_of=…/`.
"""

import json
import re
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePath
from typing import Any
from urllib.parse import unquote

import msgspec
from msgspec import Raw, Struct

from etl.errors import FileRejectedError
from etl.landing.content import content_of
from etl.landing.discover import MANIFEST_SUFFIX, Landed
from etl.records import UNKNOWN_TENANT
from etl.sources import Export
from etl.times import DateError, instant

HTTP_OK = 200


class Request(Struct):
    """What the collector asked."""

    path: str | None = None
    query: dict[str, Any] = {}


class Envelope(Struct):
    """One page as a collector lands it."""

    request: Request
    body: Raw
    tenant: str | None = None
    project: str | None = None
    fetched_at: str | None = None
    status: int | None = None
    page: int | None = None
    last_page: bool | None = None


class Manifest(Struct):
    """What stands beside an export."""

    tenant: str | None = None
    project: str | None = None
    as_of: str | None = None
    complete: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Stating:
    """What somebody outside the body said: `basis` names who said the as-of."""

    tenant: str | None = None
    project: str | None = None
    as_of: datetime | None = None
    basis: str | None = None
    complete: bool | None = None


def envelopes(values: list[Raw], path: str) -> list[Envelope] | None:
    """The pages' envelopes; None where the first value is none.

    Raises:
        FileRejectedError: `bad_envelope`: the first value is one, and another is not.
    """
    try:
        first = msgspec.json.decode(values[0], type=dict[str, Raw]) if values else {}
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if not {"request", "body"} <= first.keys():
        return None
    found = []
    for number, value in enumerate(values, start=1):
        try:
            found.append(msgspec.json.decode(value, type=Envelope, strict=False))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            message = f"{path}: page {number} of the file is no landing envelope; pull it again"
            raise FileRejectedError("bad_envelope", message) from None
    return found


def of_envelopes(pages: list[Envelope], path: str) -> Stating:
    """What the envelopes say together; complete where page 1 to the last are all there, in whatever order.

    Raises:
        FileRejectedError: `failed_request` where the provider answered with an error, `bad_envelope`.
    """
    failed = next((page.status for page in pages if page.status not in (None, HTTP_OK)), None)
    if failed is not None:
        raise FileRejectedError("failed_request", f"{path}: the provider answered {failed}; pull it again")
    if len({page.tenant for page in pages}) > 1:
        raise FileRejectedError("bad_envelope", f"{path}: pages of several tenants; land one file a tenant")
    numbers = [page.page for page in pages]
    complete = None
    if None not in numbers:
        whole = sorted(set(numbers)) == list(range(1, len(set(numbers)) + 1))  # type: ignore[type-var]
        complete = whole and any(page.last_page for page in pages)
    fetched = [_instant(page.fetched_at, path, "fetched_at") for page in pages]
    as_of = max((moment for moment in fetched if moment), default=None)
    return Stating(
        tenant=pages[0].tenant,
        project=pages[0].project,
        as_of=as_of,
        basis="envelope" if as_of else None,
        complete=complete,
    )


def of_manifest(landed: Landed) -> Stating:
    """What the manifest beside the file says, if there is one.

    Raises:
        FileRejectedError: `bad_manifest`.
    """
    if landed.manifest is None:
        return Stating()
    try:
        said = msgspec.json.decode(content_of(landed.manifest), type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        message = f'{landed.path}{MANIFEST_SUFFIX}: not a manifest; write {{"tenant": …, "as_of": …, "complete": true}}'
        raise FileRejectedError("bad_manifest", message) from None
    as_of = _instant(said.as_of, landed.path + MANIFEST_SUFFIX, "as_of")
    return Stating(
        tenant=said.tenant,
        project=said.project,
        as_of=as_of,
        basis="manifest" if as_of else None,
        complete=said.complete,
    )


def of_folders(path: str) -> Stating:
    """What `key=value` folders say."""
    parts = PurePath(re.sub(r"^\w+://", "", path).replace("!", "/")).parts[:-1]
    said = {name: unquote(value) for name, _, value in (part.partition("=") for part in parts) if value}
    as_of = _instant(said.get("as_of"), path, "as_of") if "as_of" in said else None
    complete = {"true": True, "false": False}.get(said.get("complete", ""))
    return Stating(
        tenant=said.get("tenant"),
        project=said.get("project"),
        as_of=as_of,
        basis="folder" if as_of else None,
        complete=complete,
    )


def merged(path: str, *said: Stating) -> tuple[Export, str | None]:
    """The export as the most trusted say it, and who said the as-of. Trust falls from left to right."""
    export = Export(path=path)
    basis = None
    for stating in said:
        if stating.tenant and export.tenant == UNKNOWN_TENANT:
            export = replace(export, tenant=stating.tenant)
        if stating.project and export.project is None:
            export = replace(export, project=stating.project)
        if stating.as_of and export.as_of is None:
            export, basis = replace(export, as_of=stating.as_of), stating.basis
        if stating.complete is not None and export.complete is None:
            export = replace(export, complete=stating.complete)
    return export, basis


def _instant(text: str | None, path: str, field: str) -> datetime | None:
    try:
        return instant(text)
    except DateError as error:
        raise FileRejectedError("bad_date", f"{path}: {field}: {error}", field=field) from None


def named(value: Any) -> str:
    """What was seen at the top of a file that nobody recognises: names only, never values."""
    if isinstance(value, dict):
        return f"an object with {json.dumps(sorted(map(str, value))[:8])}"
    if isinstance(value, list):
        return f"a list of {named(value[0])}" if value else "an empty list"
    return f"a {type(value).__name__}"

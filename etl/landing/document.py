"""One file opened: its digest, its source by content, what is known beside it, and its pages."""

import hashlib
from dataclasses import dataclass, field
from dataclasses import replace as with_changes
from datetime import datetime, timedelta
from typing import Any

from msgspec import Raw

from etl import redact
from etl.errors import FileRejectedError, RowRejectedError
from etl.landing import context, head, pages
from etl.landing.content import content_of, must_be_utf8
from etl.landing.context import Stating
from etl.landing.discover import Landed
from etl.sources import Export, Page, Sample, Source, sources


@dataclass(frozen=True, kw_only=True)
class Document:
    """A recognised export, not yet decoded. `exports` has one entry a page, as pages may be of several requests."""

    landed: Landed
    digest: str
    source: Source
    export: Export
    as_of_basis: str | None
    pages: tuple[Page, ...]
    exports: tuple[Export, ...]
    rejections: tuple[RowRejectedError, ...] = ()
    size: int = 0
    is_checked: bool = True  # false: recognised by its first bytes; whether it is whole shows when it is read


@dataclass(frozen=True, kw_only=True)
class Stated:
    """What the command line and the policy say of all files; the least trusted word but for `partial`, which is final."""

    source: str | None = None
    tenant: str | None = None
    as_of: datetime | None = None
    partial: bool = False
    register_max_age: timedelta | None = None


@dataclass
class _Split:
    sample: Sample
    bodies: list[Page]
    requests: list[context.Envelope] = field(default_factory=list)
    rejections: list[RowRejectedError] = field(default_factory=list)
    is_checked: bool = True


def opened(landed: Landed, stated: Stated | None = None) -> Document:
    """The file's document.

    Raises:
        FileRejectedError: it cannot be read, decoded or recognised; the code says which.
    """
    stated = stated or Stated()
    content = content_of(landed)
    split = _split(content, landed.path)
    source, split = _recognised(split, content, landed.path, stated.source)
    enveloped = context.of_envelopes(split.requests, landed.path) if split.requests else Stating()
    option = Stating(tenant=stated.tenant, as_of=stated.as_of, basis="option" if stated.as_of else None)
    export, basis = context.merged(landed.path, enveloped, context.of_manifest(landed), context.of_folders(landed.path), option)
    complete = False if stated.partial else export.complete
    export = with_changes(export, complete=complete, modified=landed.modified, register_max_age=stated.register_max_age)
    exports = tuple(_requested(export, envelope) for envelope in split.requests) or (export,) * len(split.bodies)
    return Document(
        landed=landed, digest=hashlib.sha256(content).hexdigest(), size=len(content), source=source,
        export=exports[0] if exports else export, as_of_basis=basis, pages=tuple(split.bodies), exports=exports,
        rejections=tuple(split.rejections), is_checked=split.is_checked,
    )  # fmt: skip


def _requested(export: Export, envelope: context.Envelope) -> Export:
    return with_changes(export, request_path=envelope.request.path, request_query=envelope.request.query)


def _split(content: bytes, path: str) -> _Split:
    if pages.is_json(content):
        return _by_head(content) or _json(content, path)
    if pages.is_yaml(content):
        documents = pages.yaml_documents(content, path)
        tops = (pages.yaml_sample(text) for _, text in documents[: head.SAMPLE_ITEMS])
        sample = Sample(format="yaml", top=next((top for top in tops if top is not None), None))
        return _Split(sample, [Page(body=text.encode(), first_row=number) for number, text in documents])
    header = pages.csv_header(content)
    if header:
        must_be_utf8(content, path)
    return _Split(Sample(format="csv", header=header), [Page(body=content)])


def _by_head(content: bytes) -> _Split | None:
    """One large document that one source recognises by its first bytes: it is not decoded here at all."""
    if len(content) <= pages.SMALL_BYTES:
        return None
    top = head.top_of(content)
    if top is None:
        return None
    sample = Sample(format="json", top=top)
    return _Split(sample, [Page(body=content)], is_checked=False) if len(_matches(sample)) == 1 else None


def _json(content: bytes, path: str) -> _Split:
    found = pages.json_values(content, path)
    values = found.values
    if enveloped := context.envelopes(values, path):
        sample = Sample(format="json", top=pages.cut(enveloped[0].body), request_path=enveloped[0].request.path)
        bodies = _numbered([envelope.body for envelope in enveloped])
        order = sorted(range(len(enveloped)), key=lambda index: enveloped[index].page or 0)  # the last page speaks last
        split = _Split(sample, [bodies[index] for index in order], [enveloped[index] for index in order])
    elif len(values) == 1 and not found.rejections:
        inner = pages.items(values[0])
        split = _pages(inner) if inner and _are_lists(inner) else _Split(_sample(values[0]), [Page(body=content)])
    elif _are_lists(values):
        split = _pages(values)
    else:
        top = [pages.cut(value) for value in values[: head.SAMPLE_ITEMS]]
        bodies = [Page(body=pages.joined(run), first_row=number) for number, run in pages.runs(found)]
        split = _Split(Sample(format="json", top=top), bodies)
    split.rejections = found.rejections
    return split


def _are_lists(values: list[Raw]) -> bool:
    return all(bytes(memoryview(value)[:1]) == b"[" for value in values)


def _sample(value: Raw) -> Sample:
    return Sample(format="json", top=pages.cut(value))


def _pages(values: list[Raw]) -> _Split:
    return _Split(_sample(values[0]), _numbered(values))


def _numbered(bodies: list[Raw]) -> list[Page]:
    """Pages whose row numbers run through the file."""
    numbered, first = [], 1
    for position, body in enumerate(bodies, start=1):
        numbered.append(Page(body=bytes(memoryview(body)), first_row=first))
        if position < len(bodies):
            first += pages.rows_in(body)
    return numbered


def _recognised(split: _Split, content: bytes, path: str, named: str | None) -> tuple[Source, _Split]:
    """The source, and the file split as that source reads it.

    Objects set one behind the other may be pages of one listing instead of rows of a log.
    """
    found = _matches(split.sample)
    if not found and split.sample.format == "json" and isinstance(split.sample.top, list) and not split.requests:
        values = pages.json_values(content, path)
        alternative = _pages(values.values)
        if len(values.values) > 1 and (matching := _matches(alternative.sample)):
            found, split = matching, alternative
            split.rejections = values.rejections
    if named is not None:
        return _named(named), split
    if not found:
        raise FileRejectedError("unknown_source", _unknown(split.sample, path))
    return _one(found, path), split


def _matches(sample: Sample) -> list[Source]:
    return [source for source in sources() if _recognises(source, sample)]


def _recognises(source: Source, sample: Sample) -> bool:
    try:
        return bool(source.recognises(sample))
    except (AttributeError, KeyError, IndexError, TypeError, ValueError):
        return False


def _named(name: str) -> Source:
    for source in sources():
        if source.export == name:
            return source
    known = ", ".join(source.export for source in sources())
    raise FileRejectedError("unknown_source", f"--source {name}: known are {known}")


def _one(found: list[Source], path: str) -> Source:
    if len(found) > 1:
        names = ", ".join(source.export for source in found)
        raise FileRejectedError("ambiguous_source", f"{path}: could be {names}; say which with --source")
    return found[0]


def _unknown(sample: Sample, path: str) -> str:
    seen: Any = [name[:40] for name in sample.header[:8]] if sample.format == "csv" else context.named(sample.top)
    if sample.format == "csv":
        seen = f"a table with the columns {seen}" if seen else "text of no known form"
    return redact.scrub(f"{path}: no source recognises {seen}; see `keyinv sources`, or name one with --source") or path

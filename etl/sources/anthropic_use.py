"""Anthropic's usage report of messages, by key.

It has no request count: requests stay null, which is not 0. `uncached_input_tokens` excludes cached ones, so all parts
are added. A null key is use from the web console, or not grouped. Format: Admin API reference, 2026.
"""

from collections.abc import Iterator
from functools import partial

from msgspec import Raw, Struct

from etl import redact, times
from etl.decode import Count, each, page_of
from etl.errors import RowRejectedError
from etl.records import Usage
from etl.sources import Covered, Export, Page, Sample, Source, Stated, Yielded


class BucketPage(Struct):
    """A page of windows."""

    data: list[Raw]
    has_more: bool | None = None


class Bucket(Struct):
    """One window."""

    starting_at: str
    ending_at: str
    results: list[Raw] = []


class CacheCreation(Struct):
    """Tokens written to caches, by how long they last."""

    ephemeral_5m_input_tokens: Count | None = None
    ephemeral_1h_input_tokens: Count | None = None


class Result(Struct):
    """Use of one combination of what was grouped by."""

    output_tokens: Count
    uncached_input_tokens: Count
    api_key_id: str | None = None
    service_account_id: str | None = None
    account_id: str | None = None
    model: str | None = None
    cache_read_input_tokens: Count | None = None
    cache_creation: CacheCreation | None = None


def _recognises(sample: Sample) -> bool:
    top = sample.top
    if not isinstance(top, dict) or "object" in top or not isinstance(top.get("data"), list):
        return False
    if not top["data"]:
        return (sample.request_path or "").endswith("/usage_report/messages")
    bucket = top["data"][0]
    if not isinstance(bucket, dict) or not {"starting_at", "ending_at", "results"} <= bucket.keys():
        return False
    results = [result for each_bucket in top["data"] for result in each_bucket.get("results", [])]
    if not results:
        return (sample.request_path or "/usage_report/messages").endswith("/usage_report/messages")
    return "uncached_input_tokens" in results[0]


def _read(page: Page, export: Export) -> Iterator[Yielded]:
    listed = page_of(page.body, BucketPage)
    if listed.has_more is not None:
        yield Stated(complete=not listed.has_more)
    grouped = export.request_query.get("group_by[]", ())
    names_keys = "api_key_id" in ([grouped] if isinstance(grouped, str) else list(grouped))
    row_no, spans = page.first_row, []
    for item in each(listed.data, Bucket, page.first_row, lambda number, row: [(number, row)]):
        if isinstance(item, RowRejectedError):
            yield item
            row_no += 1
            continue
        bucket = item[1]
        try:
            span = times.instant(bucket.starting_at), times.instant(bucket.ending_at)
        except times.DateError as error:
            yield RowRejectedError(error.code, str(error), row_no=row_no, field="starting_at")
            row_no += 1
            continue
        if span[0] is None or span[1] is None or span[0] >= span[1]:
            yield RowRejectedError("bad_window", "the window ends before it starts", row_no=row_no, field="ending_at")
            row_no += 1
            continue
        spans.append((span[0], span[1]))
        for use in each(bucket.results, Result, row_no, partial(_one, span, export)):
            names_keys = names_keys or (isinstance(use, Usage) and use.credential is not None)
            yield use
        row_no += max(1, len(bucket.results))
    if names_keys and spans:
        first, last = min(span[0] for span in spans), max(span[1] for span in spans)
        if sum((end - start for start, end in spans), last - last) >= last - first:
            yield Covered(kind="use", provider="anthropic", tenant=export.tenant, starts_at=first, ends_at=last)
        else:
            for start, end in spans:
                yield Covered(kind="use", provider="anthropic", tenant=export.tenant, starts_at=start, ends_at=end)


def _one(span: tuple[object, object], export: Export, row_no: int, row: Result) -> list[Usage]:
    return [_use(row_no, row, span, export)]


def _use(row_no: int, row: Result, span: tuple[object, object], export: Export) -> Usage:
    cache = row.cache_creation or CacheCreation()
    parts = (
        row.uncached_input_tokens, row.cache_read_input_tokens, cache.ephemeral_5m_input_tokens, cache.ephemeral_1h_input_tokens,
    )  # fmt: skip
    caller = redact.clean(row.service_account_id) or redact.clean(row.account_id)
    return Usage(
        row_no=row_no, provider="anthropic", tenant=export.tenant, credential=redact.clean(row.api_key_id),
        principal=f"anthropic:{caller}" if caller else None, starts_at=span[0], ends_at=span[1], model=redact.clean(row.model),  # type: ignore[arg-type]
        action_class="inference", input_tokens=sum(part or 0 for part in parts), output_tokens=row.output_tokens,
    )  # fmt: skip


SOURCE = Source(
    export="anthropic.usage", provider="anthropic", gives=("usage", "coverage"), snapshot=False,
    obtain="GET /v1/organizations/usage_report/messages?group_by[]=api_key_id&group_by[]=model&bucket_width=1d, all pages",
    recognises=_recognises, read=_read, limits="no request count, no address; without group_by[]=api_key_id no key is named",
)  # fmt: skip

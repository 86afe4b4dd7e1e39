"""OpenAI's usage and costs by key, in buckets.

`input_tokens` includes cached tokens. A bucket with no result is proof of no use; a missing bucket is not. A null
`api_key_id` means not grouped by key, or not attributable: it is kept as use of nobody. Costs come as number or text.
Format: Admin API of 2026.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Annotated, Any, Literal

from msgspec import Meta, Raw, Struct

from etl import redact, times
from etl.decode import Count, each, page_of
from etl.errors import RowRejectedError
from etl.records import Usage
from etl.sources import Covered, Export, Page, Sample, Source, Stated, Yielded

_Money = Annotated[float, Meta(ge=-1e12, le=1e12)]  # credits are below nothing; not-a-number and infinities are no money
_COUNTS = ("num_model_requests", "num_requests", "num_sessions")


class BucketPage(Struct):
    """A page of buckets."""

    data: list[Raw]
    has_more: bool | None = None


class Bucket(Struct):
    """One window."""

    start_time: int
    end_time: int
    results: list[Raw] = []


class Result(Struct):
    """Use of one combination of what was grouped by."""

    api_key_id: str | None = None
    user_id: str | None = None
    model: str | None = None
    num_model_requests: Count | None = None
    num_requests: Count | None = None
    num_sessions: Count | None = None
    input_tokens: Count | None = None
    output_tokens: Count | None = None


class Amount(Struct):
    """Money; the value is a number or a numeric text."""

    value: _Money
    currency: str | None = None


class Cost(Struct):
    """Cost of one combination."""

    amount: Amount
    api_key_id: str | None = None
    user_id: str | None = None


def _result_object(sample: Sample) -> str:
    top = sample.top
    if not isinstance(top, dict) or top.get("object") != "page":
        return ""
    for bucket in top["data"]:
        for result in bucket.get("results") or []:
            return str(result.get("object") or "")
    path = sample.request_path or ""
    return "organization.costs" if path.endswith("/costs") else "organization.usage" if "/usage/" in path else ""


def _usage(page: Page, export: Export) -> Iterator[Yielded]:
    yield from _buckets(page, export, Result, _use)


def _costs(page: Page, export: Export) -> Iterator[Yielded]:
    yield from _buckets(page, export, Cost, _cost)


def _buckets(page: Page, export: Export, shape: type[Any], mapped: Any) -> Iterator[Yielded]:
    listed = page_of(page.body, BucketPage)
    if listed.has_more is not None:
        yield Stated(complete=not listed.has_more)
    row_no = page.first_row
    spans: list[tuple[datetime, datetime]] = []
    names_keys = _grouped_by_key(export)
    for bucket in each(listed.data, Bucket, page.first_row, lambda number, row: [(number, row)]):
        if isinstance(bucket, RowRejectedError):
            yield bucket
            row_no += 1
            continue
        span = times.instant(bucket[1].start_time, epoch="s"), times.instant(bucket[1].end_time, epoch="s")
        if span[0] is None or span[1] is None or span[0] >= span[1]:
            yield RowRejectedError("bad_window", "the bucket ends before it starts", row_no=row_no, field="end_time")
            row_no += 1
            continue
        spans.append((span[0], span[1]))
        for item in each(bucket[1].results, shape, row_no, partial(_one, mapped, spans[-1], export)):
            names_keys = names_keys or (isinstance(item, Usage) and item.credential is not None)
            yield item
        row_no += max(1, len(bucket[1].results))
    if names_keys and spans and shape is Result:
        yield from _covered(spans, export)


def _one(mapped: Any, span: tuple[datetime, datetime], export: Export, row_no: int, row: Any) -> list[Usage]:
    return [mapped(row_no, row, span, export)]


def _covered(spans: list[tuple[datetime, datetime]], export: Export) -> Iterator[Covered]:
    """Windows that touch are one."""
    start, end = min(spans)
    for following in sorted(spans)[1:]:
        if following[0] > end:
            yield Covered(kind="use", provider="openai", tenant=export.tenant, starts_at=start, ends_at=end)
            start = following[0]
        end = max(end, following[1])
    yield Covered(kind="use", provider="openai", tenant=export.tenant, starts_at=start, ends_at=end)


def _grouped_by_key(export: Export) -> bool:
    grouped = export.request_query.get("group_by[]", export.request_query.get("group_by", ()))
    return "api_key_id" in ([grouped] if isinstance(grouped, str) else list(grouped or ()))


def _use(row_no: int, row: Result, span: tuple[datetime, datetime], export: Export) -> Usage:
    requests = next((count for name in _COUNTS if (count := getattr(row, name)) is not None), None)
    return Usage(
        row_no=row_no, provider="openai", tenant=export.tenant, credential=redact.clean(row.api_key_id), starts_at=span[0],
        ends_at=span[1], principal=f"openai:{user}" if (user := redact.clean(row.user_id)) else None, model=redact.clean(row.model),
        action_class=_class(requests), requests=requests, input_tokens=row.input_tokens, output_tokens=row.output_tokens,
    )  # fmt: skip


def _class(requests: int | None) -> Literal["inference", "unknown"]:
    return "inference" if requests is not None else "unknown"


def _cost(row_no: int, row: Cost, span: tuple[datetime, datetime], export: Export) -> Usage:
    in_dollars = (row.amount.currency or "").lower() == "usd"
    return Usage(
        row_no=row_no, provider="openai", tenant=export.tenant, credential=redact.clean(row.api_key_id), starts_at=span[0], ends_at=span[1],
        cost_usd=row.amount.value if in_dollars else None, action_class="unknown",
    )  # fmt: skip


SOURCE = (
    Source(
        export="openai.usage", provider="openai", gives=("usage", "coverage"), snapshot=False,
        obtain="GET /v1/organization/usage/{kind}?group_by[]=api_key_id&group_by[]=model&bucket_width=1d, all pages",
        recognises=lambda sample: _result_object(sample).startswith("organization.usage"), read=_usage,
        limits="no address, no user agent, no status; without group_by[]=api_key_id no key is named",
    ),
    Source(
        export="openai.costs", provider="openai", gives=("usage",), snapshot=False,
        obtain="GET /v1/organization/costs?group_by[]=api_key_id, all pages",
        recognises=lambda sample: _result_object(sample).startswith("organization.costs"), read=_costs,
        limits="a day at the finest; amounts in other currencies than US dollars are not converted",
    ),
)  # fmt: skip

"""AWS CloudTrail: calls made with each access key, and the instants at which keys are made, changed and deleted.

Gives events, lifecycle events, and sightings from AWS Health's notices of exposed keys. A temporary key (`ASIA…`) is
never a credential: its calls count for the role or user behind it (principal: `etl/aws_identity.py`).
What a response holds (new secrets, session tokens) is looked at only for the id that a change concerns, and dropped.
Limits: tokens and cost are not in CloudTrail; a bearer call by a user of several Bedrock keys names the user alone;
Insight and digest rows are no calls and are left out. Format: CloudTrail User Guide, record contents 1.11; other
deliveries as in aws.md §4.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Literal

import msgspec
import polars as pl

from etl import times
from etl.errors import RowRejectedError
from etl.records import LifecycleEvent
from etl.sources import EVENT_SCHEMA, Covered, Events, Export, Page, Sample, Source, Yielded
from etl.sources.cloudtrail.changes import NAMES, change, sightings
from etl.sources.cloudtrail.columns import frame
from etl.sources.cloudtrail.shapes import Call, Notice, is_log, singly, whole

# IAM is global: its calls are written in one region of each partition alone.
_IAM_REGIONS = {"us-east-1", "cn-north-1", "us-gov-west-1"}
_PROVING = [f"iam:{name}" for name in sorted(NAMES)]


def recognises(sample: Sample) -> bool:
    """Events or an envelope around them; S3's own notifications look alike but have no event id."""
    top = sample.top
    if isinstance(top, dict):
        for name in ("Records", "Events", "logEvents"):
            if isinstance(top.get(name), list):
                listed = top[name]
                return any(map(_is_event, listed)) or (name == "Records" and not listed and len(top) == 1)
        return _is_event(top)
    return isinstance(top, list) and any(map(_is_event, top))


def _is_event(row: Any) -> bool:
    if not isinstance(row, dict):
        return False
    inner = row.get("detail")
    if isinstance(inner, dict):
        return row.get("source") == "aws.health" or _is_event(inner)
    if isinstance(row.get("CloudTrailEvent"), str):
        return True
    if isinstance(row.get("message"), str):
        return '"eventID"' in row["message"] and '"eventSource"' in row["message"]
    return {"eventID", "eventSource", "eventName"} <= row.keys() or {
        "eventID",
        "eventVersion",
        "userIdentity",
    } <= row.keys()


def read(page: Page, export: Export) -> Iterator[Yielded]:
    """Calls as one frame a page, then what they prove."""
    calls = whole(page.body)
    row_nos: Sequence[int]
    if calls is not None:
        row_nos = range(page.first_row, page.first_row + len(calls))
    else:
        row_nos, calls = [], []
        for row in singly(page.body, page.first_row):
            if isinstance(row, RowRejectedError):
                yield row
            elif isinstance(row, Notice):
                yield from _sightings(row)
            else:
                row_nos.append(row[0])
                calls.append(row[1])
    if not calls:
        return
    events = frame(row_nos, calls, export.tenant)
    events, wrong = _with_instants(events, calls)
    yield from wrong
    events = _distinct(events)
    yield Events(frame=events.select(*EVENT_SCHEMA))
    yield from _changes(events, row_nos, calls)
    if is_log(page.body):
        yield from _covered(events, {call.awsRegion for call in calls})


def _sightings(notice: Notice) -> Iterator[Yielded]:
    try:
        yield from sightings(notice)
    except (msgspec.DecodeError, times.DateError) as error:
        yield RowRejectedError("invalid_field", f"the notice of AWS Health: {type(error).__name__}", row_no=notice.row_no)


def _with_instants(events: pl.DataFrame, calls: list[Call]) -> tuple[pl.DataFrame, list[RowRejectedError]]:
    """The events that have a time, after a slower look at each whose time is not of the usual form."""
    wrong: list[RowRejectedError] = []
    if not events["at"].null_count():
        return events, wrong
    instants = events["at"].to_list()
    for index, row_no in enumerate(events["row_no"]):
        if instants[index] is None:
            try:
                instants[index] = times.instant(calls[index].eventTime or calls[index].timestamp)
            except times.DateError as error:
                wrong.append(RowRejectedError(error.code, str(error), row_no=row_no, field="eventTime"))
                continue
            if instants[index] is None:
                wrong.append(RowRejectedError("missing_date", "an event without a time", row_no=row_no, field="eventTime"))
    at = pl.Series("at", instants, dtype=EVENT_SCHEMA["at"])
    return events.with_columns(at).filter(pl.col("at").is_not_null()), wrong


def _distinct(events: pl.DataFrame) -> pl.DataFrame:
    """The calls, each once: a delivery may repeat an event, and Insight rows are statistics."""
    if (events["category"] == "Insight").any():
        events = events.filter(pl.col("category").ne_missing("Insight"))
    if events["event_id"].n_unique() < events.height:
        events = events.unique("event_id", keep="first", maintain_order=True)
    return events


def _changes(events: pl.DataFrame, row_nos: Sequence[int], calls: list[Call]) -> Iterator[LifecycleEvent]:
    proofs = events.filter(pl.col("action").is_in(_PROVING) & ~pl.col("failed"))
    for row_no, at, tenant in proofs.select("row_no", "at", "tenant").iter_rows():
        found = change(row_no, calls[row_nos.index(row_no)], at, tenant)
        if found:
            yield found


def _covered(events: pl.DataFrame, regions: set[str | None]) -> Iterator[Covered]:
    """The window of each tenant: all its use, and all its changes where IAM's region is in the file."""
    windows = events.group_by("tenant", maintain_order=True).agg(
        pl.col("at").min().alias("starts_at"),
        pl.col("at").max().alias("ends_at"),
    )
    kinds: tuple[Literal["use", "lifecycle"], ...] = ("use", "lifecycle") if regions & _IAM_REGIONS else ("use",)
    for tenant, starts_at, ends_at in windows.iter_rows():
        for kind in kinds:
            yield Covered(kind=kind, provider="aws", tenant=tenant, starts_at=starts_at, ends_at=ends_at)


SOURCE = Source(
    export="aws.cloudtrail",
    provider="aws",
    obtain="a trail's objects in its bucket (`aws s3 sync s3://<bucket>/AWSLogs …`), or `aws cloudtrail lookup-events`",
    gives=("usage", "lifecycle_event", "sighting", "coverage"),
    recognises=recognises,
    read=read,
    snapshot=False,
    additive=True,
    limits="no tokens, no cost; data events (bedrock-mantle, S3 objects) only where the trail records them",
)

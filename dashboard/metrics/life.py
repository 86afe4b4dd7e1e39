"""One credential's dated facts as spans on lanes: its life, its use, its rotations, its exposures."""

from datetime import datetime
from typing import Any

import polars as pl

LANES = ("Life", "Use", "Rotation", "Exposure")
SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "lane": pl.String,
    "what": pl.String,
    "starts_at": pl.Datetime("us", "UTC"),
    "ends_at": pl.Datetime("us", "UTC"),
    "certain": pl.Boolean,
}
ENDED = ("revoked", "expired", "absent")


def spans(  # noqa: PLR0913 each is a table of its own
    credential: dict[str, Any],
    *,
    events: pl.DataFrame,
    use: pl.DataFrame,
    rotations: pl.DataFrame,
    exposures: pl.DataFrame,
    as_of: datetime,
) -> pl.DataFrame:
    """The spans in the order of the lanes, then of time. Bounds that are not known end at the as-of, and are uncertain."""
    found = [_life(credential, as_of), *_events(events), *_use(use), *_rotations(rotations, as_of), *_exposures(exposures, as_of)]
    rank = {lane: at for at, lane in enumerate(LANES)}
    frame = pl.DataFrame([span for span in found if span], schema=SCHEMA, orient="row")
    return frame.sort(pl.col("lane").replace_strict(rank, default=len(LANES)), "starts_at", "what")


def _span(lane: str, what: str, starts_at: datetime | None, ends_at: datetime | None, *, certain: bool) -> tuple[Any, ...] | None:
    if starts_at is None or ends_at is None:
        return None
    return (lane, what, starts_at, max(starts_at, ends_at), certain)


def _life(credential: dict[str, Any], as_of: datetime) -> tuple[Any, ...] | None:
    born = credential.get("created_at") or credential.get("first_seen_at")
    ended = credential.get("status") in ENDED
    until = (credential.get("last_seen_at") if ended else as_of) or as_of
    since = "created" if credential.get("created_at") else "first seen (creation not known)"
    return _span("Life", f"{since}, {'last seen' if ended else 'in force'}", born, until, certain=credential.get("created_at") is not None)


def _events(events: pl.DataFrame) -> list[tuple[Any, ...] | None]:
    return [
        _span(
            "Life", f"{event['kind'].replace('_', ' ')} ({event['evidence'] or 'evidence not said'})",
            event["at_lower"] or event["at_upper"], event["at_upper"], certain=event["at_lower"] == event["at_upper"],
        )
        for event in events.iter_rows(named=True)
    ]  # fmt: skip


def _use(use: pl.DataFrame) -> list[tuple[Any, ...] | None]:
    """Days in use, neighbouring ones as one span."""
    if use.is_empty():
        return []
    days = use.select(day=pl.col("day").cast(pl.Datetime("us")).dt.replace_time_zone("UTC")).unique().sort("day")
    runs = (
        days.with_columns(run=(pl.col("day").diff().fill_null(pl.duration(days=1)) > pl.duration(days=1)).cum_sum())
        .group_by("run")
        .agg(starts_at=pl.col("day").min(), ends_at=pl.col("day").max().dt.offset_by("1d"), days=pl.len())
        .sort("starts_at")
    )
    return [
        _span("Use", f"used on {run['days']:,} days in a row", run["starts_at"], run["ends_at"], certain=True)
        for run in runs.iter_rows(named=True)
    ]


def _rotations(rotations: pl.DataFrame, as_of: datetime) -> list[tuple[Any, ...] | None]:
    return [
        _span(
            "Rotation", f"{rotation['state']} ({rotation['method'].replace('_', ' ')})", rotation["started_upper"],
            rotation["finished_upper"] or as_of, certain=rotation["finished_upper"] is not None,
        )
        for rotation in rotations.iter_rows(named=True)
    ]  # fmt: skip


def _exposures(exposures: pl.DataFrame, as_of: datetime) -> list[tuple[Any, ...] | None]:
    return [
        _span(
            "Exposure", f"{exposure['state']}: {exposure['repository'] or 'place not said'}",
            exposure["introduced_at"] or exposure["detected_at"], exposure["revoked_upper"] or as_of,
            certain=exposure["revoked_upper"] is not None,
        )
        for exposure in exposures.iter_rows(named=True)
    ]  # fmt: skip

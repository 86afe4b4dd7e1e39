"""The reader's time zone: every written time is told in it, with its name; UTC where none was chosen.

It is set once a run, before anything is drawn, and holds for that reader alone. What many readers share and has times
written into it (a chart) must name the zone in its key. Files are for machines and stay in UTC.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import polars as pl

UTC = "UTC"
# Other names of UTC, and what is no place but a leftover of the database (`posixrules`, `SystemV/PST8`).
_AREAS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
_ZONE: ContextVar[str] = ContextVar("zone", default=UTC)


@cache
def known() -> tuple[str, ...]:
    """Every zone that can be chosen: UTC first, then areas and places by name."""
    return (UTC, *sorted(name for name in available_timezones() if name.partition("/")[0] in _AREAS))


def zone() -> str:
    """The zone in which times are told now."""
    return _ZONE.get()


def tell_in(name: str) -> None:
    """From here on this run tells times in the zone `name`, one of `known`."""
    _ZONE.set(name)


@contextmanager
def told_in(name: str) -> Iterator[None]:
    """Tell times in this zone for a while: where the work is done by another thread than the page's."""
    before = _ZONE.set(name)
    try:
        yield
    finally:
        _ZONE.reset(before)


def written(when: datetime) -> str:
    """An instant to the minute, with the zone's name, and the offset where it is not UTC: an hour of autumn comes twice."""
    name = zone()
    if name == UTC:
        return when.astimezone(ZoneInfo(UTC)).strftime("%Y-%m-%d %H:%M UTC")
    local = when.astimezone(ZoneInfo(name))
    offset = local.strftime("%z")
    return f"{local:%Y-%m-%d %H:%M} {offset[:3]}:{offset[3:5]} {name}"


def midnight(day: date) -> datetime:
    """The first instant of a day of the reader's zone, in UTC."""
    return datetime.combine(day, time.min, ZoneInfo(zone())).astimezone(ZoneInfo(UTC))


def day_of(when: datetime) -> date:
    """The day that the reader's calendar shows at this instant."""
    return when.astimezone(ZoneInfo(zone())).date()


def wall_clock(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame's instants as a clock in the reader's zone shows them, without a zone: so a chart draws them in any browser alike."""
    instants = [name for name, kind in frame.schema.items() if isinstance(kind, pl.Datetime) and kind.time_zone]
    return frame.with_columns(pl.col(name).dt.convert_time_zone(zone()).dt.replace_time_zone(None) for name in instants)


def clock(when: datetime) -> datetime:
    """One instant as `wall_clock` has it."""
    return when.astimezone(ZoneInfo(zone())).replace(tzinfo=None)

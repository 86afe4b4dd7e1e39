"""Every date shape that the exports use → an instant in UTC, or the reason why not.

Shapes and sentinels: the formats' pages. Nothing is guessed: a date that reads two ways is an error, a sentinel for
“no date” is None. Fractions beyond microseconds are cut, not rounded, so that order is kept.
"""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Literal

Epoch = Literal["s", "ms", "us", "auto"]

SENTINELS = frozenset({"", "-", "n/a", "na", "null", "none", "never", "unknown", "?", "no_information", "not_supported", "00/00/0000"})
EARLIEST_YEAR, LATEST_YEAR = 2000, 2200  # outside: 0001-01-01, 1970-01-01, 3000-01-01, 9999-12-31 stand for “no date”
TICKS_AT_EPOCH = 621_355_968_000_000_000  # .NET: 100 ns since 0001-01-01
TICKS_LOWEST, TICKS_HIGHEST = 600_000_000_000_000_000, 700_000_000_000_000_000

# Most instants are written so, and the library reads them twenty times faster.
_DAY_LONG, _SHORTEST, _LONGEST = (len(text) for text in ("2026-02-01", "2026-02-01T08:00:00Z", "2026-02-01T08:00:00.123456789Z"))
_ISO = re.compile(
    r"(\d{4})[-/](\d{2})[-/](\d{2})"
    r"(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?"
    r"\s*(Z|z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?"
)
_WORDS = re.compile(r"([A-Z][a-z]{2}) (\d{1,2}), (\d{4}),? (\d{1,2}):(\d{2}):(\d{2})[\s\u202f\u00a0]*([AP]M)", re.IGNORECASE)
_DOTNET = re.compile(r"/Date\((-?\d{1,17})(?:[+-]\d{4})?\)/")
_NUMBER = re.compile(r"-?\d{1,19}(?:\.\d{1,9})?")
_SLASHED = re.compile(r"\d{1,2}/\d{1,2}/\d{2,4}")
_MONTHS = {
    name: number for number, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}


class DateError(ValueError):
    """A value that is no date, or not one alone. `code`: not_a_date, ambiguous_date, no_zone."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def instant(value: str | float | None, *, epoch: Epoch = "auto", zone: Literal["utc"] | None = None) -> datetime | None:
    """The instant, aware and in UTC; None where the value says that there is none.

    A text without a zone is an error unless the caller knows that it is UTC (`zone="utc"`); a bare date is its first
    instant in UTC. Numbers are epochs: seconds, milliseconds or microseconds by their size, or as `epoch` says.

    Raises:
        DateError: the value is no date (`not_a_date`), reads two ways (`ambiguous_date`) or has no zone (`no_zone`).
    """
    if value is None:
        return None
    if isinstance(value, bool):
        raise DateError("not_a_date", "a truth value is no date")
    if isinstance(value, (int, float)):
        return _from_number(value, epoch)
    text = value.strip()
    if len(text) == _DAY_LONG and text[4] == text[7] == "-":
        text = f"{text}T00:00:00Z"
    if _is_common(text):
        try:
            return _bounded(datetime.fromisoformat(text))
        except ValueError:
            pass  # a leap second, or no date: told below
    return None if text.lower() in SENTINELS else _from_text(text, epoch, zone)


def _is_common(text: str) -> bool:
    return (
        _SHORTEST <= len(text) <= _LONGEST
        and text[-1] == "Z"
        and text[10] == "T"
        and text[4] == text[7] == "-"
        and text[13] == text[16] == ":"
        and (len(text) == _SHORTEST or (text[19] in ".," and text[20:-1].isdecimal()))
    )


def _from_text(text: str, epoch: Epoch, zone: str | None) -> datetime | None:
    if found := _ISO.fullmatch(text):
        return _from_iso(found, zone)
    if found := _WORDS.fullmatch(text):
        return _from_words(found)
    if found := _DOTNET.fullmatch(text):
        return _from_number(int(found[1]), "ms")
    if _NUMBER.fullmatch(text):
        return _from_number(float(text) if "." in text else int(text), epoch)
    if _SLASHED.fullmatch(text):
        raise DateError("ambiguous_date", "day and month cannot be told apart; write YYYY-MM-DD")
    raise DateError("not_a_date", "not a date of a known shape; write 2026-02-01T08:00:00Z")


def day(value: str | None) -> date | None:
    """The day of a `YYYY-MM-DD`; None for sentinels.

    Raises:
        DateError: as `instant`.
    """
    found = instant(value, zone="utc")
    return found.date() if found else None


def _bounded(moment: datetime) -> datetime | None:
    return moment if EARLIEST_YEAR <= moment.year <= LATEST_YEAR else None


def _from_iso(found: re.Match[str], zone: str | None) -> datetime | None:
    year, month, day_of_month, hour, minute, second, fraction, offset = found.groups()
    if int(year) < 1 or int(year) > LATEST_YEAR:
        return None
    micro = int((fraction or "0").ljust(6, "0")[:6])
    try:
        moment = datetime(int(year), int(month), int(day_of_month), int(hour or 0), int(minute or 0), int(second or 0), micro, UTC)
    except ValueError:
        if second == "60":
            return _from_iso(_ISO.fullmatch(found[0].replace(":60", ":59", 1)), zone)  # type: ignore[arg-type]
        raise DateError("not_a_date", "no such day or time in the calendar") from None
    if hour is not None and offset is None and zone is None:
        raise DateError("no_zone", "a time needs a zone, e.g. 2026-02-01T08:00:00Z")
    return _bounded(moment - _offset(offset)) if moment.year > 1 else None


def _offset(text: str | None) -> timedelta:
    if text is None or text[0] not in "+-":
        return timedelta()
    digits = text[1:].replace(":", "").ljust(4, "0")
    size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if size >= timedelta(days=1):
        raise DateError("not_a_date", "no zone is a day or more from UTC")
    return size if text[0] == "+" else -size


def _from_words(found: re.Match[str]) -> datetime | None:
    name, day_of_month, year, hour, minute, second, half = found.groups()
    month = _MONTHS.get(name.lower())
    if month is None or not 1 <= int(hour) <= 12:  # noqa: PLR2004 a clock face
        raise DateError("not_a_date", "no such month or hour")
    hours = int(hour) % 12 + (12 if half.upper() == "PM" else 0)
    try:
        return _bounded(datetime(int(year), month, int(day_of_month), hours, int(minute), int(second), tzinfo=UTC))
    except ValueError:
        raise DateError("not_a_date", "no such day in the calendar") from None


def _from_number(value: float, epoch: Epoch) -> datetime | None:
    if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124 NaN
        raise DateError("not_a_date", "not a finite number")
    if value <= 0:
        return None
    if TICKS_LOWEST <= value < TICKS_HIGHEST:
        micros = (int(value) - TICKS_AT_EPOCH) // 10
    else:
        micros = int(value * {"s": 1_000_000, "ms": 1_000, "us": 1}[epoch if epoch != "auto" else _unit(value)])
    try:
        return _bounded(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros))
    except OverflowError:
        return None


def _unit(value: float) -> Literal["s", "ms", "us"]:
    """Seconds up to the year 5138, milliseconds from 1973 on: the ranges that exports use do not touch."""
    if value < 1e11:  # noqa: PLR2004
        return "s"
    return "ms" if value < 1e14 else "us"  # noqa: PLR2004

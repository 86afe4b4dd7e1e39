"""One palette, two themes, and how figures are written; pages, charts and the server take them from here.

Priority colours and their contrasts: docs/metrics, measured against white and #111827. Categories are Okabe-Ito
without the three that miss 3:1 on white. Colour is never the only cue: labels, shapes or dashes go with it.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from dashboard import zones

PER_CENT = "\u00a0%"  # never parted from its number
SRGB_KNEE = 0.04045  # below it sRGB is linear
FEW = 5  # of fewer, numbers are told and no share
DAYS_ALONE = 100 * 86_400
LEAST_PRINTED, MOST_PRINTED = 0.01, 0.99


@dataclass(frozen=True, eq=False)
class Palette:
    """Colours of one theme. Marks reach 3:1 on `background`, text 4.5:1. There is one of each, so charts are kept by it."""

    background: str
    surface: str
    text: str
    muted: str
    line: str
    accent: str
    alarm: str
    neutral: str
    priority: dict[str, str]
    ownership: dict[str, str]
    severity: dict[str, str]
    category: tuple[str, ...]  # groups without an order; dashes or names go with them


LIGHT = Palette(
    background="#FFFFFF",
    surface="#F3F5F8",
    text="#111827",
    muted="#4B5563",
    line="#D6DAE1",
    accent="#0072B2",
    alarm="#D55E00",
    neutral="#8C8C8C",
    priority={
        "act_now": "#7F0000",
        "urgent": "#D55E00",
        "schedule": "#123A7A",
        "track": "#2E93D8",
        "closed": "#8C8C8C",
    },
    ownership={
        "no_owner": "#7F0000",
        "owner_left": "#D55E00",
        "team_only": "#123A7A",
        "low_confidence": "#2E93D8",
        "owned": "#8C8C8C",
    },
    severity={"critical": "#7F0000", "warning": "#D55E00", "info": "#2E93D8"},
    category=("#0072B2", "#D55E00", "#009E73", "#C0629A", "#111827"),
)
DARK = Palette(
    background="#111827",
    surface="#1B2434",
    text="#F3F4F6",
    muted="#B6BDC9",
    line="#374151",
    accent="#56B4E9",
    alarm="#FFC94D",
    neutral="#8B93A1",
    priority={
        "act_now": "#E8503A",
        "urgent": "#FFC94D",
        "schedule": "#B9C8FF",
        "track": "#2F9BE0",
        "closed": "#8B93A1",
    },
    ownership={
        "no_owner": "#E8503A",
        "owner_left": "#FFC94D",
        "team_only": "#B9C8FF",
        "low_confidence": "#2F9BE0",
        "owned": "#8B93A1",
    },
    severity={"critical": "#E8503A", "warning": "#FFC94D", "info": "#2F9BE0"},
    category=("#56B4E9", "#E69F00", "#009E73", "#CC79A7", "#F3F4F6"),
)


def palette(theme: str | None) -> Palette:
    """The palette of the reader's theme; light where it is not known."""
    return DARK if theme == "dark" else LIGHT


def contrast(first: str, second: str) -> float:
    """WCAG contrast ratio of two colours."""
    bright, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def percent(share: float | None) -> str:
    """A share as percent, never rounded to a false 0 % or 100 %."""
    if share is None:
        return "not known"
    if 0 < share < LEAST_PRINTED:
        return "<1" + PER_CENT
    if MOST_PRINTED < share < 1:
        return ">99" + PER_CENT
    return f"{share * 100:.0f}" + PER_CENT


def span(low: float | None, high: float | None) -> str:
    """Two bounds of a share; one figure where they print the same."""
    first, second = percent(low), percent(high)
    return first if first == second else f"{first.removesuffix(PER_CENT)} to {second}"


def duration(seconds: float | None) -> str:
    """A duration in its two largest units: `1 d 4 h`; from a hundred days on in days alone."""
    if seconds is None:
        return "not known"
    rest = round(abs(seconds))
    if rest >= DAYS_ALONE:
        rest -= rest % 86_400
    parts: list[tuple[int, str]] = []
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)):
        count, rest = divmod(rest, length)
        if count or parts:
            parts.append((count, unit))
    text = " ".join(f"{count:,} {unit}" for count, unit in parts[:2] if count) or "0 s"
    return f"-{text}" if seconds < 0 else text


def instant(when: datetime | None) -> str:
    """An instant in the reader's time zone, to the minute, with its name."""
    return "not known" if when is None else zones.written(when)


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: `1 key`, `2,000 keys`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def plain(text: str) -> str:
    """A name from the data as Markdown that shows it as it is: no emphasis, link, HTML, colour, icon or formula."""
    escaped = re.sub(r"([\\`*_{}\[\]()#+\-.!|<>$~^=&@])", r"\\\1", " ".join(text.split()))
    unlinked = re.sub(r"(?i)(www)(\\\.)", "\\1\u2060\\2", escaped)
    return unlinked.replace(":", "&#58;\u2060")  # the joiner keeps `:name:` from becoming an icon, and a host from becoming a link


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= SRGB_KNEE else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

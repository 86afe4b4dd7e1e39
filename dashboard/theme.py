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
LINE_WIDTH = 60  # pixels of a tile's small line, so that it stands beside the value where five tiles share 900 of them


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


def page_style(colours: Palette) -> str:
    """The look of our HTML, and a ring by which whoever uses the keyboard sees where they are: Streamlit's is pale, and links have none.

    And no button of Streamlit's own that saves or copies a chart: it would be recorded nowhere, and tell neither filter nor as-of.
    """
    reached = ":is(a, button, summary, input, [tabindex]):focus-visible"
    ring = f"{reached} {{ outline: 2px solid {colours.accent}; outline-offset: 2px; }}"
    unsaved = 'button:is([aria-label^="Download as PNG"], [aria-label^="Copy Vega-Lite spec"]) { display: none; }'
    return f"<style>{ring} {unsaved} {_tile_style(colours)} {_action_style(colours)} {_table_style(colours)}</style>"


def _tile_style(colours: Palette) -> str:
    """Tiles share a row, and wrap; help opens under its question mark, and in the middle where a browser knows no anchors."""
    edge = f"1px solid {colours.line}"
    return f"""
.tiles {{ display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; }}
.tiles > div {{ flex: 1 1 9.5rem; border: {edge}; border-radius: 0.375rem; padding: 1rem 0.85rem; }}
.stHtml dl.tile {{ margin: 0; padding: 0; font-size: 0.875rem; }}
.tile dt {{ font-weight: 400; white-space: nowrap; }}
.tile dt, .tile dd {{ margin: 0; padding: 0; }}
.tile .value {{ display: flex; align-items: center; justify-content: space-between; gap: 0.25rem; font-size: 1.7rem; font-weight: 600;
    line-height: 1.5; white-space: nowrap; }}
.tile .value img {{ flex: 0 1 {LINE_WIDTH}px; min-width: 0; }}
.tile .beside {{ color: {colours.muted}; }}
.tile .way {{ padding-top: 0.5rem; }}
.tile .way a {{ color: {colours.text}; text-decoration: none; white-space: nowrap; }}
.tile .way a:hover {{ text-decoration: underline; }}
.tile button {{ width: 1.1rem; height: 1.1rem; padding: 0; border: 1px solid {colours.muted}; border-radius: 50%; background: none;
    color: {colours.muted}; font-size: 0.7rem; line-height: 1; cursor: help; vertical-align: text-bottom; }}
[popover] {{ max-width: 20rem; border: {edge}; border-radius: 0.375rem; padding: 0.5rem 0.75rem; background: {colours.background};
    color: {colours.text}; font-size: 0.875rem; position-area: bottom span-right; position-try-fallbacks: flip-inline, flip-block; }}
@supports (position-area: bottom) {{ [popover] {{ margin: 0.25rem 0; inset: auto; }} }}"""


def _action_style(colours: Palette) -> str:
    """Steps to take in a frame of their own, with a command that wraps and its button."""
    edge = f"1px solid {colours.line}"
    return f"""
.action {{ border: {edge}; border-radius: 0.375rem; padding: 1rem; }}
.action p {{ margin: 0 0 0.5rem; font-weight: 600; }}
.action ol {{ margin: 0 0 1rem; padding: 0 0 0 1.5rem; }}
.action li {{ margin: 0 0 0.25rem; }}
.command {{ display: flex; align-items: flex-start; gap: 0.75rem; border-radius: 0.375rem; padding: 0.5rem 0.75rem;
    background: {colours.surface}; }}
.command code {{ flex: 1; padding: 0.2rem 0; background: none; color: {colours.text}; font-size: 0.875rem; white-space: pre-wrap;
    overflow-wrap: anywhere; }}
.command button {{ flex: none; border: {edge}; border-radius: 0.25rem; padding: 0.2rem 0.6rem; background: {colours.background};
    color: {colours.text}; font-size: 0.8rem; cursor: pointer; }}"""


def _table_style(colours: Palette) -> str:
    """A table of few rows, which scrolls sideways where a screen is narrow."""
    return f"""
.small-table {{ overflow-x: auto; font-size: 0.875rem; }}
.small-table table {{ width: 100%; border-collapse: collapse; }}
.small-table :is(th, td) {{ border: none; border-bottom: 1px solid {colours.line}; padding: 0.25rem 0.5rem; font-weight: 400;
    text-align: left; white-space: nowrap; }}
.small-table thead th {{ color: {colours.muted}; }}
.small-table .number {{ text-align: right; font-variant-numeric: tabular-nums; }}"""


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

"""One exposure as lanes to draw: a row a step with its bounds, and the spans that are shaded behind them."""

from datetime import datetime
from typing import Any

import polars as pl

from dashboard.metrics.incident import NAMES, Between, Step, between, steps
from dashboard.theme import instant

INSTANT = pl.Datetime("us", "UTC")
LANES: dict[str, pl.DataType | type[pl.DataType]] = {
    "step": pl.String,
    "kind": pl.String,
    "lower": INSTANT,
    "upper": INSTANT,
    "at": INSTANT,
    "text": pl.String,
}
EXACT, BETWEEN, NOT_YET, UNKNOWN = "to the instant", "between two bounds", "not yet", "not known"
ABSENT = {
    "N": "not reported",
    "X": "none seen",
    "C": "not reported",
    "R": "no successor known",
    "V": "not known",
    "A": "no dependent known",
    "P": "not proved",
}


def lanes(exposure: dict[str, Any], as_of: datetime) -> pl.DataFrame:
    """step, kind, lower, upper, at (where the mark stands), text. An open bound reaches to the edge: the earliest step or the as-of."""
    found = steps(exposure, as_of)
    earliest = min(one for pair in [*found.values(), (as_of, as_of)] for one in pair if one is not None)
    return pl.DataFrame([_lane(letter, step, earliest, as_of) for letter, step in found.items()], schema=LANES, orient="row")


def _lane(letter: str, step: Step, earliest: datetime, as_of: datetime) -> tuple[Any, ...]:
    lower, upper = step
    name = NAMES[letter]
    if upper is not None and lower == upper:
        return name, EXACT, upper, upper, upper, instant(upper)
    if upper is not None:
        return name, BETWEEN, lower or earliest, upper, upper, f"by {instant(upper)}"
    if lower is not None:
        words = "still works" if letter == "V" else "not all dependents have moved" if letter == "A" else "not yet"
        return name, NOT_YET, lower, as_of, as_of, words
    return name, UNKNOWN, None, None, earliest, ABSENT.get(letter, UNKNOWN)


def shades(exposure: dict[str, Any], as_of: datetime) -> pl.DataFrame:
    """The exposure window (E to V) and the broken time (V to A), where they last: what, starts_at, ends_at, text."""
    at = steps(exposure, as_of)
    wanted = [
        ("exposure window", at["E"], at["V"], not exposure["was_dead"]),
        ("dependents broken", at["V"], at["A"], at["V"][1] is not None),
    ]
    found = []
    for what, start, end, counts in wanted:
        starts, ends = start[1] or start[0], end[1] or (as_of if end[0] else None)
        if counts and starts and ends and ends > starts:
            words: Between = between(start, end, running=True).positive
            found.append((what, starts, ends, f"{what}: {words.words}"))
    return pl.DataFrame(found, schema={"what": pl.String, "starts_at": INSTANT, "ends_at": INSTANT, "text": pl.String}, orient="row")

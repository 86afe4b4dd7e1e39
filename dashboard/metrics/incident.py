"""One exposure as an incident: each step with its bounds, the durations between them, and orders that cannot be.

Letters as in the field: E exposed, D detected, N acknowledged, R replaced, V revoked, A last dependent re-authenticated.
A step is (lower, upper]: after lower, no later than upper; equal where it is known to the instant; upper null: not yet.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

from dashboard.theme import duration

Step = tuple[datetime | None, datetime | None]
NAMES = {
    "E": "E exposed",
    "D": "D detected",
    "N": "N acknowledged",
    "X": "first abuse",
    "C": "contained",
    "R": "R replaced",
    "V": "V revoked",
    "A": "A re-authenticated",
    "P": "verified",
}
# Earlier before later, or a date of a source is wrong; the words say what it would mean.
ORDERS = (
    ("E", "D", "detected before it was exposed"),
    ("D", "N", "acknowledged before it was detected"),
    ("E", "X", "abused before it was exposed"),
    ("R", "A", "dependents re-authenticated before there was a replacement"),
    ("V", "P", "verified before it was revoked"),
)


@dataclass(frozen=True)
class Between:
    """A duration in seconds: at least `low`, at most `high`; equal: exact. `high` null: not over, or not known."""

    low: float | None
    high: float | None
    running: bool = False

    @property
    def words(self) -> str:
        """As it is told."""
        if self.high is None:
            return f"at least {duration(self.low)}" + (", still running" if self.running else "") if self.low is not None else "not known"
        if self.low == self.high:
            return duration(self.high)
        return f"at most {duration(self.high)}" if self.low is None or self.low == 0 else f"{duration(self.low)} to {duration(self.high)}"

    @property
    def positive(self) -> "Between":
        """The same where it cannot be negative."""
        low, high = (max(one, 0.0) if one is not None else None for one in (self.low, self.high))
        return Between(low, high, running=self.running)


def steps(exposure: dict[str, Any], as_of: datetime) -> dict[str, Step]:
    """The bounds of every step by its letter; (None, None): nothing is known of it.

    The secret still works as of now where no end is known: then V is after the as-of.
    """
    exact = exposure["introduced_at"]
    detected = exposure["detected_at"]
    found: dict[str, Step] = {
        "E": (exact, exact) if exact else (exposure.get("introduced_lower"), exposure.get("introduced_upper") or detected),
        "D": (detected, detected),
        "X": (exposure["first_abuse_at"],) * 2,
        "C": (exposure["quarantined_at"],) * 2,
        "P": (exposure["verified_at"],) * 2,
    }
    for letter, name in (("N", "acknowledged"), ("R", "replaced"), ("V", "revoked"), ("A", "reauthenticated")):
        found[letter] = (exposure[f"{name}_lower"], exposure[f"{name}_upper"])
    if found["V"][1] is None and exposure["state"] != "false_positive":
        found["V"] = (as_of, None)
    if found["A"][1] is None and _unmoved(exposure):
        found["A"] = (as_of, None)
    return {letter: found[letter] for letter in NAMES}


def _unmoved(exposure: dict[str, Any]) -> bool:
    """Dependents are known that have not moved."""
    total, moved = exposure.get("dependents_total"), exposure.get("dependents_moved")
    return bool(total) and (moved or 0) < (total or 0)


def between(earlier: Step, later: Step, *, running: bool = False) -> Between:
    """How long from one step to another, as far as their bounds tell. Negative: the other way round."""
    low = (later[0] - earlier[1]).total_seconds() if later[0] and earlier[1] else None
    high = (later[1] - earlier[0]).total_seconds() if later[1] and earlier[0] else None
    return Between(low, high, running=running and later[1] is None and later[0] is not None)


def durations(exposure: dict[str, Any], as_of: datetime) -> pl.DataFrame:
    """The measures of an incident in words: measure, duration, steps, meaning."""
    at = steps(exposure, as_of)
    rows = [
        ("time to detect", _ordered(at["E"], at["D"]), "E to D", "from exposure until a detector knew"),
        ("time to acknowledge", _ordered(at["D"], at["N"]), "D to N", "until a person took it up"),
        ("response", _ordered(at["D"], at["V"]), "D to V", "from detection until the secret no longer worked"),
        ("exposure window", _window(exposure, at), "E to V", "how long the secret could be used"),
        ("time to replace", _ordered(at["D"], at["R"]), "D to R", "from detection until the successor was issued"),
        ("overlap", _overlap(at["R"], at["V"]), "R to V", "both secrets worked"),
        ("time to re-authenticate", _ordered(at["R"], at["A"]), "R to A", "from the successor until the last dependent had it"),
        ("broken time", between(at["V"], at["A"], running=True).positive.words, "V to A", "dependents had a dead secret"),
        (
            "time to remediate",
            _ordered(at["E"], remediated(at)),
            "E to V and A",
            "until it was revoked and every known dependent had moved",
        ),
    ]
    return pl.DataFrame(rows, schema=["measure", "duration", "steps", "meaning"], orient="row")


def remediated(at: dict[str, Step]) -> Step:
    """Revoked, and every known dependent moved: the later of V and A; A counts where something is known of it."""
    revoked, moved = at["V"], at["A"]
    if moved == (None, None):
        return revoked
    lower = max((one for one in (revoked[0], moved[0]) if one), default=None)
    upper = max(revoked[1], moved[1]) if revoked[1] and moved[1] else None
    return lower, upper


def _ordered(earlier: Step, later: Step) -> str:
    """A duration that cannot be negative."""
    found = between(earlier, later, running=True)
    return "impossible order" if found.high is not None and found.high < 0 else found.positive.words


def _window(exposure: dict[str, Any], at: dict[str, Step]) -> str:
    return "none: it was dead before it leaked" if exposure["was_dead"] else _ordered(at["E"], at["V"])


def _overlap(replaced: Step, revoked: Step) -> str:
    """Signed: revoked before replaced leaves a gap without a working secret."""
    found = between(replaced, revoked, running=True)
    if found.high is not None and found.high < 0:
        low = duration(-found.high) if found.low == found.high else f"at least {duration(-found.high)}"
        return f"none: {low} without a working secret"
    if found.low is not None and found.high is not None and found.low < 0:
        return f"{duration(found.low)} to {duration(found.high)}"
    return found.words


def impossible(exposure: dict[str, Any], as_of: datetime) -> list[str]:
    """Orders that cannot be, as words: a date of some source is wrong. Dead before it leaked is no error, and not among them."""
    at = steps(exposure, as_of)
    gaps = [(words, between(at[first], at[second]).high) for first, second, words in ORDERS]
    return [f"{words}, by {duration(-high)}" for words, high in gaps if high is not None and high < 0]

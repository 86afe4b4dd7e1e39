"""The five figures of the board, each with its interval, its target, its last ninety days and a way to its rows."""

import polars as pl

from dashboard.components.board_tiles import BoardTile, Past, board_tiles
from dashboard.components.ways import Limit, explored
from dashboard.metrics import hindsight
from dashboard.metrics.completeness import Estimate, chapman
from dashboard.metrics.remediation import AT_RISK, at_risk, window_curve
from dashboard.metrics.survival import Curve
from dashboard.metrics.trend import dimension_of, series, together
from dashboard.theme import counted, percent, span
from dashboard.view import View

OPEN = ("open", "contained")
HOUR = 3_600.0
TARGET_OWNED, TARGET_ALIVE, TARGET_REPLACED, TARGET_LATE = 0.95, 0.05, 0.95, 0.0
SHADOW_KEYS = ("explorer", "shadow keys", explored("shadow_key"))
AT_STAKE: dict[str, Limit] = {
    "publicly_exposed": True, "valid_when_found": True, "was_dead": False, "state": (*OPEN, "remediated", "accepted"),
}  # fmt: skip
PAST_TIME: dict[str, Limit] = {"priority": ("act_now",), "state": OPEN, "sla_breached": True}
COVERED, LOGGED, SHADOW = "covered_credentials", "logged_credentials", "shadow_keys"
NO_PAST = "No past for these filters."

OWNED = (
    "Strict ownership: a live, named, confident owner, among active credentials. Its line looks back at today's credentials"
    " by today's claims: a departure shows on its day, what was mended since does not."
)
LEAKED = (
    "Public exposures, valid when found, whose secret still works after an hour, open ones counted (Kaplan-Meier),"
    " with its 95 % interval. Its line is the same figure from what was known by then."
)
REPLACED = (
    "Secrets replaced by the day they were due, those in use counted (Kaplan-Meier), with its 95 % interval. Its line is another figure:"
    " of what fell due in the thirty days before, the share that was replaced in time. Replacements before the logs begin are not seen."
)
LATE = "Open exposures that the decision tree says to act on now, past the time that policy promises."
COMPLETE = "Capture-recapture of inventory and access logs (Chapman), of credentials that logs cover, with its 95 % interval."


def board(view: View) -> None:
    """The tiles."""
    board_tiles(board_figures(view), view)


def board_figures(view: View) -> list[BoardTile]:
    """What the tiles say."""
    return [_owned(view), _leaked(view), _replaced(view), _late(view), _inventory(view)]


def _owned(view: View) -> BoardTile:
    found = view.ownership
    past = Past(_days(view, "strict_ownership_share"), target=TARGET_OWNED, none=NO_PAST)
    return BoardTile(
        "Owned", percent(found.strict), "target 95\u00a0%", OWNED, past, ("ownership_gaps", counted(found.n, "credential"), {})
    )


def _leaked(view: View) -> BoardTile:
    curve, past = view.shared("public window", lambda: _window(view))
    hour = curve.interval_at(HOUR)
    beside = f"{span(*hour)}; " if hour else ""
    line = Past(past, days=hindsight.DAYS, target=TARGET_ALIVE, none="Fewer than five cases before: no line.")
    rows = ("explorer", counted(curve.n, "exposure"), explored("exposure", AT_STAKE))
    value = percent(curve.at(HOUR)) if curve.n else "none"
    return BoardTile("Alive at 1 h", value, f"{beside}target 5\u00a0%", LEAKED, line, rows)


def _replaced(view: View) -> BoardTile:
    found = view.on_time
    past = Past(_days(view, "on_time_rotation_share"), named="due in 30 d", target=TARGET_REPLACED, none=NO_PAST)
    beside = f"{span(*found.interval)}; " if found.interval else ""
    return BoardTile(
        "Replaced in time",
        percent(found.share),
        f"{beside}target 95\u00a0%",
        REPLACED,
        past,
        ("rotation_lag", counted(found.n, "secret"), {}),
    )


def _late(view: View) -> BoardTile:
    late, at_stake = view.shared("past their time", lambda: _past_their_time(view))
    past = Past(_days(view, "late_act_now_exposures"), target=TARGET_LATE, share=False, none=NO_PAST)
    rows = ("explorer", counted(late, "late exposure"), explored("exposure", PAST_TIME))
    return BoardTile("Act now, late", f"{late:,}", f"of {at_stake:,} open; target 0", LATE, past, rows)


def _inventory(view: View) -> BoardTile:
    if set(view.filters.chosen()) - {"provider"}:
        past = Past(none="Logs know a key's provider alone.")
        return BoardTile("Inventory", "not known", "not for these filters", COMPLETE, past, SHADOW_KEYS)
    seen = view.shared("completeness", lambda: _completeness(view))
    days = [chapman(int(covered), int(logged + shadow), int(logged)) for covered, logged, shadow in _counts(view)]
    past = Past([one.completeness if one else None for one in days], none="No log to look back at." if not seen else NO_PAST)
    beside = f"of discoverable: {span(*seen.completeness_interval)}" if seen else "no log to compare with"
    return BoardTile("Inventory", percent(seen.completeness) if seen else "not known", beside, COMPLETE, past, SHADOW_KEYS)


def _days(view: View, metric: str) -> list[float]:
    if "kpi_daily" not in view.held.tables():
        return []
    return view.shared(("days", metric), lambda: series(view.table("kpi_daily"), metric, dimension_of(view.filters)))


def _counts(view: View) -> list[tuple[float, ...]]:
    if "kpi_daily" not in view.held.tables():
        return []
    return view.shared("counts", lambda: together(view.table("kpi_daily"), (COVERED, LOGGED, SHADOW), dimension_of(view.filters)))


def _window(view: View) -> tuple[Curve, list[float | None]]:
    public = view.of_credential("exposure").where(pl.col("publicly_exposed"), pl.col("valid_when_found"))
    population = at_risk(public.columns(*AT_RISK)).at_risk
    as_of = view.as_of.timestamp()
    return window_curve(population), hindsight.lasting(hindsight.cases(population, as_of), hindsight.looks(as_of), HOUR)


def _past_their_time(view: View) -> tuple[int, int]:
    cases = view.of_credential("exposure").where(pl.col("priority") == "act_now", pl.col("state").is_in(OPEN))
    return cases.where(pl.col("sla_breached")).height, cases.height


def _completeness(view: View) -> Estimate | None:
    covered = view.active.where(pl.col("use_window_from").is_not_null())
    both = covered.where(pl.col("last_used_observed_at").is_not_null()).height
    shadow = view.filters.apply(view.table("shadow_key")).height if "shadow_key" in view.held.tables() else 0
    return chapman(covered.height, both + shadow, both)

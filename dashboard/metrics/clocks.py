"""When something is due: the exposure's promise where one is open, else the rotation's day."""

from datetime import datetime

import polars as pl

from dashboard.theme import duration

OPEN = ("open", "contained")


def clocked(credentials: pl.DataFrame, exposures: pl.DataFrame, as_of: datetime) -> pl.DataFrame:
    """The rows with `due_at` and `clock`: "overdue by 3 d 4 h", "due in 2 h", or "no clock"."""
    promised = (
        exposures.filter(pl.col("state").is_in(OPEN), pl.col("credential_id").is_not_null())
        .group_by("credential_id")
        .agg(pl.col("sla_due_at").min().alias("promised_at"))
    )
    timed = credentials.join(promised, on="credential_id", how="left", maintain_order="left").with_columns(
        due_at=pl.coalesce("promised_at", "rotation_due_at")
    )
    words = [_clock(due_at, as_of) for due_at in timed["due_at"]]
    return timed.drop("promised_at").with_columns(clock=pl.Series(words, dtype=pl.String))


def _clock(due_at: datetime | None, as_of: datetime) -> str:
    if due_at is None:
        return "no clock"
    left = (due_at - as_of).total_seconds()
    return f"due in {duration(left)}" if left >= 0 else f"overdue by {duration(-left)}"

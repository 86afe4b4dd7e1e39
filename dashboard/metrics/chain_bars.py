"""The secrets of a few chains as bars on a time axis: from creation to end, with the day each was due and the gaps between."""

from datetime import datetime

import polars as pl

ENDED = ("revoked", "expired", "absent")
ROWS_MOST = 4
OLD, NOW, GONE = "old one, still works", "in use", "ended"


def bars(rotations: pl.DataFrame, credentials: pl.DataFrame, as_of: datetime) -> pl.DataFrame:
    """One row a secret: chain, credential_id, name, begins_at, ends_at, due_at, state, alive, row.

    `rotations`: chain, predecessor_id, successor_id, method, started_upper, finished_upper, interval_days, policy_days; of the
    chains wanted. `credentials`: of these. Each replacement ends one secret; what was not replaced is the chain's present one.
    """
    now = pl.lit(as_of).cast(pl.Datetime("us", "UTC"))
    known = credentials.select(
        "credential_id", "name", "status", "created_at", "first_seen_at", "secret_since", "last_seen_at", "max_age_days"
    )
    old = rotations.select("chain", "started_upper", "finished_upper", "interval_days", "policy_days", credential_id="predecessor_id").join(
        known, on="credential_id", how="left", maintain_order="left"
    )
    since = pl.col("started_upper") - pl.duration(microseconds=(pl.col("interval_days") * 86_400_000_000).round())
    replaced = old.select(
        "chain",
        "credential_id",
        "name",
        begins_at=pl.coalesce(since, "created_at", "first_seen_at", "started_upper"),
        ends_at=pl.coalesce("finished_upper", now),
        policy_days="policy_days",
        state=pl.when(pl.col("finished_upper").is_null()).then(pl.lit(OLD)).otherwise(pl.lit(GONE)),
    )
    return _in_rows(pl.concat([replaced, _present(rotations, known, now)], how="vertical_relaxed"))


def _present(rotations: pl.DataFrame, known: pl.DataFrame, now: pl.Expr) -> pl.DataFrame:
    """The secrets that nothing has replaced."""
    members = (
        pl.concat([rotations.select("chain", credential_id=name) for name in ("predecessor_id", "successor_id")]).drop_nulls().unique()
    )
    moved_on = rotations.filter(pl.col("method") != "same_credential").select(credential_id="predecessor_id")
    ended = pl.col("status").cast(pl.String).is_in(ENDED)
    return (
        members.join(moved_on, on="credential_id", how="anti")
        .join(known, on="credential_id", how="inner")
        .select(
            "chain",
            "credential_id",
            "name",
            begins_at=pl.coalesce("secret_since", "created_at", "first_seen_at"),
            ends_at=pl.when(ended).then(pl.coalesce("last_seen_at", now)).otherwise(now),
            policy_days="max_age_days",
            state=pl.when(ended).then(pl.lit(GONE)).otherwise(pl.lit(NOW)),
        )
        .filter(pl.col("begins_at").is_not_null())
    )


def _in_rows(found: pl.DataFrame) -> pl.DataFrame:
    """Each on the first row of its chain that is free when it begins: so an overlap is seen as one."""
    due = pl.col("begins_at") + pl.duration(microseconds=(pl.col("policy_days") * 86_400_000_000).round())
    timed = (
        found.sort("chain", "begins_at", "credential_id")
        .with_columns(due_at=due, ends_at=pl.max_horizontal("begins_at", "ends_at"), alive=pl.col("state") != GONE)
        .drop("policy_days")
    )
    taken: dict[int, list[datetime]] = {}  # by chain, until when each row is taken; only what is drawn comes here
    rows = []
    for chain, begins, ends in timed.select("chain", "begins_at", "ends_at").iter_rows():
        until = taken.setdefault(chain, [])
        row = next((at for at, end in enumerate(until) if end <= begins), len(until))
        until[row : row + 1] = [ends]
        rows.append(min(row, ROWS_MOST - 1))
    return timed.with_columns(row=pl.Series(rows, dtype=pl.Int64))


def gaps(rotations: pl.DataFrame) -> pl.DataFrame:
    """Times without a working key: chain, begins_at, ends_at, days."""
    return rotations.filter(pl.col("overlap_days") < 0, pl.col("finished_upper").is_not_null()).select(
        "chain", begins_at="finished_upper", ends_at="started_upper", days=-pl.col("overlap_days")
    )

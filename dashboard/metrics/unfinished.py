"""Rotations left half done: both secrets work. Is the old one still used, who has not moved, what is to be done?"""

import polars as pl

STILL, RESTS, UNKNOWN = "used since", "not used since", "not known"
HALF_DONE = ("unfinished", "overlapping")
COLUMNS = (
    "state", "what_to_do", "name", "successor", "overlap_days", "old_secret_days", "new_secret_days", "old_use", "old_last_used_at",
    "dependents_moved", "dependents_total", "provider", "kind", "environment", "business_unit", "owner", "evidence", "confidence",
    "natural_key", "successor_key", "credential_id", "successor_id", "rotation_id",
)  # fmt: skip


def half_done(rotations: pl.DataFrame, credentials: pl.DataFrame) -> pl.DataFrame:
    """The rotations of which both secrets work, unfinished ones first, then by how long both have worked.

    `rotations` with the names and filter columns of the predecessor. Adds credential_id (the old one), successor,
    successor_key, old_secret_days and new_secret_days (how long each has lived; null: issue not known), old_last_used_at,
    old_use, what_to_do.
    """
    open_ones = rotations.filter(pl.col("state").cast(pl.String).is_in(HALF_DONE), pl.col("predecessor_id") != pl.col("successor_id"))
    last_used = pl.max_horizontal("last_used_observed_at", "last_used_claimed_at")
    named = pl.concat([open_ones["predecessor_id"], open_ones["successor_id"]]).unique()
    known = credentials.lazy().filter(pl.col("credential_id").is_in(named.implode()))
    old = known.select(
        pl.col("credential_id").alias("predecessor_id"), old_last_used_at=last_used, use_state=pl.col("use_state").cast(pl.String)
    )
    new = known.select(successor_id="credential_id", successor=pl.coalesce("name", "natural_key"), successor_key="natural_key")
    return (
        open_ones.lazy()
        .join(old, on="predecessor_id", how="left")
        .join(new, on="successor_id", how="left")
        .with_columns(
            credential_id=pl.col("predecessor_id"),
            old_secret_days=pl.col("interval_days") + pl.col("overlap_days"),
            new_secret_days=pl.col("overlap_days"),
            old_use=_use(),
        )
        .with_columns(what_to_do=_what_to_do())
        .sort(
            pl.col("state").cast(pl.String) != "unfinished",
            pl.col("overlap_days"),
            "rotation_id",
            descending=[False, True, False],
            nulls_last=True,
        )
        .collect()
    )


def _use() -> pl.Expr:
    """Was the old one used after the new one was issued?"""
    after = pl.col("old_last_used_at") > pl.col("started_upper")
    return (
        pl.when(after)
        .then(pl.lit(STILL))
        .when(pl.col("old_last_used_at").is_not_null() | pl.col("use_state").is_in(["never_used", "new"]))
        .then(pl.lit(RESTS))
        .otherwise(pl.lit(UNKNOWN))
    )


def _what_to_do() -> pl.Expr:
    left = pl.col("dependents_total") - pl.col("dependents_moved").fill_null(0)
    move = pl.concat_str(
        pl.lit("move the "),
        left.cast(pl.String),
        pl.lit(" left of "),
        pl.col("dependents_total").cast(pl.String),
        pl.lit(" dependents, then revoke"),
    )
    return (
        pl.when(left > 0)
        .then(move)
        .when(pl.col("old_use") == STILL)
        .then(pl.lit("find who still uses it, move them, then revoke"))
        .when(pl.col("old_use") == RESTS)
        .then(pl.lit("nobody uses it: disable, wait, then revoke"))
        .otherwise(pl.lit("no log tells: disable, watch for failures, then revoke"))
    )

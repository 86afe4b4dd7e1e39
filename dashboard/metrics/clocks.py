"""When something is due: the exposure's promise where one is open, else the rotation's day."""

from datetime import UTC, datetime

import polars as pl

from dashboard.theme import DAYS_ALONE

OPEN = ("open", "contained")
UNITS = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))


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
    return timed.drop("promised_at").with_columns(clock=clock("due_at", as_of))


def clock(due_at: str, as_of: datetime) -> pl.Expr:
    """How far the instant of a column is from the as-of, in words; without one: "no clock"."""
    left = (pl.col(due_at) - pl.lit(as_of.astimezone(UTC))).dt.total_milliseconds() / 1000
    words = in_words(left.abs())
    return (
        pl.when(pl.col(due_at).is_null())
        .then(pl.lit("no clock"))
        .when(left >= 0)
        .then(pl.concat_str(pl.lit("due in "), words))
        .otherwise(pl.concat_str(pl.lit("overdue by "), words))
    )


def in_words(seconds: pl.Expr) -> pl.Expr:
    """`theme.duration` of a column of non-negative seconds."""
    # In steps on the values: as one expression it is so large that Polars takes 25 ms to plan it, whatever the number of rows.
    return seconds.map_batches(_in_words, return_dtype=pl.String)


def _in_words(seconds: pl.Series) -> pl.Series:
    whole = pl.col("whole")
    rounded = seconds.round().cast(pl.Int64).alias("whole").to_frame()
    kept = rounded.with_columns(pl.when(whole >= DAYS_ALONE).then(whole - whole % UNITS[0][1]).otherwise(whole))
    larger = [("", 0), *UNITS]
    counts = kept.select(
        ((whole % above if above else whole) // length).alias(unit) for (unit, length), (_, above) in zip(UNITS, larger, strict=False)
    )
    words = pl.lit("0 s")
    finer = ""
    for unit, _ in reversed(UNITS):
        said = pl.concat_str(_grouped(pl.col(unit)), pl.lit(f" {unit}"))
        if finer:
            follows = pl.concat_str(said, pl.lit(" "), pl.col(finer).cast(pl.String), pl.lit(f" {finer}"))
            said = pl.when(pl.col(finer) > 0).then(follows).otherwise(said)
        words = pl.when(pl.col(unit) > 0).then(said).otherwise(words)
        finer = unit
    return counts.select(words.alias(seconds.name)).to_series()


def _grouped(count: pl.Expr) -> pl.Expr:
    """With a comma between thousands; days stay under a million."""
    thousands = pl.concat_str((count // 1000).cast(pl.String), pl.lit(","), (count % 1000).cast(pl.String).str.zfill(3))
    return pl.when(count >= 1000).then(thousands).otherwise(count.cast(pl.String))  # noqa: PLR2004

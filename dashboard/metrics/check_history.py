"""How each check stood over the past runs: since when it fails, when it last held, and the share it found each time."""

import polars as pl

CHECK = ("table_name", "expectation", "column_name", "claim")
STRIP = 12
HELD, FAILED = "✓", "✗"
SHOWN_MOST = 30  # checks drawn at once


def standing(results: pl.DataFrame, publication: int) -> pl.DataFrame:
    """The newest result of each check of a publication with its past; failures first, errors before gaps.

    Added: check (claim and table), strip (the last runs, oldest first), failing_since (first run of the present failures;
    null: it holds), last_held_at (null: in none of the runs), runs, shares (observed share by run, oldest first, to three places).
    """
    newest = (
        results.filter(pl.col("publication") == publication)
        .sort("ran_at", descending=True, nulls_last=True)
        .unique(CHECK, keep="first", maintain_order=True)
    )
    return (
        newest.join(_past(results), on=CHECK, how="left", nulls_equal=True)
        .with_columns(check=pl.format("{} ({})", "claim", "table_name"))
        .sort("passed", "mark", "severity", "table_name", "claim", descending=[False, True, False, False, False])
    )


def _past(results: pl.DataFrame) -> pl.DataFrame:
    passed, run = pl.col("passed"), pl.col("run_id")
    since = ~passed & (run > run.filter(passed).max().fill_null(-1))
    return (
        by_run(results)
        .group_by(CHECK, maintain_order=True)
        .agg(
            pl.when(passed).then(pl.lit(HELD)).otherwise(pl.lit(FAILED)).tail(STRIP).str.join("").alias("strip"),
            pl.col("ran_at").filter(since).min().alias("failing_since"),
            pl.col("ran_at").filter(passed).max().alias("last_held_at"),
            run.n_unique().alias("runs"),
            pl.col("observed_share").drop_nulls().round(3).alias("shares"),
        )
    )


def by_run(results: pl.DataFrame) -> pl.DataFrame:
    """One row a check and run, oldest run first; of two results of one run the later one."""
    return results.sort("run_id", "ran_at", nulls_last=False).unique([*CHECK, "run_id"], keep="last", maintain_order=True)


def ever_failed(results: pl.DataFrame, checks: pl.DataFrame) -> pl.DataFrame:
    """The marks to draw: check, run_id, ran_at, mark, observed_share, of the first `SHOWN_MOST` of `checks` that failed in any run."""
    failing = checks.filter(pl.col("strip").str.contains(FAILED) | ~pl.col("passed")).head(SHOWN_MOST).select(*CHECK, "check")
    return (
        by_run(results)
        .join(failing, on=CHECK, nulls_equal=True)
        .select(
            "check",
            "run_id",
            "ran_at",
            "observed_share",
            mark=pl.when("passed").then(pl.lit(HELD)).otherwise(pl.lit(FAILED)),
        )
    )

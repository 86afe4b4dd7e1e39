"""How many rows of all files were loaded with a warning."""

import polars as pl


def warned_by_code(snapshots: pl.DataFrame) -> pl.DataFrame:
    """`snapshots`: warnings, the text of a JSON object of counts by code. Gives reason_code, rows; most first."""
    counts = snapshots.select(one=pl.col("warnings").str.extract_all(r'"[^"]+"\s*:\s*\d+')).explode("one").drop_nulls("one")
    return (
        counts.group_by(reason_code=pl.col("one").str.extract(r'"([^"]+)"'))
        .agg(rows=pl.col("one").str.extract(r"(\d+)$").cast(pl.Int64).sum())
        .sort("rows", "reason_code", descending=[True, False])
    )

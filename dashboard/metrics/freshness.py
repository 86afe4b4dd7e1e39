"""How old is the newest word of each source against what was promised, and how far apart are the sources?"""

from datetime import timedelta

import polars as pl

FRESH_MOST, LATE_MOST = 1.5, 3.0  # in promised intervals
DRAWN_MOST = 6.0  # ratios beyond are drawn at the edge
STATES = ("fresh", "late", "stale", "missing")
SHOWN_MOST = 40


def promised(freshness: pl.DataFrame) -> pl.DataFrame:
    """The sources that somebody promised, worst first: label, freshness, age_ratio, drawn (capped; missing at the edge), said."""
    capped = pl.col("age_ratio").clip(0, DRAWN_MOST).fill_null(DRAWN_MOST)
    rank = pl.col("freshness").replace_strict({state: at for at, state in enumerate(STATES)}, default=-1, return_dtype=pl.Int8)
    name = pl.when(pl.col("tenant").is_null()).then("source").otherwise(pl.format("{} · {}", "source", "tenant"))
    said = pl.when(pl.col("freshness") == "missing").then(pl.lit("missing: never came"))
    return (
        freshness.filter(pl.col("freshness").is_in(STATES))
        .sort(rank, "age_ratio", "source", "tenant", descending=[True, True, False, False], nulls_last=False)
        .select(
            "source",
            "tenant",
            "freshness",
            "age_ratio",
            "last_as_of",
            "expected_every",
            label=name,
            drawn=capped,
            said=said.otherwise(pl.format("{}, {} intervals old", "freshness", pl.col("age_ratio").round(1))),
        )
    )


def skew(freshness: pl.DataFrame) -> timedelta | None:
    """From the oldest to the newest source that came; None: fewer than two."""
    came = freshness["last_as_of"].drop_nulls()
    if came.len() < 2:  # noqa: PLR2004 - a distance needs two
        return None
    low, high = came.min(), came.max()
    assert low is not None and high is not None  # noqa: S101, PT018 - there are two
    return high - low  # type: ignore[operator, return-value]


def oldest(freshness: pl.DataFrame) -> dict[str, object] | None:
    """The source that came and whose newest word is the oldest."""
    came = freshness.filter(pl.col("last_as_of").is_not_null()).sort("last_as_of", "source")
    return came.row(0, named=True) if came.height else None

"""One credential's use: by day, and by model and action."""

import polars as pl


def by_day(use: pl.DataFrame) -> pl.DataFrame:
    """One row a day and outcome, `answered` and `failed`: day, outcome, requests. Where failures are not told, all were answered."""
    days = use.group_by("day").agg(
        pl.col("requests").sum().alias("all"), pl.min_horizontal(pl.col("failures").sum(), pl.col("requests").sum()).alias("failed")
    )
    return (
        days.select("day", failed=pl.col("failed").fill_null(0), answered=pl.col("all") - pl.col("failed").fill_null(0))
        .unpivot(["answered", "failed"], index="day", variable_name="outcome", value_name="requests")
        .filter(pl.col("requests") > 0)
        .sort("day", "outcome")
    )


def by_model(use: pl.DataFrame) -> pl.DataFrame:
    """One row a model and action, most requests first: days, first and last day, requests, failures, cost_usd, most addresses in a day.

    Sums of what nobody tells are null, not nought.
    """

    def summed(name: str) -> pl.Expr:
        return pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).alias(name)

    addresses = [pl.col("distinct_ips").max().alias("most_ips_in_a_day")] if "distinct_ips" in use.columns else []
    return (
        use.group_by("model", "action_class")
        .agg(
            pl.col("day").n_unique().alias("days"),
            pl.col("day").min().alias("first_day"),
            pl.col("day").max().alias("last_day"),
            summed("requests"),
            summed("failures"),
            summed("cost_usd"),
            *addresses,
        )
        .sort("requests", "model", "action_class", descending=[True, False, False], nulls_last=True)
    )

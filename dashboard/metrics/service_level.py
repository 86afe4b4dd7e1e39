"""The service level by priority: what was promised, kept, broken, and what still runs."""

import polars as pl

STATES = ("met", "breached", "pending", "undecided")
LABELS = {
    "met": "met",
    "breached": "breached",
    "pending": "pending",
    "undecided": "not decidable",
}
PRIORITIES = ("act_now", "urgent", "schedule", "track")


def by_priority(cases: pl.DataFrame) -> pl.DataFrame:
    """Exposures with a promise by priority and `sla_state`. Columns taken: priority, sla_state, ended.

    Gives priority, sla_state, exposures, open (of these, not ended: a breached one that is open is late now), in the order of
    `PRIORITIES` and `STATES`. What was promised nothing is left out.
    """
    order = {state: at for at, state in enumerate(STATES)}
    return (
        cases.select(pl.col("priority", "sla_state").cast(pl.String), "ended")
        .filter(pl.col("sla_state").is_in(STATES), pl.col("priority").is_in(PRIORITIES))
        .group_by("priority", "sla_state")
        .agg(exposures=pl.len(), open=(~pl.col("ended")).sum())
        .sort(_rank("priority", PRIORITIES), pl.col("sla_state").replace_strict(order, return_dtype=pl.Int8))
    )


def levels(found: pl.DataFrame, hours: dict[str, float]) -> pl.DataFrame:
    """One row a priority: promised_hours (null: policy does not say), met, breached, breached_open, pending, undecided, kept_share.

    `found` as `by_priority` gives it. kept_share = met / (met + breached), null while nothing is decided.
    """
    counted = [pl.col("exposures").filter(pl.col("sla_state") == state).sum().alias(state) for state in STATES]
    late = pl.col("open").filter(pl.col("sla_state") == "breached").sum().alias("breached_open")
    summed = found.group_by("priority").agg(*counted, late)
    promised = pl.col("priority").replace_strict(hours, default=None, return_dtype=pl.Float64)
    decided = pl.col("met") + pl.col("breached")
    share = pl.when(decided > 0).then(pl.col("met") / decided)
    return summed.select(
        "priority", "met", "breached", "breached_open", "pending", "undecided", promised_hours=promised, kept_share=share
    ).sort(_rank("priority", PRIORITIES))


def promised_hours(policy: pl.DataFrame) -> dict[str, float]:
    """Hours by priority out of the published policy."""
    rules = policy.filter(pl.col("rule").str.starts_with("sla_"), pl.col("value").is_not_null())
    return {rule.removeprefix("sla_"): float(value) for rule, value in rules.select("rule", "value").iter_rows()}


def _rank(name: str, order: tuple[str, ...]) -> pl.Expr:
    return pl.col(name).replace_strict({one: at for at, one in enumerate(order)}, default=len(order), return_dtype=pl.Int8)

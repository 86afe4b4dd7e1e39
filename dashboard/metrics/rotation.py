"""Are secrets replaced in time? By Kaplan-Meier, beside the share among replaced ones that flatters."""

from dataclasses import dataclass

import polars as pl

from dashboard.metrics.survival import Curve, kaplan_meier

CAP_DAYS = 365
FEW_LIVES, FINE_DAYS, COARSE_DAYS = 1_000, 14, 28  # how far apart dots stand: of many lives they would lie on each other
GROUPS_MOST = 15
ROTATED, WAITING = "rotated", "still waiting"


@dataclass(frozen=True)
class OnTime:
    """On-time share of replacements; `curve` is over age as a multiple of what policy allows (1 = due)."""

    share: float | None
    interval: tuple[float, float] | None
    rotated_only: float | None
    n: int
    rotated: int
    open: int
    curve: Curve


def on_time(lives: pl.DataFrame) -> OnTime:
    """How many secrets are replaced by the day policy asks for.

    Columns: lifetime_days, policy_days, rotated (false: still in use, so censored). Policies differ between keys, so
    the scale is lifetime / policy. share = 1 - S(1); rotated_only = those in time among the replaced ones.
    """
    usable = lives.filter(pl.col("lifetime_days").is_not_null() & (pl.col("policy_days") > 0) & (pl.col("lifetime_days") >= 0))
    scaled = (usable["lifetime_days"] / usable["policy_days"]).to_numpy()
    rotated = usable["rotated"].to_numpy()
    curve = kaplan_meier(scaled, rotated)
    limits = curve.interval_at(1.0)
    count = int(rotated.sum())
    return OnTime(
        share=1 - curve.at(1.0) if curve.n else None,
        interval=(1 - limits[1], 1 - limits[0]) if limits else None,
        rotated_only=float((scaled[rotated] <= 1).mean()) if count else None,
        n=curve.n,
        rotated=count,
        open=curve.open,
        curve=curve,
    )


def placed(lives: pl.DataFrame) -> pl.DataFrame:
    """The lives with where a dot plot puts them: days_late_about, state.

    A dot stands in the middle of a fortnight, of four weeks where there are many lives; one of these ends on the day that is due, so
    that no dot is both in time and late. None stands beyond `CAP_DAYS`. Columns taken: lifetime_days, policy_days, rotated.
    """
    step = FINE_DAYS if lives.height <= FEW_LIVES else COARSE_DAYS
    late = (pl.col("lifetime_days") - pl.col("policy_days")).clip(-CAP_DAYS, CAP_DAYS)
    return lives.with_columns(
        days_late_about=((late / step).ceil().cast(pl.Int32) * step - step // 2).clip(-CAP_DAYS, CAP_DAYS),
        state=pl.when("rotated").then(pl.lit(ROTATED)).otherwise(pl.lit(WAITING)).cast(pl.Categorical),
    )


def lags_by(lives: pl.DataFrame, group: str, most: int = GROUPS_MOST) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Days past policy by group: the spots of a dot plot for the largest groups, and a table of all groups.

    Columns taken: the group, lifetime_days, policy_days, rotated, and those of `placed`. Spots: group, days_late_about,
    state, keys. Table: group, secrets, still_in_use, late, median_lag_days.
    """
    lagging = lives.with_columns(lag_days=pl.col("lifetime_days") - pl.col("policy_days"))
    label = pl.col(group).cast(pl.String).fill_null("not known")
    # Large dots first, so that small ones are not hidden by them.
    spots = (
        lagging.group_by(group, "days_late_about", "state")
        .agg(keys=pl.len())
        .with_columns(label, pl.col("state").cast(pl.String))
        .sort("keys", group, "days_late_about", "state", descending=[True, False, False, False])
    )
    table = (
        lagging.group_by(group)
        .agg(
            secrets=pl.len(),
            still_in_use=(~pl.col("rotated")).sum(),
            late=(pl.col("lag_days") > 0).sum(),
            median_lag_days=pl.col("lag_days").median(),
        )
        .with_columns(label)
        .sort("late", group, descending=[True, False])
    )
    largest = table.sort("secrets", group, descending=[True, False])[group].head(most)
    return spots.filter(pl.col(group).is_in(largest.implode())), table


def late_by_more_than(lives: pl.DataFrame, days: float) -> float | None:
    """The share that is replaced more than so many days after it was due, one policy for all given lives."""
    if lives.is_empty():
        return None
    curve = kaplan_meier(lives["lifetime_days"].to_numpy(), lives["rotated"].to_numpy())
    return curve.at(float(lives["policy_days"][0]) + days)


def period_on_time(due: int, rotated_by_due: int, retired_before_due: int) -> float | None:
    """Replaced by their day among all that fell due and were not retired before; none: nothing fell due."""
    asked = due - retired_before_due
    return rotated_by_due / asked if asked > 0 else None

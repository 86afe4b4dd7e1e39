"""Rotation chains: which replacements belong together, and how badly did each chain go?

A chain is whatever replacements connect, so that a branch (two old secrets, one new), a merge and a cycle of declared
successors stay one chain and are not counted twice.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

Indices = NDArray[np.int64]


def connected(first: Indices, second: Indices, size: int) -> Indices:
    """The lowest member of each of `size` nodes' component; edges join `first[i]` and `second[i]`.

    Labels are lowered along edges and halved along themselves (pointer jumping): few rounds also for long chains.
    """
    label = np.arange(size)
    while True:
        low = np.minimum(label[first], label[second])
        lowered = label.copy()
        for ends in (label[first], label[second], first, second):
            np.minimum.at(lowered, ends, low)
        lowered = lowered[lowered]
        if np.array_equal(lowered, label):
            return label
        label = lowered


def chain_of(rotations: pl.DataFrame) -> pl.Series:
    """A number for each rotation; those of one chain have the same. Columns: predecessor_id, successor_id (null: its own)."""
    old = rotations["predecessor_id"].to_numpy()
    new = rotations.select(pl.coalesce("successor_id", "predecessor_id")).to_series().to_numpy()
    if not old.size:
        return pl.Series("chain", [], dtype=pl.Int64)
    ids, at = np.unique(np.concatenate([old, new]), return_inverse=True)
    first, second = at[: old.size], at[old.size :]
    return pl.Series("chain", connected(first, second, ids.size)[first])


def chains(rotations: pl.DataFrame) -> pl.DataFrame:
    """One row a chain: chain, credential_id (the newest), secrets, unfinished, overlap_days, gap_days, lag_days.

    Columns: chain, predecessor_id, successor_id, started_upper, state, overlap_days, lag_days. Overlap and lag are the
    longest of the chain; gap_days the longest without a working key, null where there was none.
    """
    shortest = pl.col("overlap_days").min()
    return (
        rotations.sort("started_upper", nulls_last=False)
        .group_by("chain", maintain_order=True)
        .agg(
            credential_id=pl.coalesce("successor_id", "predecessor_id").last(),
            secrets=pl.len() + 1,
            unfinished=(pl.col("state") == "unfinished").any(),
            overlap_days=pl.col("overlap_days").max(),
            gap_days=pl.when(shortest < 0).then(-shortest),
            lag_days=pl.col("lag_days").max(),
        )
    )


ORDERS = {
    "unfinished": "unfinished, then longest overlap",
    "gap": "longest without a key",
    "late": "replaced latest",
}


def ordered(found: pl.DataFrame, order: str) -> pl.DataFrame:
    """The chains, the worst first; equal ones by their number."""
    by = {"unfinished": ["unfinished", "overlap_days", "lag_days"], "gap": ["gap_days", "lag_days"], "late": ["lag_days", "overlap_days"]}
    keys = by[order]
    return found.sort(*keys, "chain", descending=[*[True] * len(keys), False], nulls_last=True)

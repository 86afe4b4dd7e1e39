"""Chains of replacements, worked out by hand: branches, merges and cycles among them."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from dashboard.metrics.chains import chain_of, chains, connected, ordered

AT = datetime(2026, 1, 1, tzinfo=UTC)


def rotations(*pairs, **columns):
    frame = pl.DataFrame(
        {"predecessor_id": [old for old, _ in pairs], "successor_id": [new for _, new in pairs]},
        schema={"predecessor_id": pl.Int64, "successor_id": pl.Int64},
    )
    return frame.with_columns(chain_of(frame), **{name: pl.Series(values) for name, values in columns.items()})


def together(*pairs):
    found = rotations(*pairs)
    return [sorted(pairs) for _, pairs in sorted((name, list(zip(one["predecessor_id"], one["successor_id"], strict=True)))
            for (name,), one in found.group_by("chain"))]  # fmt: skip


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([], []),
        ([(7, 7)], [[(7, 7)]]),  # renewed under its own id
        ([(7, None)], [[(7, None)]]),
        ([(1, 2), (5, 6)], [[(1, 2)], [(5, 6)]]),
        ([(3, 4), (1, 2), (2, 3)], [[(1, 2), (2, 3), (3, 4)]]),
        ([(1, 3), (2, 3), (8, 9)], [[(1, 3), (2, 3)], [(8, 9)]]),  # two old, one new
        ([(1, 2), (1, 3)], [[(1, 2), (1, 3)]]),  # one old, two new
        ([(1, 2), (2, 3), (3, 1), (4, 5)], [[(1, 2), (2, 3), (3, 1)], [(4, 5)]]),  # a cycle of declared successors
        ([(1, 2), (2, 2), (2, 3)], [[(1, 2), (2, 2), (2, 3)]]),
    ],
)
def test_what_replacements_connect_is_one_chain(pairs, expected):
    assert together(*pairs) == expected


def test_long_chain_in_any_order_is_one_in_few_rounds():
    order = np.random.default_rng(1).permutation(20_000)
    assert (connected(order[:-1], order[1:], order.size) == 0).all()


@pytest.mark.parametrize("seed", range(4))
def test_agrees_with_scipy_on_random_graphs(seed):
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    random = np.random.default_rng(seed)
    first, second = random.integers(0, 300, 180), random.integers(0, 300, 180)
    many, theirs = connected_components(coo_array((np.ones(180), (first, second)), shape=(300, 300)), directed=False)
    ours = connected(first, second, 300)
    assert np.unique(ours).size == many
    assert np.unique(np.stack([ours, theirs]), axis=1).shape[1] == many


WORKED = {
    "started_upper": [AT, AT + timedelta(days=90), AT, AT],
    "state": ["finished", "unfinished", "finished", "overlapping"],
    "overlap_days": [10.0, 40.0, -3.0, 5.0],
    "lag_days": [9.0, None, 68.0, 0.0],
}


def test_chain_has_the_worst_of_its_rotations_and_its_newest_credential():
    found = chains(rotations((1, 2), (2, 3), (4, 5), (6, 7), **WORKED)).sort("chain").drop("chain")
    assert found.columns == ["credential_id", "secrets", "unfinished", "overlap_days", "gap_days", "lag_days"]
    assert found.rows() == [(3, 3, True, 40.0, None, 9.0), (5, 2, False, -3.0, 3.0, 68.0), (7, 2, False, 5.0, None, 0.0)]


@pytest.mark.parametrize(("order", "first"), [("unfinished", [3, 7, 5]), ("gap", [5, 3, 7]), ("late", [5, 3, 7])])
def test_worst_comes_first(order, first):
    found = ordered(chains(rotations((1, 2), (2, 3), (4, 5), (6, 7), **WORKED)), order)
    assert found["credential_id"].to_list() == first

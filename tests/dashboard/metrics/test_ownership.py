import polars as pl
import pytest

from dashboard.metrics.ownership import alike, by_group, clusters, coverage, decayed_confidence, flag_counts, has_flag


def frame(classes, weights=None, flags=None):
    return pl.DataFrame(
        {
            "ownership_class": classes,
            "blast_radius": weights or [1] * len(classes),
            "ownership_flags": flags or [[] for _ in classes],
        },
        schema={"ownership_class": pl.String, "blast_radius": pl.Int64, "ownership_flags": pl.List(pl.String)},
    )


def counted(*columns):
    return alike(frame(*columns))


def test_worked_example(examples):
    given, expected = examples["own-01"]["inputs"], examples["own-01"]["expected"]
    flags = [
        ["no_purpose"] * (key in given["no_purpose_key_numbers"]) + ["unknown_environment"] * (key in given["unknown_env_key_numbers"])
        for key in range(1, 21)
    ]
    found = coverage(counted(given["exclusive_class_by_key"], given["blast_radius_weight_by_key"], flags))
    assert found.strict == pytest.approx(expected["strict_coverage"])
    assert found.any_owner == pytest.approx(expected["any_owner_coverage"])
    assert found.weighted == pytest.approx(expected["weighted_strict_coverage"], abs=1e-4)
    assert found.any_gap == pytest.approx(expected["any_gap_fraction"])
    assert found.counts == expected["gap_counts"]
    assert found.flags["no_purpose"] / found.n == pytest.approx(expected["no_purpose_fraction"])
    assert found.flags["unknown_environment"] / found.n == pytest.approx(expected["unknown_env_fraction"])


def test_nobody_is_neither_owned_nor_unowned():
    found = coverage(counted([]))
    assert (found.n, found.strict, found.weighted, found.gaps) == (0, None, None, 0)


def test_unknown_reach_counts_once():
    assert coverage(counted(["owned", "no_owner"], [None, 3])).weighted == pytest.approx(0.25)


def test_all_reaches_zero_give_no_weighted_share():
    assert coverage(counted(["owned", "no_owner"], [0, 0])).weighted is None


def test_confidence_halves_each_half_life(examples):
    given, expected = examples["own-02"]["inputs"], examples["own-02"]["expected"]
    found = decayed_confidence(given["c0"], given["days"], given["half_life_days"])
    assert found == pytest.approx(expected["c"], abs=1e-4)


def test_groups_give_shares_of_the_group():
    given = frame(["owned", "no_owner", "owned"]).with_columns(unit=pl.Series(["a", "a", None]))
    rows = by_group(given, "unit").select("unit", "ownership_class", "credentials", "share", "n").rows()
    assert rows == [("a", "no_owner", 1, 0.5, 2), ("a", "owned", 1, 0.5, 2), ("not known", "owned", 1, 1.0, 1)]


def test_groups_with_the_most_gaps_come_first_and_the_rest_is_counted():
    classes = ["no_owner", "owned", "owned", "owned", "no_owner", "team_only", "owned", "no_owner"]
    given = frame(classes).with_columns(team=pl.Series(["a", "a", "a", "a", "b", "b", "c", None]))
    found = clusters(given, "team", 2)
    assert (found.names, found.groups, found.rest_gaps, found.rest_credentials) == (["b", "a"], 4, 1, 2)
    assert found.drawn["team"].unique().sort().to_list() == ["a", "b"]
    assert found.shares["credentials"].sum() == 8


def test_flags_are_counted_with_their_share_and_find_their_rows():
    given = frame(["owned"] * 4, flags=[["no_purpose", "no_service"], ["no_purpose"], [], []])
    assert flag_counts(coverage(alike(given))).sort("flag").rows() == [("no purpose", 2, 0.5), ("no service", 1, 0.25)]
    assert given.filter(has_flag("no service")).height == 1

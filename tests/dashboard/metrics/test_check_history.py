from datetime import UTC, datetime

import polars as pl
import pytest

from dashboard.metrics.check_history import ever_failed, standing

SCHEMA = {
    "run_id": pl.Int64, "publication": pl.Int64, "table_name": pl.String, "expectation": pl.String, "column_name": pl.String,
    "claim": pl.String, "mark": pl.String, "severity": pl.String, "passed": pl.Boolean, "observed_share": pl.Float64,
    "ran_at": pl.Datetime("us", "UTC"),
}  # fmt: skip


def ran(*runs, claim="A", **more):
    """One result a run, in order; each is passed or not, or a pair with the observed share."""
    rows = []
    for number, one in enumerate(runs, start=1):
        passed, share = one if isinstance(one, tuple) else (one, None)
        rows.append(
            {"run_id": number, "publication": number, "table_name": "t", "expectation": "e", "column_name": None, "claim": claim,
             "mark": "must", "severity": "critical", "passed": passed, "observed_share": share, "ran_at": day(number), **more}
        )  # fmt: skip
    return pl.DataFrame(rows, schema=SCHEMA)


def day(number):
    return datetime(2026, 10, number, tzinfo=UTC)


@pytest.mark.parametrize(
    ("runs", "strip", "since", "held"),
    [
        ([True, True], "✓✓", None, 2),
        ([True, False, True, False, False], "✓✗✓✗✗", 4, 3),
        ([False, False], "✗✗", 1, None),
        ([False, True], "✗✓", None, 2),
    ],
)
def test_failing_since_the_first_of_the_present_failures(runs, strip, since, held):
    (row,) = standing(ran(*runs), len(runs)).rows(named=True)
    assert (row["strip"], row["runs"]) == (strip, len(runs))
    assert row["failing_since"] == (since and day(since)) and row["last_held_at"] == (held and day(held))


def test_shares_of_a_gap_are_in_the_order_of_the_runs_whatever_order_they_are_stored_in(published):
    results = ran((False, 0.5), (False, None), (True, 0.96)).reverse()
    assert standing(results, 3)["shares"].to_list() == [[0.5, 0.96]]


def test_strip_is_of_the_last_twelve_runs():
    assert standing(ran(*[False] * 3, *[True] * 12), 15)["strip"].to_list() == ["✓" * 12]


def test_only_checks_of_the_publication_stand_there_and_what_fails_comes_first():
    results = pl.concat([ran(True, True), ran(True, False, claim="B"), ran(False, claim="gone")])
    assert standing(results, 2)["claim"].to_list() == ["B", "A"]


def test_check_that_ran_twice_in_a_run_counts_once():
    results = pl.concat([ran(True), ran(False)])
    assert standing(results, 1)["strip"].str.len_chars().to_list() == [1]


def test_marks_are_of_checks_that_failed_in_some_run():
    results = pl.concat([ran(True, True), ran(False, True, claim="B")])
    marks = ever_failed(results, standing(results, 2))
    assert marks.select("check", "run_id", "mark").rows() == [("B (t)", 1, "✗"), ("B (t)", 2, "✓")]

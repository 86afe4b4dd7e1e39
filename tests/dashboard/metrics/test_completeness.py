import polars as pl
import pytest

from dashboard.metrics.completeness import chapman, filled, told


def test_worked_example_of_two_sources(examples):
    given, expected = examples["cap-01"]["inputs"], examples["cap-01"]["expected"]
    found = chapman(given["n1_provider_console"], given["n2_usage_logs"], given["m_both"])
    assert (found.seen, found.total) == (expected["observed"], pytest.approx(expected["chapman"], abs=1e-4))
    assert found.interval == pytest.approx(tuple(expected["ci95"]), abs=1e-4)
    assert found.completeness == pytest.approx(expected["completeness"], abs=1e-4)
    assert found.completeness_interval == pytest.approx(tuple(expected["completeness_ci95"]), abs=1e-4)


def test_disjoint_sources_give_no_number():
    assert chapman(10, 10, 0) is None


def test_one_source_within_the_other_is_complete():
    found = chapman(10, 4, 4)
    assert (found.completeness, found.interval) == (1.0, (10.0, 10.0))


def test_unknown_counts_as_not_filled():
    frame = pl.DataFrame({"provider": ["a", "a", None], "environment": ["unknown", "production", None], "age": [1, None, 2]})
    rows = filled(frame, ["environment", "age", "missing"], "provider").rows(named=True)
    assert rows == [
        {"provider": "a", "credentials": 2, "environment": 0.5, "age": 0.5},
        {"provider": "not known", "credentials": 1, "environment": 0.0, "age": 1.0},
    ]


def test_share_that_an_export_says_itself_and_null_where_it_has_no_word():
    counts = pl.DataFrame(
        [("register", "owner", 3, 4), ("register", "owner", 1, 4), ("aws", "created_at", 2, 2)],
        schema=["source", "field", "filled_count", "total_count"], orient="row",
    )  # fmt: skip
    assert told(counts).rows(named=True) == [
        {"source": "register", "credentials": 8, "created_at": None, "owner": 0.5},
        {"source": "aws", "credentials": 2, "created_at": 1.0, "owner": None},
    ]


def test_nothing_told_is_no_row():
    assert told(
        pl.DataFrame(schema={"source": pl.String, "field": pl.String, "filled_count": pl.Int64, "total_count": pl.Int64})
    ).is_empty()

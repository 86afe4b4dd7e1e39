import polars as pl

from dashboard.metrics.warned import warned_by_code


def test_counts_of_all_snapshots_are_added_by_code_most_first():
    texts = ["{}", '{"W062": 12, "W064": 1}', '{"W062":1500,"W063":3}', None]
    found = warned_by_code(pl.DataFrame({"warnings": texts}))
    assert found.rows() == [("W062", 1512), ("W063", 3), ("W064", 1)]


def test_no_warning_is_no_row():
    assert warned_by_code(pl.DataFrame({"warnings": ["{}"]})).is_empty()
    assert warned_by_code(pl.DataFrame(schema={"warnings": pl.String})).is_empty()

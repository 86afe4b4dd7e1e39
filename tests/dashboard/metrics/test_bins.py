import polars as pl
import pytest

from dashboard.metrics.bins import Bins

BINS = Bins("days", (1.0, 7.0), ("first", "second", "third"))
FRAME = pl.DataFrame({"days": [0.0, 1.0, 1.1, 7.0, 7.1, None]})


def test_value_equal_to_an_edge_belongs_below_it_and_the_unknown_behind_the_last():
    assert FRAME.select(BINS.position).to_series().to_list() == [0, 0, 1, 1, 2, 3]


@pytest.mark.parametrize(("name", "rows"), [("first", [0, 1]), ("second", [2, 3]), ("third", [4]), ("not known", [5]), ("none such", [])])
def test_bin_holds_exactly_its_rows(name, rows):
    assert FRAME.with_row_index().filter(BINS.holds(name))["index"].to_list() == rows


@pytest.mark.parametrize(
    ("value", "place"), [(0.25, ("first", 0.25)), (1.0, ("first", 1.0)), (4.0, ("second", 0.5)), (9.0, ("third", 0.5))]
)
def test_value_has_a_place_within_its_bin(value, place):
    assert BINS.place(value) == place


def test_every_bin_is_listed_in_order():
    assert BINS.frame.rows() == [("first", 0), ("second", 1), ("third", 2), ("not known", 3)]

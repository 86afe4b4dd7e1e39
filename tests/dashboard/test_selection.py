"""A selection gives what the table itself would give, filtered and sorted."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from dashboard.selection import Selection

ROWS = st.lists(
    st.tuples(st.sampled_from(["a", "b", None]), st.one_of(st.none(), st.integers(-3, 3)), st.lists(st.sampled_from("xyz"), max_size=2)),
    max_size=20,
)
CONDITIONS = (pl.col("n") > 0, pl.col("team") == "a", pl.col("team").is_null() | (pl.col("n") < 2), pl.col("n").is_in([1, 2]))


def table(rows):
    schema = {"team": pl.String, "n": pl.Int64, "tags": pl.List(pl.String)}
    return pl.DataFrame(rows, schema=schema, orient="row").with_row_index("id")


@given(ROWS, st.lists(st.sampled_from(CONDITIONS), max_size=3), st.booleans())
def test_filtered_sorted_and_cut_as_the_table_would_be(rows, conditions, descending):
    frame, found = table(rows), Selection(table(rows))
    for condition in conditions:
        frame, found = frame.filter(condition), found.where(condition)
    frame = frame.sort("n", pl.col("team").str.len_chars(), descending=descending, nulls_last=True, maintain_order=True)
    found = found.sorted_by("n", pl.col("team").str.len_chars(), descending=descending)
    assert found.height == frame.height
    assert_frame_equal(found.whole(), frame)
    assert_frame_equal(found.columns("tags", "n"), frame.select("tags", "n"))
    assert_frame_equal(found.first(3).whole(), frame.head(3))
    assert_frame_equal(found.lazily(["n", "tags"]).collect(), frame.select("n", "tags"))


@given(ROWS, st.sampled_from(CONDITIONS), st.lists(st.sampled_from(CONDITIONS), max_size=2), st.booleans())
def test_what_is_put_in_order_before_rows_are_chosen_is_as_if_after(rows, ordered, chosen, descending):
    every = Selection(table(rows))
    after = every.where(*chosen).where(ordered).sorted_by("n", descending=descending)
    before = every.where(ordered).sorted_by("n", descending=descending).where(*chosen)
    assert_frame_equal(before.whole(), after.whole())


@given(ROWS, st.integers(0, 20), st.integers(0, 5))
def test_slice_of_the_lazy_rows_is_that_slice(rows, offset, length):
    found = Selection(table(rows)).sorted_by("n")
    assert_frame_equal(found.lazily(["id", "n"]).slice(offset, length).collect(), found.columns("id", "n").slice(offset, length))


def test_slice_copies_that_slice_alone(monkeypatch):
    """So that a table of a million rows is sent a thousand at a time."""
    from dashboard import selection

    copied, gathered = [], selection._gathered
    monkeypatch.setattr(selection, "_gathered", lambda frame, at: (copied.append(at.len()), gathered(frame, at))[1])
    frame = pl.DataFrame({"n": range(100_000), "text": ["some text"] * 100_000})
    listed = Selection(frame).where(pl.col("n") % 2 == 0).lazily(["text"])
    assert listed.select(pl.len()).collect().item() == 50_000 and copied == []
    assert listed.slice(1_000, 10).collect().height == 10 and sum(copied) == 10

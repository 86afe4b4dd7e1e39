from datetime import UTC, datetime, timedelta

import polars as pl

from dashboard.metrics.coverage import by_lane, drawable, held

AS_OF = datetime(2026, 7, 1, tzinfo=UTC)
INSTANT = pl.Datetime("us", "UTC")


def windows(*days, source="aws.cloudtrail"):
    """Windows by days before the as-of: (from, to)."""
    rows = [
        {
            "source": source,
            "tenant": "acme",
            "kind": "use",
            "starts_at": AS_OF - timedelta(days=start),
            "ends_at": AS_OF - timedelta(days=end),
        }
        for start, end in days
    ]
    return pl.DataFrame(
        rows, schema={"source": pl.String, "tenant": pl.String, "kind": pl.String, "starts_at": INSTANT, "ends_at": INSTANT}
    )


def test_gaps_are_counted_with_the_longest_the_last_and_the_time_since():
    (lane,) = by_lane(held(windows((100, 80), (70, 50), (49, 10)), AS_OF), AS_OF).rows(named=True)
    assert (lane["windows"], lane["gaps"], lane["longest_gap_hours"]) == (3, 2, 240.0)
    assert (lane["last_gap_from"], lane["last_gap_to"]) == (AS_OF - timedelta(days=50), AS_OF - timedelta(days=49))
    assert lane["behind_hours"] == 240.0
    assert lane["covered_share"] == (20 + 20 + 39) / 100


def test_what_is_older_than_the_picture_is_cut_and_time_before_the_first_window_is_no_gap():
    found = held(windows((400, 300), (200, 170)), AS_OF)
    assert found.select("starts_at", "ends_at").rows() == [(AS_OF - timedelta(days=180), AS_OF - timedelta(days=170))]
    assert by_lane(found, AS_OF)["gaps"].to_list() == [0]


def test_lane_with_most_gaps_stands_first():
    both = pl.concat([windows((9, 1), source="a"), windows((9, 5), (4, 1), source="b")])
    assert by_lane(held(both, AS_OF), AS_OF)["source"].to_list() == ["b", "a"]


def test_many_windows_are_joined_over_their_shortest_gaps_and_it_is_told_which():
    hours = [(day, day - 23 / 24) for day in range(1, 101)]  # a gap of one hour each day
    found = held(pl.concat([windows(*hours), windows((150, 120))]), AS_OF)
    assert drawable(found)[1] == timedelta(0) and drawable(found)[0].equals(found.select(drawable(found)[0].columns))
    joined, hidden = drawable(found, most=10)
    assert (joined.height, hidden) == (2, timedelta(hours=1))
    assert joined["gap_from"].to_list() == [None, AS_OF - timedelta(days=120)]


def test_no_window_no_lane():
    assert by_lane(held(windows(), AS_OF), AS_OF).is_empty()


def test_trail_that_tells_of_use_and_of_changes_is_one_lane_and_its_gaps_count_once():
    both = pl.concat([windows((9, 5), (4, 1)), windows((9, 5), (4, 1)).with_columns(kind=pl.lit("lifecycle"))])
    other = pl.concat([windows((9, 5), source="b"), windows((9, 4), source="b").with_columns(kind=pl.lit("lifecycle"))])
    lanes = by_lane(held(pl.concat([both, other]), AS_OF), AS_OF)
    assert lanes.select("source", "kind", "gaps").rows() == [("aws.cloudtrail", "use and changes", 1), ("b", "changes", 0), ("b", "use", 0)]

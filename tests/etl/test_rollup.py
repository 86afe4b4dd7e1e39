from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from etl.records import Usage
from etl.rollup import GROUP, hourly, merged
from etl.sources import EVENT_SCHEMA

START = datetime(2026, 5, 2, 4, tzinfo=UTC)


def events(rows) -> pl.DataFrame:
    """Calls from `(minute, credential, model, failed, source_ip)`."""
    made = [
        {
            "row_no": number, "event_id": str(number), "at": START + timedelta(minutes=minute), "provider": "aws",
            "tenant": "t", "credential": credential, "principal": "p", "model": model, "action": f"s:{model}",
            "action_class": "inference", "failed": failed, "source_ip": ip, "user_agent": "agent", "country": None,
        }
        for number, (minute, credential, model, failed, ip) in enumerate(rows)
    ]  # fmt: skip
    return pl.DataFrame(made, schema=EVENT_SCHEMA)


CALLS = st.lists(
    st.tuples(
        st.integers(0, 180), st.sampled_from(["a", "b", None]), st.sampled_from(["m", None]), st.booleans(),
        st.sampled_from(["192.0.2.1", "192.0.2.2", None]),
    ),
    max_size=30,
)  # fmt: skip


def test_an_hour_of_two_keys_worked_by_hand():
    rolled = hourly(
        events(
            [
                (0, "a", "m", False, "2"),
                (59, "a", "m", True, "1"),
                (60, "a", "m", False, "1"),
                (5, None, "m", False, None),
            ]
        )
    ).sort("starts_at", "requests", descending=[False, True])
    assert rolled["requests"].to_list() == [2, 1, 1]
    assert rolled["failures"].to_list() == [1, 0, 0]
    assert rolled["credential"].to_list() == ["a", None, "a"]
    assert rolled["source_ips"].to_list() == [["1", "2"], [], ["1"]]
    assert rolled["starts_at"].to_list() == [START, START, START + timedelta(hours=1)]
    assert rolled["ends_at"][0] == START + timedelta(hours=1)
    assert rolled["last_at"][0] == START + timedelta(minutes=59)


def test_columns_are_those_of_usage_in_order():
    assert hourly(events([])).columns == [name for name in Usage.__struct_fields__ if name != "row_no"]


@settings(max_examples=60)
@given(CALLS, st.randoms())
def test_order_of_calls_does_not_matter(rows, random):
    frame = events(rows)
    order = list(range(len(rows)))
    random.shuffle(order)
    assert_frame_equal(hourly(frame[order]).sort(GROUP), hourly(frame).sort(GROUP))


@settings(max_examples=60)
@given(CALLS, st.integers(0, 30))
def test_parts_rolled_up_apart_merge_into_the_whole(rows, cut):
    frame = events(rows)
    parts = pl.concat([hourly(frame[:cut]), hourly(frame[cut:])])
    assert_frame_equal(merged(parts).sort(GROUP), hourly(frame).sort(GROUP))


@settings(max_examples=20)
@given(CALLS)
def test_a_lazy_frame_gives_the_same(rows):
    frame = events(rows)
    assert_frame_equal(hourly(frame.lazy()).collect().sort(GROUP), hourly(frame).sort(GROUP))

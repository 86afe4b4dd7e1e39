"""Promises by priority, worked out by hand."""

import polars as pl

from dashboard.metrics.service_level import by_priority, levels, promised_hours


def cases(*rows):
    return pl.DataFrame(rows, schema={"priority": pl.String, "sla_state": pl.String, "ended": pl.Boolean}, orient="row")


MIXED = cases(
    ("urgent", "met", True),
    ("act_now", "breached", True),
    ("act_now", "breached", False),
    ("act_now", "met", True),
    ("act_now", "pending", False),
    ("track", "undecided", True),
    ("closed", "none", True),
    ("urgent", "none", False),
)


def test_promises_stand_in_the_order_of_priority_and_state_and_no_promise_is_left_out():
    assert by_priority(MIXED).rows() == [
        ("act_now", "met", 1, 0),
        ("act_now", "breached", 2, 1),
        ("act_now", "pending", 1, 1),
        ("urgent", "met", 1, 0),
        ("track", "undecided", 1, 0),
    ]


def test_share_counts_what_is_decided_and_late_open_ones_are_told_apart():
    found = levels(by_priority(MIXED), {"act_now": 1.0, "urgent": 24.0})
    told = found.select("priority", "promised_hours", "met", "breached", "breached_open", "pending", "undecided", "kept_share")
    assert told.rows() == [
        ("act_now", 1.0, 1, 2, 1, 1, 0, 1 / 3),
        ("urgent", 24.0, 1, 0, 0, 0, 0, 1.0),
        ("track", None, 0, 0, 0, 0, 1, None),
    ]


def test_no_promise_at_all_is_an_empty_table():
    assert by_priority(cases(("closed", "none", True))).is_empty()


def test_hours_come_from_the_published_policy():
    policy = pl.DataFrame({"rule": ["sla_act_now", "dormant_after", "sla_track"], "value": ["1", "90", None]})
    assert promised_hours(policy) == {"act_now": 1.0}

"""What the picture of one exposure is drawn from, worked out by hand."""

from datetime import UTC, datetime, timedelta

from dashboard.metrics.incident_lanes import lanes, shades

AS_OF = datetime(2026, 11, 1, 12, tzinfo=UTC)
AT = datetime(2026, 10, 1, tzinfo=UTC)


def hours(number):
    return AT + timedelta(hours=number)


def made(published, **known):
    return published.frame("exposure", [{"exposure_id": 1, **known}]).row(0, named=True)


def test_each_step_has_a_lane_with_what_is_known_of_it(published):
    exposure = made(
        published, introduced_lower=hours(0), introduced_upper=hours(2), detected_at=hours(2), revoked_lower=hours(5), state="open"
    )  # fmt: skip
    found = {row["step"]: (row["kind"], row["lower"], row["upper"], row["text"]) for row in lanes(exposure, AS_OF).iter_rows(named=True)}
    assert len(found) == 9
    assert found["E exposed"] == ("between two bounds", hours(0), hours(2), "by 2026-10-01 02:00 UTC")
    assert found["D detected"] == ("to the instant", hours(2), hours(2), "2026-10-01 02:00 UTC")
    assert found["V revoked"] == ("not yet", AS_OF, AS_OF, "still works")
    assert found["R replaced"] == ("not known", None, None, "no successor known")


def test_unbounded_beginning_reaches_to_the_edge(published):
    exposure = made(published, introduced_upper=hours(2), detected_at=hours(1), revoked_lower=hours(5), revoked_upper=hours(5))
    row = lanes(exposure, AS_OF).row(0, named=True)
    assert (row["lower"], row["upper"], row["text"]) == (hours(1), hours(2), "by 2026-10-01 02:00 UTC")


def test_window_and_broken_time_are_shaded(published):
    exposure = made(
        published, introduced_at=hours(0), detected_at=hours(1), revoked_lower=hours(5), revoked_upper=hours(5),
        reauthenticated_lower=hours(9), reauthenticated_upper=hours(9),
    )  # fmt: skip
    assert shades(exposure, AS_OF).rows() == [
        ("exposure window", hours(0), hours(5), "exposure window: 5 h"),
        ("dependents broken", hours(5), hours(9), "dependents broken: 4 h"),
    ]


def test_nothing_is_shaded_for_a_secret_that_was_dead(published):
    exposure = made(published, introduced_at=hours(3), detected_at=hours(4), revoked_lower=hours(1), revoked_upper=hours(1), was_dead=True)
    assert shades(exposure, AS_OF).is_empty()

import pytest


def test_intervals_of_the_standard_in_hours(steps):
    """Exposed 10:00, detected 10:41, replaced 15:05, revoked 18:30, last consumer moved the next day 9:10."""
    given = {
        "exposure": [
            {"exposure_id": 1, "state": "remediated", "introduced_lower": "2026-03-02 10:00+00", "introduced_upper": "2026-03-02 10:00+00",
             "detected_at": "2026-03-02 10:41+00", "replaced_upper": "2026-03-02 15:05+00", "revoked_upper": "2026-03-02 18:30+00",
             "reauthenticated_upper": "2026-03-03 09:10+00"},
            {"exposure_id": 2, "state": "false_positive"},
        ],
        "credential": [],
    }  # fmt: skip
    columns = ("detection_hours_lower", "detection_hours_upper", "response_hours_upper", "overlap_hours", "broken_hours_upper")
    (row,) = steps.rows("exposure_timeline", given, *columns)
    assert [hours * 60 for hours in row] == pytest.approx([41, 41, 469, 205, 880])

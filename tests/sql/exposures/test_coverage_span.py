def window(start, end):
    return {
        "snapshot_id": 1,
        "source": "aws.cloudtrail",
        "kind": "use",
        "provider": "aws",
        "tenant": "1",
        "starts_at": f"{start}+00",
        "ends_at": f"{end}+00",
    }


def test_windows_that_touch_overlap_or_lie_within_are_one(steps):
    windows = [
        window("2026-06-01", "2026-06-05"),
        window("2026-06-02", "2026-06-03"),
        window("2026-06-05", "2026-06-06"),
        window("2026-06-07", "2026-06-08"),
    ]
    rows = steps.rows("coverage_span", {"landing.coverage": windows}, "starts_at", "ends_at")
    assert rows == [("2026-06-01 00:00", "2026-06-06 00:00"), ("2026-06-07 00:00", "2026-06-08 00:00")]


def test_no_log_no_window(steps):
    assert steps.rows("coverage_span", {}, "kind") == []

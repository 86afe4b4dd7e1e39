COLUMNS = ("provider", "tenant", "window_from", "window_to")


def window(starts_at, ends_at, kind="use", tenant="t"):
    return {"snapshot_id": 1, "source": "aws.cloudtrail", "kind": kind, "provider": "aws", "tenant": tenant, "scope": "",
            "starts_at": f"2026-{starts_at}+00", "ends_at": f"2026-{ends_at}+00"}  # fmt: skip


def windows(steps, *held):
    return steps.rows("use_window", {"landing.coverage": held}, *COLUMNS)


def test_windows_that_touch_are_one(steps):
    rows = windows(steps, window("06-01", "06-10"), window("06-10", "06-30"))
    assert rows == [("aws", "t", "2026-06-01 00:00", "2026-06-30 00:00")]


def test_windows_within_each_other_are_one(steps):
    rows = windows(steps, window("06-01", "06-30"), window("06-02", "06-03"), window("06-29", "06-30"))
    assert rows == [("aws", "t", "2026-06-01 00:00", "2026-06-30 00:00")]


def test_a_gap_of_the_grace_is_none_and_a_longer_one_begins_anew(steps):
    rows = windows(steps, window("06-01", "06-10"), window("06-11 00:01", "06-20"), window("06-21", "06-30"))
    assert rows == [("aws", "t", "2026-06-11 00:01", "2026-06-30 00:00")]


def test_coverage_that_ended_before_now_proves_nothing_of_now(steps):
    assert windows(steps, window("06-01", "06-28")) == []


def test_coverage_that_ends_within_the_grace_reaches_now(steps):
    assert windows(steps, window("06-01", "06-29")) == [("aws", "t", "2026-06-01 00:00", "2026-06-29 00:00")]


def test_a_log_of_changes_covers_no_use(steps):
    assert windows(steps, window("06-01", "06-30", kind="lifecycle")) == []


def test_tenants_are_covered_apart(steps):
    rows = windows(steps, window("06-01", "06-15"), window("06-15", "06-30", tenant="u"))
    assert rows == [("aws", "u", "2026-06-15 00:00", "2026-06-30 00:00")]


def test_nothing_held_nothing_covered(steps):
    assert windows(steps) == []

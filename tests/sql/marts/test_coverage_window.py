COLUMNS = ("source", "kind", "tenant", "starts_at", "ends_at", "file_count")


def window(start, end, source="aws.cloudtrail", kind="use", tenant="acme"):
    return {"snapshot_id": 1, "source": source, "kind": kind, "provider": "aws", "tenant": tenant,
            "starts_at": f"{start}+00", "ends_at": f"{end}+00"}  # fmt: skip


def windows(steps, *given):
    return steps.rows("coverage_window", {"landing.coverage": given}, *COLUMNS)


def test_windows_that_touch_overlap_or_lie_within_are_one_and_a_hole_parts_them(steps):
    found = windows(
        steps,
        window("2026-06-01", "2026-06-05"),
        window("2026-06-02", "2026-06-03"),
        window("2026-06-05", "2026-06-06"),
        window("2026-06-06 00:01", "2026-06-07"),
    )
    assert found == [
        ("aws.cloudtrail", "use", "acme", "2026-06-01 00:00", "2026-06-06 00:00", 3),
        ("aws.cloudtrail", "use", "acme", "2026-06-06 00:01", "2026-06-07 00:00", 1),
    ]


def test_sources_tenants_and_kinds_are_not_mixed(steps):
    same = ("2026-06-01", "2026-06-05")
    found = windows(
        steps, window(*same), window(*same, tenant="other"), window(*same, kind="lifecycle"), window(*same, source="openai.usage")
    )
    assert [row[:3] for row in found] == [
        ("aws.cloudtrail", "lifecycle", "acme"),
        ("aws.cloudtrail", "use", "acme"),
        ("aws.cloudtrail", "use", "other"),
        ("openai.usage", "use", "acme"),
    ]


def test_window_that_starts_after_the_as_of_is_not_told_and_no_log_gives_no_row(steps):
    assert windows(steps, window("2026-07-01", "2026-07-02")) == []

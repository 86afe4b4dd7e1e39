def snapshot(number, as_of, *, complete=True):
    return {"snapshot_id": number, "identity": str(number), "digest": str(number), "path": "p", "source": "gitleaks", "tenant": "acme",
            "complete": complete, "status": "loaded", "as_of": f"{as_of}+00"}  # fmt: skip


def report(number, **facts):
    return {
        "snapshot_id": number,
        "row_no": 1,
        "detector": "gitleaks",
        "sighting_key": "1",
        "validity": "unknown",
        "state": "open",
        **facts,
    }


def current(steps, snapshots, reports, *columns):
    return steps.rows("sighting_current", {"landing.snapshot": snapshots, "core.exposure_sighting": reports}, *columns)


def test_the_newest_word_counts_whatever_came_last(steps):
    snapshots = [snapshot(1, "2026-06-08"), snapshot(2, "2026-06-01")]
    rows = current(steps, snapshots, [report(2, rule="old"), report(1, rule="new")], "rule", "first_reported_at", "last_reported_at")
    assert rows == [("new", "2026-06-01 00:00", "2026-06-08 00:00")]


def test_a_scanner_without_dates_is_bounded_by_the_scan_before(steps):
    snapshots = [snapshot(1, "2026-06-01"), snapshot(2, "2026-06-08"), snapshot(3, "2026-06-15")]
    rows = current(steps, snapshots, [report(2), report(3)], "clean_at", "detected_at", "introduced_at")
    assert rows == [("2026-06-01 00:00", "2026-06-08 00:00", None)]


def test_a_partial_scan_proves_no_clean_place(steps):
    rows = current(steps, [snapshot(1, "2026-06-01", complete=False), snapshot(2, "2026-06-08")], [report(2)], "clean_at")
    assert rows == [(None,)]


def test_a_report_that_the_next_scan_omits_stays(steps):
    rows = current(steps, [snapshot(1, "2026-06-01"), snapshot(2, "2026-06-08")], [report(1)], "last_reported_at")
    assert rows == [("2026-06-01 00:00",)]


def test_a_commit_dated_after_its_detection_is_forged_and_says_nothing(steps):
    reports = [report(1, introduced_at="2026-06-05+00", detected_at="2026-06-01+00")]
    assert current(steps, [snapshot(1, "2026-06-08")], reports, "introduced_at", "detected_at") == [(None, "2026-06-01 00:00")]


def test_dead_since_the_first_check_that_none_refutes(steps):
    snapshots = [snapshot(n, f"2026-06-0{n}") for n in (1, 2, 3, 4)]
    reports = [report(n, validity=word) for n, word in ((1, "invalid"), (2, "valid"), (3, "invalid"), (4, "unknown"))]
    rows = current(steps, snapshots, reports, "last_valid_at", "last_invalid_at", "invalid_since")
    assert rows == [("2026-06-02 00:00", "2026-06-03 00:00", "2026-06-03 00:00")]


def test_no_report_no_row(steps):
    assert current(steps, [snapshot(1, "2026-06-01")], [], "detector") == []

import json
from datetime import UTC, datetime, timedelta

import pytest

AS_OF = datetime(2026, 6, 30, tzinfo=UTC)


def snapshot(number, source, as_of, tenant="acme"):
    return {"snapshot_id": number, "identity": str(number), "digest": "d", "path": "p", "source": source, "tenant": tenant,
            "complete": True, "status": "loaded", "as_of": as_of}  # fmt: skip


def window(start, end, source="aws.cloudtrail"):
    return {
        "snapshot_id": 1,
        "source": source,
        "kind": "use",
        "provider": "aws",
        "tenant": "acme",
        "starts_at": f"{start}+00",
        "ends_at": f"{end}+00",
    }


def test_ages_of_the_standard_are_fresh_stale_and_missing(steps, shared_data):
    examples = json.loads((shared_data / "reference" / "metric_examples.json").read_text())["examples"]
    example = next(example for example in examples if example["id"] == "fre-01")
    sources = example["inputs"]["sources"]
    given = {
        "policy_expected_source": [{"source": s["source"], "expected_every": timedelta(hours=s["cadence_h"])} for s in sources],
        "landing.snapshot": [
            snapshot(n, s["source"], AS_OF - timedelta(hours=s["age_h"])) for n, s in enumerate(sources, 1) if s["age_h"] is not None
        ],
    }
    rows = {row[0]: row[1:] for row in steps.rows("source_freshness", given, "source", "age_ratio", "freshness", "stale")}
    for source, ratio, state in zip(sources, example["expected"]["ratio"], example["expected"]["state"], strict=True):
        found = rows[source["source"]]
        assert found[0] == (None if ratio is None else pytest.approx(ratio, abs=1e-6))
        assert found[1:] == (state, state != "fresh")


def test_one_and_a_half_times_the_interval_is_still_fresh_and_three_times_late(steps):
    given = {
        "policy_expected_source": [{"source": s, "expected_every": timedelta(hours=10)} for s in "ab"],
        "landing.snapshot": [snapshot(1, "a", AS_OF - timedelta(hours=15)), snapshot(2, "b", AS_OF - timedelta(hours=30))],
    }
    rows = steps.rows("source_freshness", given, "source", "freshness", "stale")
    assert rows == [("a", "fresh", False), ("b", "late", True)]


def test_promised_by_nobody_is_neither_late_nor_in_time(steps):
    rows = steps.rows("source_freshness", {"landing.snapshot": [snapshot(1, "a", "2020-01-01+00")]}, "source", "stale", "freshness")
    assert rows == [("a", None, "unpromised")]


def test_windows_missing_in_a_log_are_counted(steps):
    given = {
        "landing.snapshot": [snapshot(1, "aws.cloudtrail", AS_OF)],
        "landing.coverage": [window("2026-06-01", "2026-06-02"), window("2026-06-01 12:00", "2026-06-03"), window("2026-06-03", "2026-06-04"),
                             window("2026-06-05", "2026-06-06")],
    }  # fmt: skip
    rows = steps.rows("source_freshness", given, "covered_from", "covered_to", "gaps", "gap_hours")
    assert rows == [("2026-06-01 00:00", "2026-06-06 00:00", 1, 24.0)]

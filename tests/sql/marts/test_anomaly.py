from datetime import date


def test_a_finding_is_a_sentence_and_a_question(steps):
    given = {
        "usage_spike": [{"credential_id": 1, "day": date(2026, 6, 25), "requests": 410, "median": 126.5, "mad": 5.5, "score": 34.8}],
        "first_seen": [
            {"credential_id": 2, "day": date(2026, 6, 20), "kind": "first_seen_country", "values_count": 1, "examples": ["BR"], "score": 3}
        ],
    }
    assert steps.rows("anomaly", given, "credential_id", "at", "kind", "observed", "expected", "reason", "question") == [
        (1, "2026-06-25 00:00", "volume", 410.0, 126.5, "Called 410 times, where 126.5 is usual for this weekday.",
         "Was a new job, a migration or a load test started on 2026-06-25?"),
        (2, "2026-06-20 00:00", "first_seen_country", 1.0, 0.0, "First called from BR.", "Does a person or system of yours work from there?"),
    ]  # fmt: skip


def test_nothing_odd_no_row(steps):
    assert steps.rows("anomaly", {"usage_spike": [], "first_seen": []}, "credential_id") == []

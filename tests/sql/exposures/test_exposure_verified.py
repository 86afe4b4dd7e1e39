REVOKED = "2026-03-02 18:30+00"


def verified(steps, covered_to, *calls):
    given = {
        "exposure_end": [{"exposure_id": 1, "credential_id": 7, "revoked_upper": REVOKED, "introduced_upper": REVOKED, "was_dead": False}],
        "credential_fact": [{"credential_id": 7, "provider": "aws", "tenant": "1"}],
        "coverage_span": [{"kind": "use", "provider": "aws", "tenant": "1", "starts_at": "2026-01-01+00", "ends_at": f"{covered_to}+00"}],
        "key_usage": [
            {"credential_id": 7, "starts_at": f"{start}+00", "ends_at": f"{start}+00", "requests": requests, "failures": failures}
            for start, requests, failures in calls
        ],
    }
    return steps.rows("exposure_verified", given, "exposure_id", "verified_at")


def test_a_covered_day_without_a_call_verifies(steps):
    assert verified(steps, "2026-03-04", ("2026-03-02 17:00", 9, 0)) == [(1, "2026-03-03 18:30")]


def test_failed_calls_are_what_one_expects(steps):
    assert verified(steps, "2026-03-04", ("2026-03-03 17:00", 9, 9)) == [(1, "2026-03-03 18:30")]


def test_a_successful_call_refutes_it(steps):
    assert verified(steps, "2026-03-20", ("2026-03-10 17:00", 9, 8)) == []


def test_logs_that_end_too_early_prove_nothing(steps):
    assert verified(steps, "2026-03-03 18:00") == []

COLUMNS = ("exposure_id", "calls_in_window", "distinct_ips_in_window", "foreign_ips_in_window", "first_abuse_at", "cost_in_window")


def hour(start, ips=None, requests=10, credential=7, **facts):
    day, clock = start.split(" ")
    end = f"{day} {int(clock[:2]):02d}:59:59+00"
    return {"credential_id": credential, "provider": "aws", "tenant": "1", "starts_at": f"{start}+00", "ends_at": end, "first_at": f"{start}+00",
            "requests": requests, "source_ips": ips, **facts}  # fmt: skip


def end(revoked=None, *, was_dead=False, credential=7):
    return {
        "exposure_id": 1,
        "credential_id": credential,
        "introduced_upper": "2026-03-02 10:00+00",
        "revoked_upper": revoked,
        "was_dead": was_dead,
    }


def used(steps, ends, hours):
    return steps.rows("exposure_use", {"exposure_end": ends, "key_usage": hours}, *COLUMNS)


HABIT = [hour("2026-02-01 08:00", ["10.0.0.1"])]


def test_a_call_from_an_address_nobody_used_before_is_the_first_abuse(steps):
    hours = [*HABIT, hour("2026-03-02 11:00", ["10.0.0.1"]), hour("2026-03-02 12:00", ["203.0.113.9"], 5, cost_usd=2.5)]
    assert used(steps, [end("2026-03-02 18:30+00")], hours) == [(1, 15, 2, 1, "2026-03-02 12:00", 2.5)]


def test_an_address_that_another_key_of_the_tenant_used_before_is_not_foreign(steps):
    hours = [*HABIT, hour("2026-02-20 08:00", ["10.0.0.2"], credential=8), hour("2026-03-02 12:00", ["10.0.0.2"])]
    assert used(steps, [end()], hours) == [(1, 10, 1, 0, None, None)]


def test_without_two_weeks_of_logs_nothing_is_called_abuse(steps):
    hours = [hour("2026-02-25 08:00", ["10.0.0.1"]), hour("2026-03-02 12:00", ["203.0.113.9"])]
    assert used(steps, [end()], hours) == [(1, 10, 1, 0, None, None)]


def test_calls_before_exposure_and_after_revocation_do_not_count(steps):
    hours = [*HABIT, hour("2026-03-02 09:00", ["10.0.0.1"], 100), hour("2026-03-02 19:00", ["203.0.113.9"], 100)]
    assert used(steps, [end("2026-03-02 18:30+00")], hours) == []


def test_a_report_without_counts_or_addresses_leaves_them_unknown(steps):
    assert used(steps, [end()], [hour("2026-03-02 12:00", None, None)]) == [(1, None, None, None, None, None)]


def test_a_secret_dead_before_it_leaked_and_one_without_a_match_have_no_window(steps):
    hours = [*HABIT, hour("2026-03-02 12:00", ["203.0.113.9"])]
    assert used(steps, [end(was_dead=True)], hours) == []

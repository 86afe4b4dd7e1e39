COLUMNS = ("credential_id", "kind", "values_count", "examples", "score")


def used(day, ips=(), countries=(), credential=1, requests=100):
    return {"credential_id": credential, "provider": "aws", "tenant": "1", "starts_at": f"{day} 08:00+00", "ends_at": f"{day} 09:00+00",
            "requests": requests, "source_ips": list(ips), "countries": list(countries)}  # fmt: skip


def seen(steps, *usage):
    return steps.rows("first_seen", {"key_usage": list(usage)}, *COLUMNS)


def test_a_new_country_and_a_new_address_after_the_learning_period(steps):
    rows = seen(steps, used("2026-06-01", ["10.0.0.1"], ["DE"]), used("2026-06-20", ["10.0.0.1", "203.0.113.9"], ["DE", "BR"]))
    assert rows == [(1, "first_seen_country", 1, ["BR"], 3.0), (1, "first_seen_ip", 1, ["203.0.113.9"], 1.0)]


def test_a_new_key_raises_none(steps):
    assert seen(steps, used("2026-06-10", ["10.0.0.1"]), used("2026-06-20", ["203.0.113.9"])) == []


def test_a_key_of_few_calls_raises_none(steps):
    assert seen(steps, used("2026-06-01", ["10.0.0.1"], requests=49), used("2026-06-20", ["203.0.113.9"])) == []


def test_an_address_that_another_key_used_before_is_not_new(steps):
    rows = seen(steps, used("2026-06-01", ["10.0.0.1"]), used("2026-06-02", ["10.0.0.2"], credential=2), used("2026-06-20", ["10.0.0.2"]))
    assert rows == []


def test_no_use_no_first(steps):
    assert seen(steps) == []

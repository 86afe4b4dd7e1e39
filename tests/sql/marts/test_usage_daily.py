COLUMNS = ("day", "model", "action_class", "requests", "failures", "distinct_ips", "distinct_user_agents", "distinct_countries")


def hour(at, requests=1, **facts):
    return {"credential_id": 1, "starts_at": f"2026-{at}+00", "action_class": "inference", "requests": requests, **facts}


def daily(steps, *windows):
    return [(str(day), *rest) for day, *rest in steps.rows("usage_daily", {"key_usage": windows}, *COLUMNS)]


def test_hours_of_one_day_add_up_and_addresses_count_once(steps):
    rows = daily(
        steps,
        hour("06-01 00:00", 2, failures=1, source_ips=["a", "b"], user_agents=["x"], countries=["DE"]),
        hour("06-01 23:00", 3, failures=0, source_ips=["b", "c"], user_agents=["x"], countries=[]),
        hour("06-02 00:00", 5, source_ips=["a"]),
    )
    assert rows == [
        ("2026-06-01", None, "inference", 5, 1, 3, 1, 1),
        ("2026-06-02", None, "inference", 5, None, 1, None, None),
    ]


def test_models_and_classes_are_apart_and_no_model_is_its_own(steps):
    rows = daily(steps, hour("06-01 00:00", model="m"), hour("06-01 01:00"), hour("06-01 02:00", action_class="identity"))
    assert [row[1:4] for row in rows] == [("m", "inference", 1), (None, "identity", 1), (None, "inference", 1)]


def test_what_no_report_counts_is_null_not_zero(steps):
    assert daily(steps, hour("06-01 00:00", None)) == [("2026-06-01", None, "inference", None, None, None, None, None)]


def test_an_empty_list_of_addresses_is_zero_not_null(steps):
    assert [row[5] for row in daily(steps, hour("06-01 00:00", source_ips=[]))] == [0]


def test_addresses_of_no_model_stay_with_no_model(steps):
    rows = daily(steps, hour("06-01 00:00", source_ips=["a"]), hour("06-01 00:00", model="m"))
    assert [(row[1], row[5]) for row in rows] == [("m", None), (None, 1)]


def test_no_use_no_row(steps):
    assert daily(steps) == []

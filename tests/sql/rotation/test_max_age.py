RULES = [
    {"position": 1, "kind": "admin_key", "days": 60},
    {"position": 2, "environment": "production", "days": 90},
    {"position": 3, "kind": "app_installation", "days": None},
    {"position": 4, "days": 180},
]


def limit(steps, rules=RULES, **facts):
    fact = {"credential_id": 1, "provider": "aws", "kind": "access_key", "environment": "unknown", **facts}
    return steps.rows("max_age", {"credential_fact": [fact], "policy_max_age": rules}, "max_age_days")


def test_the_first_rule_that_fits_counts(steps):
    assert limit(steps, kind="admin_key", environment="production") == [(60,)]


def test_a_later_rule_where_the_first_does_not_fit(steps):
    assert limit(steps, environment="production") == [(90,)]


def test_a_rule_for_all_comes_last(steps):
    assert limit(steps) == [(180,)]


def test_a_rule_without_days_asks_for_nothing(steps):
    assert limit(steps, kind="app_installation") == []


def test_a_shorter_interval_of_the_register_wins(steps):
    assert limit(steps, rotation_days=30) == [(30,)]


def test_a_longer_interval_of_the_register_does_not(steps):
    assert limit(steps, rotation_days=400) == [(180,)]


def test_the_register_may_ask_where_policy_does_not(steps):
    assert limit(steps, kind="app_installation", rotation_days=30) == [(30,)]


def test_no_rule_no_limit(steps):
    assert limit(steps, rules=[]) == []

import pytest

EMPTY = {"credential": [], "exposure": [], "rotation": [], "shadow_key": [], "source_freshness": [], "credential_fact": []}
COLUMNS = ("control_id", "passed", "failing_count", "population")


def credential(number, **facts):
    return {"credential_id": number, "status": "active", "ownership_class": "owned", "use_state": "used", "dormant": False, **facts}


def results(steps, **given):
    return {row[0]: row[1:] for row in steps.rows("control_result", {**EMPTY, **given}, *COLUMNS)}


def test_what_the_data_does_not_measure_is_never_a_pass(steps):
    assert {row[0] for row in results(steps).values()} == {None}


def test_strict_ownership_passes_at_95_percent_and_not_below(steps):
    good = [credential(n) for n in range(19)]
    assert results(steps, credential=[*good, credential(20, ownership_class="team_only")])["T-OWN"] == (True, 1, 20)


def test_one_unowned_credential_that_reaches_customer_data_fails(steps):
    good = [credential(n) for n in range(19)]
    bad = credential(20, ownership_class="no_owner", reaches_customer_data=True)
    assert results(steps, credential=[*good, bad])["T-OWN"] == (False, 1, 20)


def test_age_equal_to_policy_passes_and_unknown_age_does_not(steps):
    keys = [credential(1, max_age_days=90, secret_age_days=90), credential(2, max_age_days=90), credential(3)]
    assert results(steps, credential=keys)["T-AGE"] == (False, 1, 2)


def test_two_keys_of_a_principal_pass_within_the_overlap_of_a_rotation(steps):
    fact = {"provider": "aws", "tenant": "1", "kind": "access_key"}
    facts = [
        {**fact, "credential_id": 1, "principal": "u2", "created_at": "2026-03-27+00"},
        {**fact, "credential_id": 2, "principal": "u2", "created_at": "2026-06-27+00"},
        {**fact, "credential_id": 3, "principal": "u5", "created_at": "2025-12-12+00"},
        {**fact, "credential_id": 4, "principal": "u5", "created_at": "2026-05-21+00"},
    ]
    assert results(steps, credential=[credential(n) for n in (1, 2, 3, 4)], credential_fact=facts)["T-ONEKEY"] == (False, 1, 2)


def test_a_late_source_fails_freshness(steps):
    sources = [{"source": "a", "expected_every": "1 day", "stale": False}, {"source": "b", "expected_every": "1 day", "stale": True}]
    assert results(steps, source_freshness=sources)["T-FRESH"] == (False, 1, 2)


def test_ghosts_are_counted_among_credentials_that_logs_cover(steps):
    """Inventory and logs of the standard: two of ten covered ones never appear; two are unobservable."""
    keys = [
        credential(n, use_window_from="2026-01-01+00", last_used_observed_at=None if n in (5, 8) else "2026-06-01+00") for n in range(1, 11)
    ]
    keys += [credential(n) for n in (11, 12)]
    assert results(steps, credential=keys)["T-GHOST"] == (False, 2, 10)


@pytest.mark.parametrize(("late", "passed"), [(False, True), (True, False)])
def test_an_open_public_secret_past_its_time_fails(steps, late, passed):
    exposure = {"exposure_id": 1, "state": "open", "publicly_exposed": True, "validity": "valid", "sla_breached": late}
    assert results(steps, exposure=[exposure])["T-LEAK"] == (passed, int(late), 1)


def test_every_measured_control_names_a_query_of_the_failing_rows(steps):
    steps.build("control_result", {**EMPTY, "credential": [credential(1)]})
    for view in ("ownership_gap", "key_age", "dormant", "over_privileged", "rotation_lag", "ghost_key", "evidence"):
        steps.build_more(view)
    queries = steps.connection.execute("select control_id, evidence_query from control_result where evidence_query is not null").fetchall()
    assert len(queries) >= 20
    for _, query in queries:
        steps.connection.execute(query.replace("mart.", "given."))

import json

import pytest

E, D, V, R = "2026-03-02 10:00+00", "2026-03-02 10:41+00", "2026-03-02 18:30+00", "2026-03-02 15:05+00"
NOTHING = {
    "exposure_match": [], "credential_fact": [], "credential_end": [], "rotation": [], "key_usage": [], "coverage_span": [],
    "dependency_claim": [], "lifecycle_log": [],
}  # fmt: skip


def place(exposure=1, **facts):
    return {"exposure_id": exposure, "detected_at": D, "introduced_at": E, "reported_valid": False, "judged_false_positive": False,
            "judged_accepted": False, **facts}  # fmt: skip


def match(exposure=1, credential=7, method="key_id"):
    return {"exposure_id": exposure, "credential_id": credential, "match_method": method, "match_confidence": 1.0}


def fact(credential=7, **facts):
    return {"credential_id": credential, "provider": "aws", "tenant": "1", "status": "active", **facts}


def end(lower, upper, basis="log", credential=7):
    return {"credential_id": credential, "ended_lower": lower, "ended_upper": upper, "basis": basis}


def stepped(steps, *columns, **given):
    return steps.rows("exposure_step", {**NOTHING, **given}, *columns)


@pytest.fixture
def worked(shared_data):
    examples = json.loads((shared_data / "reference" / "metric_examples.json").read_text())["examples"]
    return next(example for example in examples if example["id"] == "tl-01")["expected"]


def test_incident_of_the_standard_has_its_intervals(steps, worked):
    """Exposed, detected, replaced, revoked, and the last consumer seen with the new key."""
    rows = stepped(
        steps,
        "exposure_days_lower", "exposure_days_upper", "detected_at", "replaced_upper", "revoked_lower", "revoked_upper",
        "reauthenticated_upper", "remediated_upper", "acknowledged_upper", "state",
        exposure_place=[place(acknowledged_at="2026-03-02 11:20+00")],
        exposure_match=[match()],
        credential_fact=[fact(status="revoked")],
        credential_end=[end(V, V)],
        rotation=[{"predecessor_id": 7, "successor_id": 8, "method": "new_credential", "started_lower": R, "started_upper": R}],
        dependency_claim=[
            {"credential_id": 7, "consumer": "gateway", "consumer_kind": "gateway", "first_seen_at": "2026-01-01+00", "last_seen_at": R},
            {"credential_id": 8, "consumer": "gateway", "consumer_kind": "gateway", "first_seen_at": "2026-03-03 09:10+00", "last_seen_at": "2026-06-01+00"},
        ],
    )  # fmt: skip
    window = worked["exposure_window"] / 1440
    (row,) = rows
    assert row[:2] == (pytest.approx(window), pytest.approx(window))
    assert row[2:] == (
        "2026-03-02 10:41",  # 41 minutes after exposure
        "2026-03-02 15:05",  # 264 after detection
        "2026-03-02 18:30",  # 469 after detection
        "2026-03-02 18:30",
        "2026-03-03 09:10",  # 1085 after replacement
        "2026-03-03 09:10",  # 1390 after exposure
        "2026-03-02 11:20",  # 39 after detection
        "remediated",
    )


def test_a_closed_ticket_with_a_listed_key_is_still_open(steps):
    assert stepped(
        steps, "state", "revoked_upper", "exposure_days_upper",
        exposure_place=[place(said_revoked_at=V, resolved_at=V)], exposure_match=[match()], credential_fact=[fact()],
    ) == [("open", None, None)]  # fmt: skip


def test_the_word_of_a_person_bounds_the_end_where_nothing_better_is_known(steps):
    assert stepped(
        steps, "state", "revoked_lower", "revoked_upper", "revocation_basis", "exposure_days_lower", "exposure_days_upper",
        exposure_place=[place(said_revoked_at="2026-03-03 10:00+00")], exposure_match=[match(credential=None, method="none")],
    ) == [("remediated", None, "2026-03-03 10:00", "word", 0.0, 1.0)]  # fmt: skip


def test_two_listings_bound_the_end_on_both_sides(steps):
    assert stepped(
        steps, "revoked_lower", "revoked_upper", "exposure_days_lower", "exposure_days_upper", "revocation_basis",
        exposure_place=[place()], exposure_match=[match()], credential_fact=[fact(status="absent")],
        credential_end=[end("2026-03-08 10:00+00", "2026-03-15 10:00+00", "snapshot")],
    ) == [("2026-03-08 10:00", "2026-03-15 10:00", 6.0, 13.0, "snapshot")]  # fmt: skip


def test_dead_before_it_leaked_was_never_at_risk(steps):
    assert stepped(
        steps, "was_dead", "validity", "valid_when_found", "exposure_days_lower", "exposure_days_upper", "state",
        exposure_place=[place()], exposure_match=[match()], credential_fact=[fact(status="revoked")],
        credential_end=[end("2026-02-01+00", "2026-02-01+00")],
    ) == [(True, "invalid", False, 0.0, 0.0, "remediated")]  # fmt: skip


def test_a_beginning_known_to_an_interval_carries_both_ends(steps):
    assert stepped(
        steps, "introduced_lower", "introduced_upper", "introduced_basis", "exposure_days_lower", "exposure_days_upper",
        exposure_place=[place(introduced_at=None, clean_at="2026-02-28 10:41+00")], exposure_match=[match()],
        credential_fact=[fact(status="revoked")], credential_end=[end("2026-03-03 10:41+00", "2026-03-03 10:41+00")],
    ) == [("2026-02-28 10:41", "2026-03-02 10:41", "scan", 1.0, 3.0)]  # fmt: skip


def test_open_is_censored_at_the_as_of(steps):
    assert stepped(
        steps, "state", "exposure_days_lower", "exposure_days_upper", "introduced_lower",
        exposure_place=[place(introduced_at=None, detected_at="2026-06-20 00:00+00")], exposure_match=[match(credential=None, method="none")],
    ) == [("open", 10.0, None, None)]  # fmt: skip


def test_a_quarantined_key_is_contained_not_remediated(steps):
    assert stepped(
        steps, "state", "quarantined_at",
        exposure_place=[place()], exposure_match=[match()], credential_fact=[fact()],
        lifecycle_log=[{"credential_id": 7, "kind": "quarantined", "at": D, "event_id": "e"}],
    ) == [("contained", "2026-03-02 10:41")]  # fmt: skip


def test_consumers_that_have_not_moved_keep_remediation_unfinished(steps):
    claim = {"consumer_kind": "service", "first_seen_at": "2026-01-01+00", "last_seen_at": "2026-06-01+00"}
    assert stepped(
        steps, "state", "dependents_total", "dependents_moved", "remediated_upper",
        exposure_place=[place()], exposure_match=[match()], credential_fact=[fact(status="revoked")], credential_end=[end(V, V)],
        rotation=[{"predecessor_id": 7, "successor_id": 8, "method": "new_credential", "started_lower": R, "started_upper": R}],
        dependency_claim=[
            {**claim, "credential_id": 7, "consumer": "a"}, {**claim, "credential_id": 7, "consumer": "b"},
            {**claim, "credential_id": 8, "consumer": "a"},
        ],
    ) == [("remediated", 2, 1, None)]  # fmt: skip


def test_a_rotation_that_keeps_the_id_ends_the_old_secret(steps):
    later = {
        "started_lower": "2026-03-05 10:00+00",
        "started_upper": "2026-03-05 10:00+00",
        "finished_lower": "2026-03-05 10:00+00",
        "finished_upper": "2026-03-05 10:00+00",
    }
    assert stepped(
        steps, "state", "revocation_basis", "exposure_days_upper",
        exposure_place=[place()], exposure_match=[match()], credential_fact=[fact()],
        rotation=[{"predecessor_id": 7, "successor_id": 7, "method": "same_credential", **later}],
    ) == [("remediated", "rotation", 3.0)]  # fmt: skip


def test_no_secret_is_a_false_positive_unless_the_hash_says_otherwise(steps):
    assert stepped(
        steps, "exposure_id", "state",
        exposure_place=[place(1, judged_false_positive=True, judged_accepted=True), place(2, judged_false_positive=True, judged_accepted=False),
                        place(3, judged_accepted=True)],
        exposure_match=[match(1), match(2, method="fingerprint"), match(3)], credential_fact=[fact()],
    ) == [(1, "false_positive"), (2, "open"), (3, "accepted")]  # fmt: skip


def test_a_detector_that_finds_it_dead_ends_it_unless_a_listing_calls_it_active(steps):
    invalid = {"invalid_since": "2026-03-04 10:00+00", "last_invalid_at": "2026-03-04 10:00+00"}
    assert stepped(
        steps, "exposure_id", "state", "revocation_basis", "validity",
        exposure_place=[place(1, **invalid), place(2, **invalid)],
        exposure_match=[match(1, None, "none"), match(2)], credential_fact=[fact()],
    ) == [(1, "remediated", "detector", "invalid"), (2, "open", None, "invalid")]  # fmt: skip


def test_nothing_exposed_gives_no_row(steps):
    assert stepped(steps, "exposure_id", exposure_place=[]) == []

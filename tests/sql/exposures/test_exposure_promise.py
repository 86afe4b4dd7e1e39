import json
from datetime import UTC, datetime, timedelta

COLUMNS = ("exposure_id", "priority", "sla_due_at", "sla_state")
AS_OF = datetime(2026, 6, 30, tzinfo=UTC)
NOTHING = {"credential_circumstance": [], "credential_use": []}


def step(exposure, **facts):
    return {"exposure_id": exposure, "detected_at": "2026-06-29 00:00+00", "state": "open", "was_dead": False, "publicly_exposed": True,
            "valid_when_found": True, **facts}  # fmt: skip


def test_promises_of_the_standard_are_kept_broken_and_pending(steps, shared_data):
    """Levels with the example's times: act now in 1 h, urgent in 24 h."""
    examples = json.loads((shared_data / "reference" / "metric_examples.json").read_text())["examples"]
    example = next(example for example in examples if example["id"] == "sla-01")
    given = []
    for incident in example["inputs"]["incidents"]:
        age = timedelta(hours=incident["age_h"])
        detected = AS_OF - age
        facts = {"publicly_exposed": incident["sla"] == 1, "detected_at": detected}
        if incident["closed"]:
            facts |= {"revoked_lower": AS_OF, "revoked_upper": AS_OF, "state": "remediated"}
        given.append(step(incident["id"], **facts))
    rows = steps.rows("exposure_promise", {**NOTHING, "exposure_step": given}, "exposure_id", "priority", "sla_state")
    for state in ("met", "breached", "pending"):
        assert [row[0] for row in rows if row[2] == state] == example["expected"][state]
    assert [row[1] for row in rows] == ["act_now" if i["sla"] == 1 else "urgent" for i in example["inputs"]["incidents"]]


def test_revoked_between_two_snapshots_around_the_due_time_is_undecided(steps):
    facts = {"revoked_lower": "2026-06-29 00:30+00", "revoked_upper": "2026-06-29 02:00+00", "state": "remediated"}
    rows = steps.rows("exposure_promise", {**NOTHING, "exposure_step": [step(1, **facts)]}, *COLUMNS)
    assert rows == [(1, "act_now", "2026-06-29 01:00", "undecided")]


def test_dead_secrets_false_positives_and_accepted_ones_owe_nothing(steps):
    given = [step(1, was_dead=True), step(2, state="false_positive"), step(3, state="accepted")]
    rows = steps.rows("exposure_promise", {**NOTHING, "exposure_step": given}, "exposure_id", "priority", "sla_state")
    assert rows == [(1, "closed", "none"), (2, "closed", "none"), (3, "act_now", "none")]


def test_revoked_at_the_very_due_time_is_met(steps):
    facts = {"revoked_lower": "2026-06-29 01:00+00", "revoked_upper": "2026-06-29 01:00+00", "state": "remediated"}
    rows = steps.rows("exposure_promise", {**NOTHING, "exposure_step": [step(1, **facts)]}, *COLUMNS)
    assert rows == [(1, "act_now", "2026-06-29 01:00", "met")]


def test_no_exposure_no_promise(steps):
    assert steps.rows("exposure_promise", {**NOTHING, "exposure_step": []}, "exposure_id") == []

import pytest


@pytest.mark.parametrize(
    ("state", "breached"), [("met", False), ("breached", True), ("pending", False), ("undecided", None), ("none", None)]
)
def test_a_promise_is_broken_kept_or_not_decidable(steps, state, breached):
    given = {
        "exposure_step": [{"exposure_id": 1, "state": "open", "was_dead": False}],
        "exposure_promise": [{"exposure_id": 1, "priority": "act_now", "sla_state": state}],
    }
    assert steps.rows("exposure", given, "exposure_id", "sla_breached") == [(1, breached)]


def test_no_exposure_no_row(steps):
    assert steps.rows("exposure", {"exposure_step": [], "exposure_promise": []}, "exposure_id") == []

import pytest

ANN = {"person_key": "ann@x", "kind": "person", "status": "active"}


@pytest.mark.parametrize(
    ("facts", "there"),
    [
        ({}, True),
        ({"kind": "team"}, True),
        ({"kind": "service_account"}, False),
        ({"kind": "vendor"}, False),
        ({"status": "unknown"}, True),
        ({"status": "left"}, False),
        ({"status": "left", "left_at": "2026-06-30 00:00+00"}, False),
        ({"status": "leaving", "left_at": "2026-06-30 00:01+00"}, True),
        ({"status": "active", "left_at": "2026-06-01+00"}, False),
    ],
)
def test_who_can_be_asked_is_a_person_or_team_that_has_not_left(steps, facts, there):
    rows = steps.rows("person_present", {"person_current": [{**ANN, **facts}]}, "person_key")
    assert rows == ([("ann@x",)] if there else [])

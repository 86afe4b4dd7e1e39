import pytest

LISTED = {"credential_id": 1, "provider": "openai", "tenant": "org", "natural_key": "key_1", "kind": "api_key", "status": "active",
          "source": "openai.project_api_keys", "source_rank": 10, "is_register": False, "present": True, "scope": "",
          "first_seen_at": "2026-03-01+00", "last_seen_at": "2026-06-29+00", "created_at": "2026-01-01 10:00+00",
          "snapshot_id": 5, "row_no": 7}  # fmt: skip
LESSER = {**LISTED, "source": "openai.admin_api_keys", "source_rank": 20, "snapshot_id": 6}
REGISTER = {
    **LISTED,
    "source": "register.keys",
    "source_rank": 90,
    "is_register": True,
    "created_at": None,
    "last_seen_at": "2026-06-30+00",
}
GONE = {**LISTED, "present": False, "last_seen_at": "2026-05-01+00", "absent_at": "2026-05-08+00"}
EMPTY = {"credential_alias": [], "credential_log_born": [], "lifecycle_log": [], "project_current": []}


def facts(steps, columns, *latest, **given):
    return steps.rows("credential_fact", {**EMPTY, "credential_latest": latest, **given}, *columns.split())


def event(kind, at, credential=1):
    return {"credential_id": credential, "kind": kind, "at": f"{at}+00", "event_id": f"{kind}{at}"}


def status(steps, listed, *events, **given):
    ((found,),) = facts(steps, "status", listed, lifecycle_log=events, **given)
    return found


def test_observed_facts_go_by_rank_and_a_lesser_source_fills_what_is_silent(steps):
    best, lesser = {**LISTED, "name": "chat"}, {**LESSER, "name": "admin's word", "hint": "sk-…abcd", "created_at": "2025-01-01+00"}
    assert facts(steps, "credential_id name hint created_at source snapshot_id row_no", lesser, best) == [
        (1, "chat", "sk-…abcd", "2026-01-01 10:00", "openai.project_api_keys", 5, 7)
    ]


def test_register_wins_on_what_people_know_and_loses_on_what_is_observed(steps):
    observed = {**LISTED, "service": "old", "environment": "test", "purpose": "p", "status": "inactive", "name": "chat"}
    told = {**REGISTER, "service": "new", "environment": "production", "purpose": "answers", "data_classes": ["payment"], "name": "other",
            "status": "active"}  # fmt: skip
    rows = facts(steps, "service environment purpose data_classes name status", observed, told)
    assert rows == [("new", "production", "answers", ["payment"], "chat", "inactive")]


def test_two_observed_environments_are_shared(steps):
    rows = facts(steps, "environment", {**LISTED, "environment": "test"}, {**LESSER, "environment": "production"})
    assert rows == [("shared",)]


def test_environment_and_service_of_the_project_where_nobody_says_more(steps):
    project = {"provider": "openai", "tenant": "org", "project": "proj", "environment": "staging", "service": "chat", "status": "active"}
    rows = facts(steps, "environment service", {**LISTED, "project": "proj"}, project_current=[project])
    assert rows == [("staging", "chat")]


def test_environment_that_nobody_says_is_unknown_and_service_null(steps):
    assert facts(steps, "environment service", LISTED) == [("unknown", None)]


def test_a_second_name_adds_its_facts_and_no_row(steps):
    slot = {**LISTED, "credential_id": 2, "slot_of": "arn:ann", "source": "aws.credential_report", "last_used_at": "2026-06-01+00",
            "use_claim": "used"}  # fmt: skip
    rows = facts(steps, "credential_id last_used_claimed_at use_claim is_slot", LISTED, slot,
                 credential_alias=[{"credential_id": 2, "canonical_id": 1}])  # fmt: skip
    assert rows == [(1, "2026-06-01 00:00", "used", False)]


def test_log_gives_the_instant_of_issue_and_of_renewal(steps):
    rows = facts(steps, "created_at secret_since", LISTED,
                 lifecycle_log=[event("created", "2026-01-01 09:59"), event("rotated", "2026-04-01 08:00")])  # fmt: skip
    assert rows == [("2026-01-01 09:59", "2026-04-01 08:00")]


def test_a_secret_without_renewal_holds_since_its_issue(steps):
    assert facts(steps, "secret_since", LISTED) == [("2026-01-01 10:00",)]


@pytest.mark.parametrize(
    ("created_at", "reason", "expected"),
    [
        ("2026-01-01+00", None, ("2026-01-01 00:00", None)),
        ("2026-06-30 20:00+00", None, ("2026-06-30 20:00", None)),
        ("2026-07-02+00", None, (None, "future_date")),
        (None, "lost", (None, "lost")),
        (None, None, (None, "not_in_export")),
    ],
)
def test_unknown_date_of_issue_is_null_with_its_reason(steps, created_at, reason, expected):
    rows = facts(steps, "created_at created_unknown_reason", {**LISTED, "created_at": created_at, "created_unknown_reason": reason})
    assert rows == [expected]


def test_a_renewal_to_come_is_no_renewal(steps):
    assert facts(steps, "secret_since", {**LISTED, "secret_since": "2026-08-01+00"}) == [("2026-01-01 10:00",)]


def test_status_as_listed(steps):
    assert status(steps, LISTED) == "active"


def test_deleted_by_the_log_after_the_listing_is_revoked(steps):
    assert status(steps, LISTED, event("deleted", "2026-06-29 12:00")) == "revoked"


def test_vanished_and_deleted_by_the_log_is_revoked_not_absent(steps):
    assert status(steps, GONE, event("deleted", "2026-05-03 12:00")) == "revoked"


def test_vanished_without_proof_is_absent(steps):
    assert status(steps, GONE) == "absent"


def test_a_listing_newer_than_the_deletion_wins(steps):
    assert status(steps, LISTED, event("deleted", "2026-05-03 12:00")) == "active"


def test_switched_off_after_the_listing_is_inactive(steps):
    assert status(steps, LISTED, event("deactivated", "2026-06-29 12:00")) == "inactive"


def test_switched_off_and_on_again_is_active(steps):
    events = event("deactivated", "2026-06-29 12:00"), event("activated", "2026-06-29 13:00")
    assert status(steps, LISTED, *events) == "active"


def test_switched_on_after_an_inactive_listing_is_active(steps):
    assert status(steps, {**LISTED, "status": "inactive"}, event("activated", "2026-06-29 13:00")) == "active"


def test_expires_at_the_very_instant(steps):
    assert status(steps, {**LISTED, "expires_at": "2026-06-30+00"}) == "expired"


def test_an_expiry_to_come_leaves_it_active(steps):
    assert status(steps, {**LISTED, "expires_at": "2026-06-30 00:00:01+00"}) == "active"


def test_vanished_before_its_expiry_is_absent(steps):
    assert status(steps, {**GONE, "expires_at": "2026-05-20+00"}) == "absent"


def test_vanished_after_its_expiry_is_expired(steps):
    assert status(steps, {**GONE, "expires_at": "2026-05-02+00"}) == "expired"


def test_an_archived_project_ends_its_keys(steps):
    archived = {"provider": "openai", "tenant": "org", "project": "proj", "status": "archived"}
    assert status(steps, {**LISTED, "project": "proj"}, project_current=[archived]) == "inactive"


def test_a_key_of_the_log_alone_is_a_credential(steps):
    born = {"credential_id": 9, "provider": "aws", "tenant": "1", "natural_key": "AKIA9", "kind": "access_key",
            "created_at": "2026-06-01 10:00+00", "snapshot_id": 3, "row_no": 4}  # fmt: skip
    made = event("created", "2026-06-01 10:00", 9)
    columns = "credential_id status created_at source present"
    assert facts(steps, columns, credential_log_born=[born], lifecycle_log=[made]) == [(9, "active", "2026-06-01 10:00", None, True)]


def test_a_key_of_the_log_alone_that_was_deleted_is_revoked(steps):
    born = {"credential_id": 9, "provider": "aws", "tenant": "1", "natural_key": "AKIA9", "kind": "access_key",
            "created_at": "2026-06-01 10:00+00"}  # fmt: skip
    events = [event("created", "2026-06-01 10:00", 9), event("deleted", "2026-06-02 10:00", 9)]
    assert facts(steps, "status", credential_log_born=[born], lifecycle_log=events) == [("revoked",)]


def test_bounds_of_an_absence_are_last_sight_and_first_listing_without_it(steps):
    assert facts(steps, "present absent_lower absent_upper", GONE) == [(False, "2026-05-01 00:00", "2026-05-08 00:00")]


def test_nothing_listed_nothing_known(steps):
    assert facts(steps, "credential_id") == []

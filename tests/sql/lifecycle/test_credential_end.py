import uuid

COLUMNS = ("credential_id", "ended_lower", "ended_upper", "basis")
EMPTY = {"credential_fact": [], "credential_alias": [], "lifecycle_log": []}


def versions(*rows, source="aws.access_keys"):
    """Stored versions from (credential, status, valid_from, changed_after, valid_to, last_seen_at)."""
    states, history = [], []
    for credential, status, valid_from, changed_after, valid_to, last_seen_at in rows:
        state = uuid.uuid4()
        states.append(
            {"state_hash": state, "provider": "aws", "tenant": "1", "natural_key": f"k{credential}", "kind": "access_key",
             "status": status, "environment": "unknown", "use_claim": "unknown", "principal_kind": "unknown", "privilege": "unknown"}
        )  # fmt: skip
        history.append(
            {"credential_id": credential, "source": source, "provider": "aws", "tenant": "1", "scope": "", "state_hash": state,
             "valid_from": valid_from, "changed_after": changed_after, "valid_to": valid_to, "last_seen_at": last_seen_at,
             "snapshot_id": 2, "row_no": 1, "first_snapshot_id": 1, "first_row_no": 1}
        )  # fmt: skip
    return {"core.credential_state": states, "core.credential_version": history}


def event(credential, kind, at):
    return {"credential_id": credential, "kind": kind, "at": f"{at}+00", "event_id": f"{credential}{kind}{at}"}


def test_a_log_event_gives_the_instant(steps):
    given = {**EMPTY, "lifecycle_log": [event(1, "created", "2026-03-01 09:00"), event(1, "deleted", "2026-03-02 18:30")]}
    assert steps.rows("credential_end", given, *COLUMNS) == [(1, "2026-03-02 18:30", "2026-03-02 18:30", "log")]


def test_a_credential_switched_on_again_has_not_ended(steps):
    given = {**EMPTY, "lifecycle_log": [event(1, "deactivated", "2026-03-02 18:30"), event(1, "activated", "2026-03-03 08:00")]}
    assert steps.rows("credential_end", given, *COLUMNS) == []


def test_two_listings_give_an_interval(steps):
    given = {
        **EMPTY,
        **versions(
            (1, "active", "2026-03-01 00:00+00", None, "2026-03-15 00:00+00", "2026-03-08 00:00+00"),
            (1, "inactive", "2026-03-15 00:00+00", "2026-03-08 00:00+00", None, "2026-03-22 00:00+00"),
        ),
    }
    assert steps.rows("credential_end", given, *COLUMNS) == [(1, "2026-03-08 00:00", "2026-03-15 00:00", "snapshot")]


def test_absence_from_a_complete_listing_ends_it_between_the_two(steps):
    given = {**EMPTY, **versions((1, "active", "2026-03-01 00:00+00", None, "2026-03-15 00:00+00", "2026-03-08 00:00+00"))}
    assert steps.rows("credential_end", given, *COLUMNS) == [(1, "2026-03-08 00:00", "2026-03-15 00:00", "snapshot")]


def test_listed_as_before_has_not_ended(steps):
    given = {**EMPTY, **versions((1, "active", "2026-03-01 00:00+00", None, None, "2026-03-08 00:00+00"))}
    assert steps.rows("credential_end", given, *COLUMNS) == []


def test_the_log_sharpens_the_interval_of_two_listings(steps):
    given = {
        **EMPTY,
        **versions((1, "active", "2026-03-01 00:00+00", None, "2026-03-15 00:00+00", "2026-03-08 00:00+00")),
        "lifecycle_log": [event(1, "deleted", "2026-03-10 12:00")],
    }
    assert steps.rows("credential_end", given, *COLUMNS) == [(1, "2026-03-10 12:00", "2026-03-10 12:00", "log")]


def test_an_expiry_date_ends_it_only_once_it_has_passed(steps):
    given = {
        **EMPTY,
        "credential_fact": [
            {"credential_id": 1, "expires_at": "2026-06-30 00:00+00"},
            {"credential_id": 2, "expires_at": "2026-06-30 00:01+00"},
            {"credential_id": 3, "expires_at": None},
        ],
    }
    assert steps.rows("credential_end", given, *COLUMNS) == [(1, "2026-06-30 00:00", "2026-06-30 00:00", "expiry")]


def test_first_listed_dead_has_no_lower_bound(steps):
    given = {**EMPTY, **versions((1, "revoked", "2026-03-15 00:00+00", None, None, "2026-03-15 00:00+00"))}
    assert steps.rows("credential_end", given, *COLUMNS) == [(1, None, "2026-03-15 00:00", "snapshot")]


def test_a_register_that_goes_on_listing_does_not_raise_the_dead(steps):
    provider = versions((1, "active", "2026-03-01 00:00+00", None, "2026-03-15 00:00+00", "2026-03-08 00:00+00"))
    register = versions((1, "active", "2026-03-01 00:00+00", None, None, "2026-06-01 00:00+00"), source="register.credentials")
    given = {
        **EMPTY,
        "core.source": [
            {"source": "aws.access_keys", "provider": "aws", "rank": 10, "additive": False, "snapshot": True},
            {"source": "register.credentials", "provider": "register", "rank": 200, "additive": False, "snapshot": True},
        ],
        **{table: provider[table] + register[table] for table in provider},
    }
    assert steps.rows("credential_end", given, *COLUMNS) == [(1, "2026-03-08 00:00", "2026-03-15 00:00", "snapshot")]

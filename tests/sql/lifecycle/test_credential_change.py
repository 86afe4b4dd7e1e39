import uuid

COLUMNS = ("kind", "at_lower", "at_upper")
DAYS = ("2026-03-01", "2026-03-08", "2026-03-15", "2026-03-22")


def changed(steps, *versions, fact=None, columns=COLUMNS):
    """Changes of one credential from (state, index of first listing, index of the last, index of the end or None)."""
    states, history = [], []
    for facts, first, last, end in versions:
        state = uuid.uuid4()
        states.append(
            {"state_hash": state, "provider": "aws", "tenant": "1", "natural_key": "k", "kind": "access_key", "status": "active",
             "environment": "unknown", "use_claim": "unknown", "principal_kind": "unknown", "privilege": "unknown", **facts}
        )  # fmt: skip
        history.append(
            {"credential_id": 1, "source": "aws.access_keys", "provider": "aws", "tenant": "1", "scope": "", "state_hash": state,
             "valid_from": f"{DAYS[first]}+00", "changed_after": f"{DAYS[first - 1]}+00" if first else None,
             "valid_to": f"{DAYS[end]}+00" if end else None, "last_seen_at": f"{DAYS[last]}+00",
             "snapshot_id": last, "row_no": 1, "first_snapshot_id": first, "first_row_no": 1}
        )  # fmt: skip
    given = {
        "credential_alias": [],
        "credential_fact": [{"credential_id": 1, **(fact or {})}],
        "core.credential_state": states,
        "core.credential_version": history,
    }
    return steps.rows("credential_change", given, *columns)


def test_disabled_between_two_listings(steps):
    assert changed(steps, ({}, 0, 1, 2), ({"status": "inactive"}, 2, 2, None)) == [("deactivated", "2026-03-08 00:00", "2026-03-15 00:00")]


def test_gone_and_listed_again(steps):
    assert changed(steps, ({}, 0, 0, 1), ({}, 2, 2, None)) == [
        ("activated", "2026-03-08 00:00", "2026-03-15 00:00"),
        ("deleted", "2026-03-01 00:00", "2026-03-08 00:00"),
    ]


def test_gone_for_good(steps):
    assert changed(steps, ({}, 0, 1, 2)) == [("deleted", "2026-03-08 00:00", "2026-03-15 00:00")]


def test_new_scopes_and_a_new_secret(steps):
    first = {"scopes": ["read"], "secret_since": "2026-01-01+00"}
    second = {"scopes": ["read", "write"], "secret_since": "2026-03-04 12:00+00"}
    assert changed(steps, (first, 0, 0, 1), (second, 1, 1, None)) == [
        ("rotated", "2026-03-04 12:00", "2026-03-04 12:00"),
        ("scope_changed", "2026-03-01 00:00", "2026-03-08 00:00"),
    ]


def test_issue_is_dated_or_bounded_by_the_listing_before_or_not_told(steps):
    assert changed(steps, ({}, 1, 1, None), fact={"created_at": "2026-03-05 10:00+00"}) == [
        ("created", "2026-03-05 10:00", "2026-03-05 10:00")
    ]


def test_issue_without_a_date_lies_between_two_listings(steps):
    assert changed(steps, ({}, 1, 1, None)) == [("created", "2026-03-01 00:00", "2026-03-08 00:00")]


def test_issue_before_the_first_listing_is_not_told(steps):
    assert changed(steps, ({}, 0, 0, None)) == []


def test_past_expiry_is_told_and_future_is_not(steps):
    assert changed(steps, ({}, 0, 0, None), fact={"expires_at": "2026-04-01+00"}) == [("expired", "2026-04-01 00:00", "2026-04-01 00:00")]

COLUMNS = ("credential_id", "kind", "at", "event_id")
NAMES = {"provider": "aws", "tenant": "1"}


def event(subject_kind, subject, kind, at, event_id="e1", **facts):
    return {**NAMES, "subject_kind": subject_kind, "subject": subject, "kind": kind, "at": f"{at}+00", "event_id": event_id,
            "snapshot_id": facts.pop("snapshot_id", 1), "row_no": 1, **facts}  # fmt: skip


def held(number, principal=None, project=None, created_at=None):
    return {**NAMES, "credential_id": number, "natural_key": f"K{number}", "principal": principal, "project": project,
            "created_at": created_at and f"{created_at}+00"}  # fmt: skip


def log(steps, events, latest=(), **given):
    steps.connection.execute(
        "insert into landing.snapshot (snapshot_id, identity, digest, path, tenant, as_of, as_of_basis, complete, status, bytes,"
        " rows_read, rows_rejected, reader_version) overriding system value select n, n::text, 'd' || n, 'log', '1', '2026-06-01+00',"
        " 'content', false, 'loaded', 1, 1, 0, '1' from generate_series(1, 2) as n"
    )
    named = [{**NAMES, "natural_key": row["natural_key"], "credential_id": row["credential_id"]} for row in latest]
    inputs = {
        "core.lifecycle_event": events,
        "credential_latest": latest,
        "credential_log_born": [],
        "credential_alias": [],
        "subject_reference": named,
    }
    return steps.rows("lifecycle_log", {**inputs, **given}, *COLUMNS)


def test_an_event_of_a_key_is_its_own(steps):
    rows = log(steps, [event("credential", "K1", "created", "2026-03-01 09:00")], [held(1), held(2)])
    assert rows == [(1, "created", "2026-03-01 09:00", "e1")]


def test_the_same_event_in_two_files_is_one(steps):
    twice = [event("credential", "K1", "deleted", "2026-03-01 09:00", snapshot_id=number) for number in (1, 2)]
    assert log(steps, twice, [held(1)]) == [(1, "deleted", "2026-03-01 09:00", "e1")]


def test_what_befalls_a_principal_or_a_project_befalls_its_keys(steps):
    events = [
        event("principal", "ann", "deleted", "2026-03-01 09:00"),
        event("project", "proj", "deactivated", "2026-03-02 09:00", "e2"),
    ]
    rows = log(steps, events, [held(1, principal="ann"), held(2, project="proj"), held(3, principal="proj", project="ann")])
    assert rows == [(1, "deleted", "2026-03-01 09:00", "e1"), (2, "deactivated", "2026-03-02 09:00", "e2")]


def test_keys_issued_after_the_event_or_deleted_before_it_are_spared(steps):
    events = [
        event("principal", "ann", "deactivated", "2026-03-01 09:00"),
        event("credential", "K2", "deleted", "2026-02-01 09:00", "e2"),
    ]
    rows = log(steps, events, [held(1, "ann", created_at="2026-04-01"), held(2, "ann"), held(3, "ann")])
    assert rows == [(2, "deleted", "2026-02-01 09:00", "e2"), (3, "deactivated", "2026-03-01 09:00", "e1")]


def test_the_making_of_a_principal_makes_no_key(steps):
    assert log(steps, [event("principal", "ann", "created", "2026-03-01 09:00")], [held(1, "ann")]) == []


def test_another_tenant_of_the_same_name_is_not_meant(steps):
    elsewhere = [{**event("principal", "ann", "deleted", "2026-03-01 09:00"), "tenant": "2"}]
    assert log(steps, elsewhere, [held(1, "ann")]) == []


def test_what_is_to_come_has_not_happened(steps):
    assert log(steps, [event("credential", "K1", "deleted", "2026-07-01 09:00")], [held(1)]) == []


def test_no_event_no_row(steps):
    assert log(steps, [], [held(1, "ann", "proj")]) == []

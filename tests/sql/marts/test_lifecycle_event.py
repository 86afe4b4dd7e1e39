COLUMNS = ("credential_id", "kind", "at_lower", "at_upper", "actor", "evidence")


def change(kind, lower, upper, credential=1):
    return {"credential_id": credential, "kind": kind, "at_lower": f"{lower}+00", "at_upper": f"{upper}+00", "snapshot_id": 2, "row_no": 5}


def logged(kind, at, credential=1, event="e"):
    return {"credential_id": credential, "kind": kind, "at": f"{at}+00", "actor": "root", "event_id": event, "snapshot_id": 1, "row_no": 3}


def events(steps, log, changes):
    return steps.rows("lifecycle_event", {"lifecycle_log": log, "credential_change": changes}, *COLUMNS)


def test_a_log_event_takes_the_place_of_the_interval_it_explains(steps):
    rows = events(steps, [logged("deleted", "2026-03-10 12:00")], [change("deleted", "2026-03-08", "2026-03-15")])
    assert rows == [(1, "deleted", "2026-03-10 12:00", "2026-03-10 12:00", "root", "log")]


def test_an_interval_that_no_log_event_lies_in_stays(steps):
    rows = events(steps, [logged("deactivated", "2026-02-10 12:00")], [change("deleted", "2026-03-08", "2026-03-15")])
    assert rows == [
        (1, "deactivated", "2026-02-10 12:00", "2026-02-10 12:00", "root", "log"),
        (1, "deleted", "2026-03-08 00:00", "2026-03-15 00:00", None, "snapshot"),
    ]


def test_the_log_of_another_credential_explains_nothing(steps):
    rows = events(steps, [logged("deleted", "2026-03-10 12:00", credential=2)], [change("deleted", "2026-03-08", "2026-03-15")])
    assert [row[0] for row in rows] == [1, 2]


def test_the_life_of_a_key_that_two_log_events_bound_is_exact_to_the_second(steps):
    log = [logged("created", "2023-07-10 12:10:00", event="a"), logged("deleted", "2023-07-10 12:13:55", event="b")]
    events(steps, log, [])
    life = steps.connection.execute("select extract(epoch from max(at_upper) - min(at_lower)) from lifecycle_event").fetchone()
    assert life == (235,)


def test_one_event_reported_twice_is_one(steps):
    log = [logged("created", "2026-03-10 12:00", event=event) for event in ("a", "b")]
    assert len(events(steps, log, [])) == 1


def test_created_as_a_listing_dates_it_gives_way_to_the_log(steps):
    rows = events(steps, [logged("created", "2026-03-10 12:00")], [change("created", "2026-03-10 11:59", "2026-03-10 11:59")])
    assert rows == [(1, "created", "2026-03-10 12:00", "2026-03-10 12:00", "root", "log")]


def test_nothing_happened(steps):
    assert events(steps, [], []) == []

from datetime import UTC, datetime

from etl.records import Person
from tests.builders import snapshot

COLUMNS = ("person_key", "status", "is_directory")


def person(status="active", **facts):
    return Person(**{"row_no": 1, "person_key": "ann@corp.example", "status": status, **facts})


def test_a_directory_beats_a_newer_member_list(warehouse, steps):
    snapshot(warehouse, "directory.hr", [person("left")], as_of=datetime(2026, 3, 1, tzinfo=UTC))
    snapshot(warehouse, "openai.users", [person(is_directory=False)], as_of=datetime(2026, 6, 1, tzinfo=UTC))
    assert steps.rows("person_current", {}, *COLUMNS) == [("ann@corp.example", "left", True)]


def test_of_two_directories_the_one_that_knows_a_status_counts(warehouse, steps):
    snapshot(warehouse, "directory.hr", [person("left")], as_of=datetime(2026, 3, 1, tzinfo=UTC))
    snapshot(warehouse, "directory.scim", [person("unknown")], as_of=datetime(2026, 6, 1, tzinfo=UTC))
    assert steps.rows("person_current", {}, *COLUMNS) == [("ann@corp.example", "left", True)]


def test_who_is_not_in_the_newest_complete_directory_is_not_known(warehouse, steps):
    snapshot(warehouse, "directory.hr", [person()], as_of=datetime(2026, 3, 1, tzinfo=UTC))
    snapshot(warehouse, "directory.hr", [person(person_key="bob@corp.example")], as_of=datetime(2026, 4, 1, tzinfo=UTC))
    assert steps.rows("person_current", {}, "person_key") == [("bob@corp.example",)]


def test_no_directory_nobody(steps):
    assert steps.rows("person_current", {}, *COLUMNS) == []

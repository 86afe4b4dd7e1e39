from datetime import UTC, datetime

from etl.records import Project
from tests.builders import snapshot

COLUMNS = ("project", "name", "environment", "status")


def project(name="chat", status="active", environment="production", key="proj_1"):
    return Project(row_no=1, provider="openai", tenant="t", project=key, name=name, status=status, environment=environment)


def test_newest_complete_listing_counts_alone(warehouse, steps):
    snapshot(warehouse, "openai.projects", [project(), project(key="proj_2")], as_of=datetime(2026, 3, 1, tzinfo=UTC))
    snapshot(warehouse, "openai.projects", [project("chat-2", "archived")], as_of=datetime(2026, 4, 1, tzinfo=UTC))
    assert steps.rows("project_current", {}, *COLUMNS) == [("proj_1", "chat-2", "production", "archived")]


def test_later_partial_listing_changes_what_it_names(warehouse, steps):
    snapshot(warehouse, "openai.projects", [project(), project(key="proj_2")], as_of=datetime(2026, 3, 1, tzinfo=UTC))
    snapshot(warehouse, "openai.projects", [project("renamed")], as_of=datetime(2026, 4, 1, tzinfo=UTC), complete=False)
    assert steps.rows("project_current", {}, "project", "name") == [("proj_1", "renamed"), ("proj_2", "chat")]


def test_of_two_listings_of_one_instant_the_higher_digest_counts(warehouse, steps):
    for digest in ("b", "c", "a"):
        snapshot(warehouse, "openai.projects", [project(f"name-{digest}")], digest=digest, complete=False)
    assert steps.rows("project_current", {}, "name") == [("name-c",)]


def test_environment_that_nobody_says_is_null(warehouse, steps):
    snapshot(warehouse, "openai.projects", [project(environment="unknown")])
    assert steps.rows("project_current", {}, "environment") == [(None,)]


def test_no_listing_no_project(steps):
    assert steps.rows("project_current", {}, *COLUMNS) == []

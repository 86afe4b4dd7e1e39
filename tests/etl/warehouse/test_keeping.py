"""Kept steps: made again exactly when something that they are a function of has changed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.records import Credential, Usage
from etl.warehouse import keeping, publication
from etl.warehouse.statements import statements
from tests.builders import AS_OF, rows, snapshot

KEY = Credential(row_no=1, provider="aws", tenant="t", natural_key="AKIA1", kind="access_key", status="active")
MADE = {"usage_daily", "anomaly"}


def use(hour, key="AKIA1", requests=3):
    starts_at = AS_OF - timedelta(days=2) + timedelta(hours=hour)
    return Usage(
        row_no=0, provider="aws", tenant="t", credential=key, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1),
        action_class="inference", requests=requests,
    )  # fmt: skip


def built(warehouse, **options):
    """The steps that a build makes, and the publication's schema."""
    made = []
    draft = publication.build(warehouse, only=MADE, progress=lambda _done, _total, name: made.append(name), **options)
    return made, draft.schema


def daily(warehouse, schema):
    return rows(warehouse, f"select day::text, requests, credential_id from {schema}.usage_daily order by 1, 2, 3")


@pytest.fixture
def used(warehouse):
    snapshot(warehouse, "aws.access_keys", [KEY])
    snapshot(warehouse, "aws.cloudtrail", [use(1), use(30)])
    return warehouse


def test_what_nothing_has_touched_is_not_made_again(used):
    first, schema = built(used)
    before = daily(used, schema)
    second, schema = built(used)
    assert "key_usage" in first and "use_trait" in first
    assert "key_usage" not in second and "use_trait" not in second and "first_seen" not in second
    assert daily(used, schema) == before != []


def test_listing_of_no_use_leaves_it_kept_although_the_as_of_moves(used):
    built(used)
    snapshot(used, "aws.access_keys", [KEY], as_of=AS_OF + timedelta(days=7))
    made, schema = built(used)
    assert "key_usage" not in made and len(daily(used, schema)) == 2


def test_new_use_is_added_up(used):
    built(used)
    snapshot(used, "aws.cloudtrail", [use(5)])
    made, schema = built(used)
    assert "key_usage" in made
    assert sum(row["requests"] for row in daily(used, schema)) == 9


def test_key_that_becomes_known_changes_whose_use_it_is(used):
    snapshot(used, "aws.cloudtrail", [use(5, key="AKIA2")])
    built(used)
    snapshot(used, "aws.access_keys", [KEY, Credential(row_no=2, provider="aws", tenant="t", natural_key="AKIA2", kind="access_key")])
    assert "key_usage" in built(used)[0]


def test_earlier_as_of_counts_what_was_held_then(used):
    built(used)
    made, schema = built(used, as_of=AS_OF - timedelta(days=1))
    assert "key_usage" in made and daily(used, schema) == []


def test_rows_that_a_crash_emptied_are_made_again(used):
    _, schema = built(used)
    before = daily(used, schema)
    with used.engine.begin() as connection:
        connection.exec_driver_sql("truncate kept.usage_daily")
    made, schema = built(used)
    assert "usage_daily" in made and daily(used, schema) == before


def test_other_text_of_a_step_between_is_another_recipe(used):
    chosen = [one for one in statements() if one.name in {"key_usage", "use_report"}]
    parameters = {"use_as_of": datetime(2026, 1, 1, tzinfo=UTC)}
    changed = [one if one.name == "key_usage" else type(one)(**{**vars(one), "text": one.text + " limit 1"}) for one in chosen]
    with used.engine.begin() as connection:
        connection.exec_driver_sql("create schema build_9; create table build_9.subject_reference (a int)")
        assert keeping.recipes(connection, chosen, parameters, work="build_9") != keeping.recipes(
            connection, changed, parameters, work="build_9"
        )


loads = st.lists(
    st.tuples(st.booleans(), st.integers(0, 40), st.sampled_from(["AKIA1", "AKIA2", "AKIA3"]), st.integers(-1, 3)), min_size=1, max_size=4
)


@given(loads)
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_kept_steps_give_what_making_all_anew_gives(used, sequence):
    for is_use, hour, key, days in sequence:
        if is_use:
            snapshot(used, "aws.cloudtrail", [use(hour, key)], as_of=AS_OF + timedelta(days=days))
        else:
            listed = [KEY, Credential(row_no=2, provider="aws", tenant="t", natural_key=key + "x", kind="access_key")]
            snapshot(used, "aws.access_keys", listed, as_of=AS_OF + timedelta(days=days))
        kept = daily(used, built(used)[1])
        with used.engine.begin() as connection:
            connection.exec_driver_sql("delete from landing.kept_step")
        assert daily(used, built(used)[1]) == kept

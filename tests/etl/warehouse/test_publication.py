"""Publications: nothing is seen before it is published, nothing is dropped under a reader, nothing is lost to a kill."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from etl.errors import ConfigurationError
from etl.records import Credential
from etl.warehouse import publication
from tests.builders import rows, snapshot

ONLY = {"credential", "key_age"}


def published(warehouse, **options):
    draft = publication.build(warehouse, only=ONLY)
    publication.publish(warehouse, draft, **options)
    return draft.number


@pytest.fixture
def loaded(warehouse):
    key = Credential(row_no=1, provider="openai", tenant="t", natural_key="key_1", kind="api_key", status="active")
    snapshot(warehouse, "openai.project_api_keys", [key])
    return warehouse


def test_nothing_is_seen_before_it_is_published(loaded):
    draft = publication.build(loaded, only=ONLY)
    assert publication.current(loaded.engine) is None
    with pytest.raises(ProgrammingError):
        rows(loaded, "select * from mart.credential")
    publication.publish(loaded, draft)
    assert publication.current(loaded.engine).number == draft.number
    assert [row["natural_key"] for row in rows(loaded, "select natural_key from mart.credential")] == ["key_1"]


def test_as_of_is_the_newest_instant_that_an_export_describes(loaded):
    assert publication.build(loaded, only=ONLY).as_of == datetime(2026, 6, 1, tzinfo=UTC)


def test_meaning_of_columns_reaches_the_database(loaded):
    published(loaded)
    found = rows(
        loaded,
        "select col_description(a.attrelid, a.attnum) as words from pg_attribute a"
        " where a.attrelid = cast('mart_1.credential' as regclass) and a.attname = 'owner'",
    )
    assert found == [{"words": "the winning claim's; null: nobody"}]


def test_roll_back_goes_to_the_one_before_and_no_further(loaded):
    first, second = published(loaded), published(loaded)
    assert publication.rollback(loaded) == first
    assert publication.current(loaded.engine).number == first
    with pytest.raises(ConfigurationError, match="no earlier publication"):
        publication.rollback(loaded)
    assert second == 2


def schemas(warehouse):
    found = rows(warehouse, "select nspname from pg_namespace where nspname ~ '^(mart|build)_' order by 1")
    return [row["nspname"] for row in found]


def test_old_publications_are_dropped_beyond_the_kept_ones(loaded):
    for _ in range(4):
        published(loaded, kept=2)
    assert schemas(loaded) == ["mart_3", "mart_4"]


def test_publication_that_is_being_read_is_left(loaded):
    first = published(loaded, kept=1)
    with publication.reading(loaded.engine) as held:
        assert held.number == first
        published(loaded, kept=1)
        assert f"mart_{first}" in schemas(loaded)
    third = published(loaded, kept=1)
    assert schemas(loaded) == [f"mart_{third}"]


def test_draft_that_is_discarded_leaves_nothing(loaded):
    publication.discard(loaded, publication.build(loaded, only=ONLY))
    assert schemas(loaded) == []


def test_leftovers_of_a_killed_build_go_with_the_next(loaded):
    publication.build(loaded, only=ONLY)
    number = published(loaded)
    assert schemas(loaded) == [f"mart_{number}"]


BUILD = """
import sys
from etl.warehouse import publication
from etl.warehouse.connection import Warehouse, engine_of
warehouse = Warehouse(engine_of(sys.argv[1]), sys.argv[1], embedded=False)
def progress(done, total, what):
    print(what, flush=True)
publication.publish(warehouse, publication.build(warehouse, progress=progress))
"""


@pytest.mark.parametrize("stage", ["credential_latest", "credential_fact", "credential"])
def test_killed_build_leaves_the_last_publication_whole_and_the_next_completes(loaded, stage):
    first = published(loaded)
    url = loaded.engine.url.render_as_string(hide_password=False)
    child = subprocess.Popen([sys.executable, "-P", "-c", BUILD, url], stdout=subprocess.PIPE, text=True)
    for line in child.stdout:
        if line.strip() == stage:
            os.kill(child.pid, signal.SIGKILL)
            break
    child.wait()
    child.stdout.close()
    assert publication.current(loaded.engine).number == first
    assert [row["natural_key"] for row in rows(loaded, "select natural_key from mart.credential")] == ["key_1"]
    second = published(loaded)
    assert publication.current(loaded.engine).number == second
    assert schemas(loaded) == [f"mart_{first}", f"mart_{second}"]


def test_two_refreshes_at_once_both_complete_one_after_the_other(loaded):
    url = loaded.engine.url.render_as_string(hide_password=False)
    children = [subprocess.Popen([sys.executable, "-P", "-c", BUILD, url], stdout=subprocess.DEVNULL) for _ in range(2)]
    deadline = time.monotonic() + 120
    assert [child.wait(timeout=deadline - time.monotonic()) for child in children] == [0, 0]
    states = rows(loaded, "select state, count(*) as n from landing.publication group by state order by state")
    assert publication.current(loaded.engine) is not None
    assert {row["state"]: row["n"] for row in states}.get("draft", 0) == 0


def test_view_on_the_current_publication_is_for_bi_tools(loaded):
    published(loaded)
    with loaded.engine.connect() as connection:
        kinds = connection.execute(text("select relkind from pg_class where oid = cast('mart.key_age' as regclass)")).scalars().all()
    assert [kind if isinstance(kind, str) else kind.decode() for kind in kinds] == ["v"]

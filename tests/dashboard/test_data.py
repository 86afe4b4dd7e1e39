from concurrent.futures import ThreadPoolExecutor

import polars as pl
import pytest
from adbc_driver_postgresql import dbapi
from sqlalchemy import text

from dashboard.data import NOT_KNOWN, Filters, PublicationGoneError, Published, options, reader


@pytest.fixture
def stored(warehouse, published):
    """A publication in Postgres: two business units, one key of none, an exposure of each and one of no key."""
    tables = {
        "credential": [
            {"credential_id": 1, "business_unit": "Retail"},
            {"credential_id": 2, "business_unit": "O'Neil", "provider": "aws"},
            {"credential_id": 3, "business_unit": None},
        ],
        "exposure": [{"exposure_id": at, "credential_id": at} for at in (1, 2)] + [{"exposure_id": 9}],
        "rotation": [{"rotation_id": 1, "predecessor_id": 1}, {"rotation_id": 2, "predecessor_id": 3}],
        "source_freshness": [{}],
    }
    with warehouse.engine.begin() as connection:
        connection.execute(text("create schema mart_7"))
    with dbapi.connect(warehouse.url) as connection, connection.cursor() as cursor:
        for name, rows in tables.items():
            cursor.adbc_ingest(name, published.frame(name, rows).to_arrow(), db_schema_name="mart_7")
        cursor.execute("comment on column mart_7.credential.name is 'what people call it'")
        cursor.execute("alter table mart_7.credential alter column age_days type numeric")
        connection.commit()
    return warehouse, Published(7, "mart_7", published.AS_OF)


def test_table_comes_back_as_it_was_stored(stored, published):
    held = reader(*stored)
    frame = held.table("credential")
    expected = published.frame("credential", [{"credential_id": 1, "business_unit": "Retail"}])
    assert frame.filter(frame["credential_id"] == 1).equals(expected)
    assert held.table("credential") is frame


def test_columns_of_another_publication_are_read_in_the_same_scope(stored):
    warehouse, published = stored
    now = reader(warehouse, Published(8, "mart_8", published.as_of), ("Retail",))
    assert now.elsewhere(published, "credential", ("credential_id", "provider")).rows() == [(1, "openai")]
    assert now.elsewhere(published, "credential", ("credential_id", "unheard_of")) is None
    assert now.elsewhere(Published(6, "mart_6", published.as_of), "credential", ("credential_id",)) is None


def test_columns_are_described_by_their_comments(stored):
    described = {column.name: column.meaning for column in reader(*stored).tables()["credential"]}
    assert described["name"] == "what people call it"


@pytest.mark.parametrize(("scope", "ids"), [(None, [1, 2, 3]), (("Retail",), [1]), (("O'Neil",), [2]), ((), [])])
def test_scope_reads_its_business_units_alone(stored, scope, ids):
    assert sorted(reader(*stored, scope).table("credential")["credential_id"]) == ids


def test_scope_reaches_tables_that_name_a_credential(stored):
    held = reader(*stored, ("Retail",))
    assert held.table("exposure")["exposure_id"].to_list() == [1]
    assert held.table("rotation")["rotation_id"].to_list() == [1]
    assert held.table("landing.quarantine").is_empty()
    assert held.table("source_freshness").height == 1


def test_table_that_is_not_published_is_an_error_and_core_is_never_read(stored):
    held = reader(*stored)
    for name in ("nowhere", "core.credential_version", "governance.waiver"):
        with pytest.raises(KeyError):
            held.table(name)


def test_schema_that_was_dropped_is_told_apart(stored):
    held = reader(*stored)
    with stored[0].engine.begin() as connection:
        connection.execute(text("drop schema mart_7 cascade"))
    with pytest.raises(PublicationGoneError):
        held.table("exposure")


def test_filter_options_have_a_place_for_the_unknown(stored):
    assert options(reader(*stored).table("credential"))["business_unit"] == ["O'Neil", "Retail", NOT_KNOWN]


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        (Filters(), [1, 2, 3]),
        (Filters(business_unit=(NOT_KNOWN,)), [3]),
        (Filters(business_unit=("Retail", NOT_KNOWN), provider=("openai",)), [1, 3]),
        (Filters(provider=("nowhere",)), []),
    ],
)
def test_filters_hold_together(stored, filters, ids):
    assert sorted(filters.apply(reader(*stored).table("credential"))["credential_id"]) == ids


def test_rows_of_a_credential_get_its_filter_columns(stored):
    joined = reader(*stored).with_credential("exposure").sort("exposure_id")
    assert joined["business_unit"].to_list() == ["Retail", "O'Neil", None]
    assert joined["provider"].to_list() == ["openai", "openai", "openai"]  # the exposure's own word stands


def test_readers_with_the_same_filters_share_their_figures_and_the_oldest_is_let_go(published, monkeypatch):
    from dashboard import data
    from dashboard.view import View

    monkeypatch.setattr(data, "SHARED_BYTES_MOST", 8 * data.SHARED_BYTES_LEAST)
    held = published.held(credential=[{"credential_id": 1}, {"credential_id": 2, "provider": "aws"}])
    first, second = View(held, Filters(provider=("aws",))), View(held, Filters(provider=("aws",)))
    before = first.active
    assert before is second.active
    assert before.column("credential_id").to_list() == [2]
    for number in range(8):
        assert View(held, Filters(provider=(str(number),))).credentials.is_empty()
    assert first.active is not before


def test_what_is_shared_is_bounded_in_bytes_as_well(published, monkeypatch):
    from dashboard import data
    from dashboard.selection import Selection

    rows = pl.int_range(1_000, dtype=pl.UInt32, eager=True)
    monkeypatch.setattr(data, "SHARED_BYTES_LEAST", 1)
    monkeypatch.setattr(data, "SHARED_BYTES_MOST", 2 * rows.estimated_size())
    held = published.held(credential=[{"credential_id": 1}])
    made = []
    for name in ("x", "x", "y", "x", "z", "y"):
        held.shared("a", Filters(provider=(name,)), lambda: made.append(name) or Selection(held.table("credential"), rows))  # noqa: B023 made at once
    assert made == ["x", "y", "z", "y"]


def test_a_figure_that_is_being_made_keeps_nobody_from_another_one(published):
    """Pages of many readers run side by side: one reads selections while it makes a figure that others wait for."""
    from dashboard.view import View

    held = published.held(credential=[{"credential_id": 1}])
    view, other = View(held, Filters(provider=("openai",))), View(held, Filters(provider=("aws",)))
    with ThreadPoolExecutor(2) as pool:
        height = view.shared("figure", lambda: pool.submit(lambda: other.active.height).result(timeout=30) + view.active.height)
    assert height == 1


@pytest.mark.parametrize(
    "filters",
    [Filters(), Filters(provider=("aws",)), Filters(business_unit=(NOT_KNOWN,)), Filters(provider=("aws", "x"), kind=("api_key",))],
)
def test_selection_by_codes_is_what_the_filters_say(published, filters):
    held = published.held(
        credential=[
            {"credential_id": n, "provider": ("aws", "openai")[n % 2], "business_unit": (None, "Retail", "")[n % 3]} for n in range(12)
        ]
    )
    assert held.selected("credential", filters).whole().equals(filters.apply(held.table("credential")))


def test_results_of_checks_are_those_of_the_last_runs_up_to_the_publication(stored, published, monkeypatch):
    from dashboard import data

    monkeypatch.setattr(data, "RUNS_MOST", 2)
    warehouse, number = stored
    with warehouse.engine.begin() as connection:
        for run, publication in ((1, 5), (2, 6), (3, 7), (4, 8)):  # 8 was published since: no part of the past of 7
            connection.execute(
                text(
                    "insert into quality.run (run_id, publication, gate_open, ran_at) overriding system value values (:r, :p, true, now())"
                ),
                {"r": run, "p": publication},
            )
            connection.execute(
                text(
                    "insert into quality.result (run_id, publication, table_name, expectation, claim, severity, mark, passed, ran_at)"
                    " values (:r, :p, 't', 'e', 'c', 'info', 'gap', true, now())"
                ),
                {"r": run, "p": publication},
            )
    assert sorted(reader(warehouse, number).table("quality.result")["run_id"]) == [2, 3]

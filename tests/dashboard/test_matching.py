"""Each condition finds the same rows in memory and by SQL."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from adbc_driver_postgresql import dbapi
from sqlalchemy import text

from dashboard import matching, zones
from etl.warehouse.statements import statements

MIDNIGHT = datetime(2026, 3, 1, tzinfo=UTC)
FRAME = pl.DataFrame(
    {
        "n": range(8),
        "name": ["Ada", "ÄDA's key", "ada%_x", None, "", "Straße", "a\\d", "b"],
        "amount": [0.1, 0.30000000000000004, 12345678.25, None, -1.0, 0.0, 1e-7, 100.0],
        "flag": [True, False, None, True, None, False, None, None],
        "at": [MIDNIGHT, MIDNIGHT - timedelta(microseconds=1), None, MIDNIGHT + timedelta(days=1), *[MIDNIGHT + timedelta(hours=23)] * 4],
        "day": [date(2026, 3, 1), date(2026, 2, 28), None, *[date(2026, 3, 2)] * 5],
        "words": [["a", "b"], [], None, ["A"], ["it's"], ["a"], ["b"], ["ab"]],
    },
    schema_overrides={"at": pl.Datetime("us", "UTC"), "words": pl.List(pl.String)},
)
CASES = [
    (matching.contains("name", "ada"), [0, 2]),
    (matching.contains("name", "äda's"), [1]),
    (matching.contains("name", "%_"), [2]),
    (matching.contains("name", "\\d"), [6]),
    (matching.contains("amount", "0.3"), [1]),
    (matching.equals("name", "Ada"), [0]),
    (matching.equals("n", "7"), [7]),
    (matching.equals_any("n", ["7", "2", "seven"]), [2, 7]),
    (matching.starts("name", "Str"), [5]),
    (matching.one_of("name", ["b", "ÄDA's key", ""]), [1, 4, 7]),
    (matching.between("amount", 0.1, None), [0, 1, 2, 7]),
    (matching.between("amount", 12345678.0, 12345679.0), [2]),
    (matching.between("amount", 0.0000001, 0.30000000000000004), [0, 1, 6]),
    (matching.between("amount", None, -1.0), [4]),
    (matching.truth("flag", wanted=True), [0, 3]),
    (matching.truth("flag", wanted=False), [1, 5]),
    (matching.known("name", wanted=False), [3]),
    (matching.known("words", wanted=True), [0, 1, 3, 4, 5, 6, 7]),
    (matching.days("at", date(2026, 3, 1), date(2026, 3, 1), dated=False), [0, 4, 5, 6, 7]),
    (matching.days("at", None, date(2026, 2, 28), dated=False), [1]),
    (matching.days("day", date(2026, 3, 1), date(2026, 3, 1), dated=True), [0]),
    (matching.holds("words", "a"), [0, 5]),
    (matching.holds("words", "it's"), [4]),
    (matching.empty_list("words"), [1]),
]


@pytest.mark.parametrize(("condition", "expected"), CASES, ids=[one.sql for one, _ in CASES])
def test_condition_finds_its_rows_in_memory(condition, expected):
    assert FRAME.filter(condition.expression)["n"].to_list() == expected


def test_sql_of_each_condition_finds_the_same_rows_wherever_the_reader_sits(warehouse):
    with dbapi.connect(warehouse.url) as connection, connection.cursor() as cursor:
        cursor.adbc_ingest("matched", FRAME.to_arrow(), db_schema_name="public")
        connection.commit()
    with warehouse.engine.connect() as connection:
        connection.execute(text("set local time zone 'Pacific/Auckland'"))
        asked = {one.sql: f"select n from public.matched where {one.sql} order by n" for one, _ in CASES}
        found = {sql: [row.n for row in connection.exec_driver_sql(query.replace("%", "%%"))] for sql, query in asked.items()}
    assert found == {one.sql: expected for one, expected in CASES}


def test_no_bound_is_no_condition():
    assert matching.between("amount", None, None) is None
    assert matching.days("at", None, None, dated=False) is None


def test_no_published_column_is_a_word_that_sql_reserves(warehouse):
    columns = {name for one in statements() if one.is_published for name in one.columns}
    with warehouse.engine.connect() as connection:
        reserved = set(connection.execute(text("select word from pg_get_keywords() where catcode in ('R', 'T')")).scalars())
    assert columns & reserved == set()


def test_days_are_those_of_the_readers_zone():
    first = date(2026, 3, 1)
    with zones.told_in("Asia/Tokyo"):
        condition = matching.days("at", first, first, dated=False)
        days_alone = matching.days("day", first, first, dated=True)
    assert condition.sql == "at >= timestamptz '2026-02-28 15:00+00' and at < timestamptz '2026-03-01 15:00+00'"
    instants = pl.DataFrame({"at": [datetime(2026, 2, 28, 14, 59, tzinfo=UTC), datetime(2026, 2, 28, 15, tzinfo=UTC)]})
    assert instants.filter(condition.expression)["at"].to_list() == [datetime(2026, 2, 28, 15, tzinfo=UTC)]
    assert days_alone.sql == "day >= date '2026-03-01' and day < date '2026-03-02'"


def test_a_day_of_summer_time_is_as_long_as_it_was():
    with zones.told_in("Europe/Berlin"):
        condition = matching.days("at", date(2026, 3, 29), date(2026, 3, 29), dated=False)
    assert condition.sql == "at >= timestamptz '2026-03-28 23:00+00' and at < timestamptz '2026-03-29 22:00+00'"

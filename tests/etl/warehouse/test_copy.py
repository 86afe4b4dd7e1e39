"""COPY: what goes into a table comes out the same, whatever it holds."""

import json
import math
from datetime import UTC, datetime

import polars as pl
import pytest
from adbc_driver_postgresql import dbapi
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from sqlalchemy.exc import DBAPIError

from etl.warehouse import copy
from etl.warehouse.copy import copy_frame
from tests.builders import rows

TYPES = {
    "words": ("text", pl.String()),
    "many": ("text[]", pl.List(pl.String)),
    "amount": ("bigint", pl.Int64()),
    "share": ("double precision", pl.Float64()),
    "yes": ("boolean", pl.Boolean()),
    "at": ("timestamptz", pl.Datetime("us", "UTC")),
}
SCHEMA = {name: kind for name, (_, kind) in TYPES.items()}
# Postgres holds no NUL in text, and no lone half of a pair can be UTF-8: `etl.storable` rejects both before.
TEXT = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12),
    st.sampled_from(
        ["", "\\N", "\\.", "NULL", "null", '"', '""', "{}", "a\tb", "a\r\nb", "\r", "\n", "a,b", "\\", "\\\\", '\\"', "'", "🔑", "%s", ":x"]
    ),
)
INSTANT = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30)).map(lambda moment: moment.replace(tzinfo=UTC))  # noqa: DTZ001
ROW = st.tuples(
    st.none() | TEXT,
    st.none() | st.lists(TEXT, max_size=4),
    st.none() | st.integers(-(2**63), 2**63 - 1),
    st.none() | st.floats(),
    st.none() | st.booleans(),
    st.none() | INSTANT,
)
SLOW = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def frame(*given_rows):
    return pl.DataFrame(
        [pl.Series(name, [row[place] for row in given_rows], dtype=kind) for place, (name, kind) in enumerate(SCHEMA.items())]
    )


def stored(connection, sent):
    """The frame after a round through a table of its own."""
    columns = ", ".join(f"{name} {kind}" for name, (kind, _) in TYPES.items())
    connection.exec_driver_sql(f"create temporary table sent (place bigint, {columns}) on commit drop")
    assert copy_frame(connection, "sent", sent.with_row_index("place").with_columns(pl.col("place").cast(pl.Int64))) == sent.height
    return frame(*connection.exec_driver_sql(f"select {', '.join(TYPES)} from sent order by place"))


@SLOW
@given(st.lists(ROW, max_size=5))
def test_what_goes_in_comes_out(warehouse, drawn):
    with warehouse.engine.connect() as connection:
        sent = frame(*drawn)
        assert_frame_equal(stored(connection, sent), sent, check_exact=True)


def test_frame_longer_than_a_part_keeps_its_order(warehouse, monkeypatch):
    monkeypatch.setattr(copy, "CSV_ROWS", 7)
    sent = frame(*((f"line\n{number}", [str(number)], number, number / 3, number % 2 == 0, None) for number in range(100)))
    with warehouse.engine.connect() as connection:
        assert_frame_equal(stored(connection, sent), sent)


def test_text_of_ten_megabytes_is_stored_whole(warehouse):
    long = 'a\\b\t"c\n' * 1_500_000
    with warehouse.engine.connect() as connection:
        sent = frame((long, [long[:9]], None, None, None, None))
        assert stored(connection, sent).get_column("words").item() == long


@SLOW
@given(st.dictionaries(TEXT, st.lists(st.none() | TEXT | st.integers() | st.booleans(), max_size=3), max_size=3))
def test_json_is_the_same_document(warehouse, drawn):
    with warehouse.engine.connect() as connection:
        connection.exec_driver_sql("create temporary table sent (document jsonb) on commit drop")
        copy_frame(connection, "sent", pl.DataFrame({"document": [json.dumps(drawn), None]}))
        found = connection.exec_driver_sql("select document from sent order by document is null").scalars().all()
    assert found == [drawn, None]


def test_infinities_and_nan_are_themselves(warehouse):
    with warehouse.engine.connect() as connection:
        found = stored(connection, frame(*((None, None, None, share, None, None) for share in (math.inf, -math.inf, math.nan))))
    assert found.get_column("share").to_list()[:2] == [math.inf, -math.inf]
    assert math.isnan(found.get_column("share").to_list()[2])


def test_empty_frame_touches_nothing(warehouse):
    with warehouse.engine.connect() as connection:
        assert copy_frame(connection, "no.such_table", frame()) == 0


def test_copy_belongs_to_the_transaction_of_its_caller(warehouse):
    refused = pl.DataFrame({"snapshot_id": [1], "path": ["x"], "reason_code": ["y"], "message": ["z"]})
    with warehouse.engine.connect() as connection:
        with connection.begin() as transaction:
            copy_frame(connection, "landing.quarantine", refused)
            transaction.rollback()
        assert rows(warehouse, "select 1 from landing.quarantine") == []
        copy_frame(connection, "landing.quarantine", refused)
        with pytest.raises(DBAPIError, match="null value"):
            copy_frame(connection, "landing.quarantine", refused.with_columns(path=pl.lit(None, dtype=pl.String)))
        connection.rollback()
    assert rows(warehouse, "select 1 from landing.quarantine") == []


def test_whole_table_is_read_back_as_a_frame(warehouse):
    refused = pl.DataFrame({"snapshot_id": [1, 2], "path": ["x", "y"], "reason_code": ["y", "🔑"], "message": ["z", "\\N"]})
    with warehouse.engine.begin() as connection:
        copy_frame(connection, "landing.quarantine", refused)
    with dbapi.connect(warehouse.url) as connection, connection.cursor() as cursor:
        cursor.execute("select snapshot_id, path, reason_code, message from landing.quarantine order by snapshot_id")
        found = pl.from_arrow(cursor.fetch_arrow_table())
    assert_frame_equal(found, refused)

from datetime import UTC, datetime

import pytest

from etl import cells as checked
from etl.cells import Cells, cells_of, held_to_share, secret_in
from etl.csv_rows import TableRow
from etl.errors import FileRejectedError, RowRejectedError, RowWarning

SECRET = "ghp_" + "Ab3dEf6hIj9lMn2pQr5tUv8xYz1bCd4fGh7j"
GENERIC = "Zt9Kq2" + "Lm8VxR4nB7cYp1Wd"


def cells(**values):
    return Cells(TableRow(line=7, cells=values, others=()), "/folder/keys.csv")


@pytest.mark.parametrize("word", ["", "-", "N/A", "null", "Unknown", "?"])
def test_words_for_nothing_are_none(word):
    assert cells(name=word).text("name") is None


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2026-01-31", datetime(2026, 2, 1, tzinfo=UTC)),
        ("2026-01-31T10:00:00Z", datetime(2026, 1, 31, 10, tzinfo=UTC)),
        ("2026-01-31T10:00:00+02:00", datetime(2026, 1, 31, 8, tzinfo=UTC)),
    ],
)
def test_a_day_ends_with_its_last_instant_and_a_time_is_itself(value, moment):
    assert cells(expires=value).moment("expires", ends=True) == moment


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("45992", "looks like a spreadsheet serial"),
        ("13/04/2026", "is ambiguous; write 2026-04-13"),
        ("next week", "is no date"),
        ("2026-02-30", "is no date"),
        ("2026-01-01T08:00", "a time needs a zone"),
    ],
)
def test_a_date_is_never_guessed(value, told):
    row = cells(created=value)
    assert row.moment("created") is None
    assert told in str(row.errors[0])


def test_the_bad_word_is_shown_with_the_nearest_known_one_and_cut_short():
    row = cells(status="actve", kind="x" * 90)
    row.choice("status", {"active": 1, "revoked": 2})
    row.choice("kind", {"api_key": 1})
    assert str(row.errors[0]) == 'keys.csv:7 status: "actve" is not one of active, revoked; did you mean active? [E011]'
    assert "x" * 41 not in str(row.errors[1])


def test_a_secret_is_never_shown_even_in_the_wrong_column():
    row = cells(status=SECRET, rotation_days=GENERIC)
    row.choice("status", {"active": 1})
    row.number("rotation_days", 1, 10)
    assert all(secret not in str(error) for error in row.errors for secret in (SECRET, GENERIC))


def test_unused_columns_are_searched_for_secrets_too():
    row = Cells(TableRow(line=7, cells={}, others=(SECRET,)), "keys.csv")
    row.check_for_secrets(())
    assert row.holds_secret
    assert "(unused column): contains what looks like a github token (ghp_…Gh7j)" in str(row.errors[0])


def test_each_row_with_a_secret_is_told_in_order_and_rejected_rows_pass():
    rows = [
        TableRow(line=2, cells={"name": "claims-bot-prod-11", "key_id": GENERIC}, others=()),
        RowRejectedError("E004", "two fields", row_no=3),
        TableRow(line=4, cells={"name": GENERIC}, others=()),
        TableRow(line=5, cells={"name": "x"}, others=(SECRET,)),
        TableRow(line=6, cells={"key_id": SECRET}, others=()),
    ]
    found = list(cells_of(iter(rows), "keys.csv", ("key_id",)))
    assert found[1] is rows[1]
    assert [(row.line, row.holds_secret) for row in found if isinstance(row, Cells)] == [(2, False), (4, True), (5, True), (6, True)]


@pytest.mark.parametrize(
    "value", ["customer_personal|customer_content", "https://tickets.corp.example/browse/REQ-1182-Claims-Ocr", "ana@corp.example"]
)
def test_plain_words_links_and_addresses_are_no_secrets(value):
    assert secret_in(value) is None


def test_ids_are_looked_at_for_known_shapes_alone():
    assert secret_in(GENERIC) == GENERIC
    assert secret_in(GENERIC, only_shapes=True) is None
    assert secret_in(f"see {SECRET}", only_shapes=True) == SECRET


def test_a_fifth_of_bad_rows_is_the_most():
    errors = [RowRejectedError("E010", f"row {n}", row_no=n) for n in (3, 2)]
    assert [error.row_no for error in held_to_share("keys.csv", 10, errors)] == [2, 3]
    with pytest.raises(FileRejectedError, match="2 of 9 rows are bad"):
        list(held_to_share("keys.csv", 9, errors))


def test_an_empty_table_needs_a_word_that_it_is_whole():
    checked.must_have_rows("keys.csv", 0, complete=True)
    with pytest.raises(FileRejectedError, match="E005"):
        checked.must_have_rows("keys.csv", 0, complete=None)


def test_a_warning_names_the_place_as_an_error_does_and_refuses_nothing():
    found = cells()
    found.warn("W062", "service", "empty; name it")
    assert found.errors == []
    assert found.warnings == [RowWarning(code="W062", message="keys.csv:7 service: empty; name it. [W062]", row_no=7, field="service")]

import pytest

from etl.csv_rows import TableRow, known_columns, table_of, unwrapped
from etl.errors import FileRejectedError, RowRejectedError

COLUMNS = ("key_id", "tenant", "notes")


def rows(text, required=("key_id",)):
    body = text if isinstance(text, bytes) else text.encode()
    return list(table_of(body, "keys.csv", COLUMNS, required).rows)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_the_first_known_one_of_the_header(separator):
    (row,) = rows(separator.join(["key_id", "tenant"]) + "\n" + separator.join(["k", "t"]))
    assert (row.cells, row.line) == ({"key_id": "k", "tenant": "t"}, 2)


@pytest.mark.parametrize("header", ["Key ID,x", "KEY-ID,x", "keyid,x", " key_id ,x"])
def test_header_names_match_however_they_are_spelt(header):
    (row,) = rows(f"{header}\nk,other")
    assert (row.cells, row.others) == ({"key_id": "k"}, ("other",))
    assert known_columns(header.split(","), COLUMNS) == {"key_id"}


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_are_physical_ones_whatever_ends_them_and_comments_and_quotes_count(newline):
    text = newline.join(["# one", "", "key_id,notes", 'a,"two', 'lines"', "", "b,", ""])
    assert [row.line for row in rows(text)] == [4, 7]


@pytest.mark.parametrize(
    ("field", "cell"),
    [('="0012"', "0012"), ("'007", "007"), ("  k ", "k"), ("=1+1", "=1+1"), ('="a""b"', 'a"b')],
)
def test_spreadsheet_artefacts_are_taken_off_and_formulas_stay_text(field, cell):
    assert unwrapped(field) == cell


def test_a_byte_order_mark_is_no_part_of_the_first_column():
    assert rows(b"\xef\xbb\xbfkey_id\nk,")[0].row_no == 2
    assert rows(b"\xef\xbb\xbfkey_id,tenant\nk,t")[0].cells["key_id"] == "k"


@pytest.mark.parametrize("line", ["a", "a,b,c"])
def test_a_row_of_another_length_is_rejected_alone(line):
    bad, good = rows(f"key_id,tenant\n{line}\nk,t")
    assert isinstance(bad, RowRejectedError)
    assert (bad.code, bad.row_no) == ("E004", 2)
    assert isinstance(good, TableRow)


def test_a_field_too_long_to_read_is_rejected_alone():
    bad, good = rows(f"key_id,tenant\n{'x' * 200_000},t\nk,t")
    assert isinstance(bad, RowRejectedError)
    assert (bad.row_no, good.line) == (2, 3)


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ("tenant,notes\nt,n", "E002", "keys.csv:1: column key_id is missing"),
        ("key_id,Key ID\na,b", "E003", "keys.csv:1: column key_id occurs twice"),
        ('key_id,notes\na,"never closed\nb,c', "E004", "keys.csv:2: a quote is never closed"),
        ("key_id,notes\na,é".encode("latin-1"), "E001", "byte 0xE9 at offset 15"),
        ("# only a comment\n", "E002", "no header"),
    ],
)
def test_what_spoils_the_whole_file_rejects_it(text, code, told):
    with pytest.raises(FileRejectedError) as caught:
        rows(text)
    assert caught.value.code == code
    assert told in str(caught.value)

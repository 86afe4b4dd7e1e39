import pytest

from etl.csv_rows import table_of
from etl.unused_columns import unused_columns

COLUMNS = ("key_id", "owner_email", "notes")
SECRET = "ghp_" + "Ab3dEf6hIj9lMn2pQr5tUv8xYz1bCd4fGh7j"


def told(header, above=""):
    table = table_of(f"{above}{header}\n".encode(), "/folder/keys.csv", COLUMNS, ("key_id",))
    return [(warning.field, warning.message) for warning in unused_columns(table, "/folder/keys.csv", COLUMNS)]


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("key_id,Owner E-Mail Adress", 'keys.csv:1: column "Owner E-Mail Adress" is not used; did you mean owner_email? [W064]'),
        ("key_id,Note", 'keys.csv:1: column "Note" is not used; did you mean notes? [W064]'),
        ("key_id,colour", 'keys.csv:1: column "colour" is not used; remove it, nothing of it is kept. [W064]'),
        ("key_id,notes,note", 'keys.csv:1: column "note" is not used; remove it, nothing of it is kept. [W064]'),
        ("key_id,", "keys.csv:1: column 2 is not used and has no name; remove it, nothing of it is kept. [W064]"),
    ],
)
def test_an_unused_column_is_told_with_the_nearest_that_is_not_there(header, message):
    assert [text for _, text in told(header)] == [message]


def test_columns_that_are_used_are_not_told_however_they_are_spelt():
    assert told("Key ID,OWNER-EMAIL,notes") == []


def test_each_unused_column_is_told_on_the_line_of_the_header():
    assert [(field, text.split()[0]) for field, text in told("x,key_id,y", above="# by hand\n\n")] == [
        ("x", "keys.csv:3:"),
        ("y", "keys.csv:3:"),
    ]


def test_a_name_that_is_a_secret_is_not_repeated_and_a_long_one_is_cut():
    (hidden, text), (cut, _) = told(f"key_id,{SECRET},{'long ' * 20}")
    assert hidden is None and "column 2 is not used and its name is hidden" in text and SECRET[:12] not in text
    assert len(cut) == 41

"""A workbook read back cell by cell with the standard library alone: places, kinds and values."""

import io
import re
import zipfile
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import polars as pl
import pytest

from dashboard import workbook
from dashboard.exporting import exported
from dashboard.workbook_parts import letters

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
STATED = {"publication": 3, "filter": "", "table": "credential"}


def told(text):
    """A text as Excel shows it: _x0001_ stands for the character that XML cannot hold."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


def sheets(frame, **options):
    """Every sheet as a mapping of places to values."""
    with zipfile.ZipFile(io.BytesIO(exported(frame, "xlsx", **STATED, **options)[0])) as archive:
        parts = {name: ET.fromstring(archive.read(name)) for name in archive.namelist()}  # noqa: S314 our own file
    shared = [told("".join(item.itertext())) for item in parts["xl/sharedStrings.xml"]]
    read = {"s": lambda text: shared[int(text)], "inlineStr": told, "b": lambda text: text == "1", "e": lambda text: text, None: float}
    found = []
    for name in sorted(name for name in parts if "worksheets" in name):
        cells = parts[name].iter(f"{MAIN}c")
        found.append({cell.get("r"): read[cell.get("t")]("".join(cell.itertext())) for cell in cells})
    return found


def test_columns_are_named_as_a_sheet_names_them():
    assert [letters(at) for at in (0, 25, 26, 51, 52, 701, 702, 16_383)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD"]


def test_every_kind_of_cell_stands_in_its_place():
    frame = pl.DataFrame(
        {
            "id": [2**59 + 1, None],
            "n": [3, None],
            "share": [0.25, float("nan")],
            "open": [False, None],
            "at": [datetime(2026, 1, 2, tzinfo=UTC), None],
            "list": [['"a"', "\\b\n"], []],
        },
        schema_overrides={"at": pl.Datetime("us", "UTC")},
    )
    (cells,) = sheets(frame)
    assert [cells[f"{letter}1"] for letter in "ABCDEF"] == frame.columns
    assert [cells[f"{letter}2"] for letter in "ABCDEF"] == [
        "576460752303423489", 3.0, 0.25, False, "2026-01-02T00:00:00.000000Z", '["\\"a\\"", "\\\\b\\n"]',
    ]  # fmt: skip
    assert {place: value for place, value in cells.items() if place.endswith("3")} == {"C3": "#NUM!", "F3": "[]"}


@pytest.mark.parametrize(
    "text", ["=1+1", "<b>&amp;", "  spaces ", "two\nlines", "a\x01b", "_x0041_", "😀 שלום", "\r", "'", '"', "_x0041_\x1f", "\ufffe"]
)
@pytest.mark.parametrize("often", [1, 8])
def test_any_text_comes_back_as_it_was(text, often):
    """Once as a text in its cell, once as one of few that stands in the workbook once."""
    (cells,) = sheets(pl.DataFrame({text: [text] * often}))
    assert set(cells.values()) == {text} and len(cells) == 1 + often


def test_rows_beyond_a_sheet_go_into_the_next_with_a_header_of_its_own(monkeypatch):
    monkeypatch.setattr(workbook, "SHEET_ROWS", 5)
    monkeypatch.setattr(workbook, "SLICE", 2)
    first, second, third = sheets(pl.DataFrame({"n": range(11)}))
    assert [first[f"A{row}"] for row in range(1, 7)] == ["n", 0, 1, 2, 3, 4]
    assert [second[f"A{row}"] for row in range(1, 7)] == ["n", 5, 6, 7, 8, 9]
    assert third == {"A1": "n", "A2": 10}


def test_longer_text_is_cut_and_counted_in_every_row_where_it_stands():
    frame = pl.DataFrame({"text": ["x" * 40_000] * 3 + ["y"] * 20})
    assert exported(frame, "xlsx", **STATED)[1]["cut_cells"] == 3
    assert {len(text) for text in sheets(frame)[0].values()} == {32_767, 1, 4}


def test_parts_that_a_workbook_must_name_are_there():
    with zipfile.ZipFile(io.BytesIO(exported(pl.DataFrame({"a": ["x"]}), "xlsx", **STATED)[0])) as archive:
        types = archive.read("[Content_Types].xml").decode()
        names = set(archive.namelist())
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert {f"xl/{name}" for name in ("workbook.xml", "styles.xml", "sharedStrings.xml", "worksheets/sheet1.xml")} <= names
    assert all(f'PartName="/{name}"' in types for name in names if name.startswith("xl/") and name.endswith(".xml"))

import csv
import io
import json
import zipfile
from datetime import UTC, datetime

import polars as pl
import pytest

from dashboard import exporting
from dashboard.exporting import FORMATS, UnknownFormatError, exported, write
from dashboard.selection import Selection
from dashboard.texts import formula_safe

FRAME = pl.DataFrame(
    {
        "credential_id": [2**59 + 1, 5],
        "name": ['=HYPERLINK("http://x")', "a;=1+1"],
        "created_at": [datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC), None],
        "scopes": [["a", "b,c"], None],
        "lag_days": [-1.5, None],
        "dormant": [True, None],
    },
    schema_overrides={"created_at": pl.Datetime("us", "UTC")},
)
STATED = {"publication": 3, "filter": {"provider": ["openai"]}, "table": "credential"}


def rows_of_csv(data):
    return list(csv.DictReader(io.StringIO(data.decode())))


def test_csv_is_formula_safe_and_keeps_numbers():
    rows = rows_of_csv(exported(FRAME, "csv", **STATED)[0])
    assert rows[0] == {
        "credential_id": "576460752303423489",
        "name": '\'=HYPERLINK("http://x")',
        "created_at": "2026-01-02T03:04:05.000678Z",
        "scopes": '["a", "b,c"]',
        "lag_days": "-1.5",
        "dormant": "true",
    }
    assert rows[1]["name"] == "a;=1+1"
    assert b'"a;=1+1"' in exported(FRAME, "csv", **STATED)[0]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20", " ="])
def test_every_start_of_a_formula_is_disarmed(start):
    frame = pl.DataFrame({"name": [f"{start}1+1"]})
    data = exported(frame, "csv", **STATED)[0]
    assert rows_of_csv(data)[0]["name"].startswith("'")
    assert formula_safe(f"{start}1") == f"'{start}1"


def test_header_is_disarmed_too():
    assert exported(pl.DataFrame({"=1+1": ["x"]}), "csv", **STATED)[0].startswith(b'"\'=1+1"')


def test_parquet_gives_back_the_same_frame():
    assert pl.read_parquet(io.BytesIO(exported(FRAME, "parquet", **STATED)[0])).equals(FRAME)


def test_json_lines_hold_every_row_with_its_types():
    lines = [json.loads(line) for line in exported(FRAME, "jsonl", **STATED)[0].decode().splitlines()]
    assert lines[0] == {
        "credential_id": 2**59 + 1,
        "name": '=HYPERLINK("http://x")',
        "created_at": "2026-01-02T03:04:05.000678Z",
        "scopes": ["a", "b,c"],
        "lag_days": -1.5,
        "dormant": True,
    }
    assert len(lines) == 2


def test_sheet_holds_text_not_formulas_and_ids_to_the_last_digit():
    data, stated = exported(FRAME, "xlsx", **STATED)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "576460752303423489" in sheet
    assert "<v>-1.5</v>" in sheet
    assert not any("hyperlink" in name.lower() for name in names)
    assert (stated["sheets"], stated["cut_cells"]) == (1, 0)


def test_cell_longer_than_a_sheet_allows_is_cut_and_counted():
    _, stated = exported(pl.DataFrame({"text": ["x" * 40_000, "y"]}), "xlsx", **STATED)
    assert stated["cut_cells"] == 1


@pytest.mark.parametrize("format_", FORMATS)
def test_same_rows_give_same_bytes_and_the_sidecar_names_them(format_, tmp_path):
    import hashlib

    data, stated = exported(FRAME, format_, **STATED)
    path = tmp_path / f"rows.{format_}"
    beside = write(FRAME, format_, path, **STATED)
    assert path.read_bytes() == data
    assert stated == beside
    assert stated["sha256"] == hashlib.sha256(data).hexdigest()
    assert (stated["rows"], stated["bytes"], stated["publication"]) == (2, len(data), 3)
    assert json.loads((tmp_path / f"rows.{format_}.meta.json").read_text())["filter"] == {"provider": ["openai"]}
    assert sorted(file.name for file in tmp_path.iterdir()) == [f"rows.{format_}", f"rows.{format_}.meta.json"]


@pytest.mark.parametrize("format_", FORMATS)
def test_no_row_is_a_file_with_columns_only(format_):
    assert exported(FRAME.clear(), format_, **STATED)[1]["rows"] == 0


def test_unknown_format_names_the_known_ones():
    with pytest.raises(UnknownFormatError, match="csv, parquet, xlsx, jsonl"):
        exported(FRAME, "pdf", **STATED)


@pytest.mark.parametrize("format_", FORMATS)
def test_file_that_may_not_be_given_leaves_nothing_behind_and_what_was_there(format_, tmp_path):
    path = tmp_path / "rows"
    path.write_bytes(b"older")
    seen = []

    def refuse(stated):
        seen.append((stated["sha256"], path.read_bytes()))
        raise RuntimeError("not recorded")

    with pytest.raises(RuntimeError, match="not recorded"):
        write(FRAME, format_, path, **STATED, record=refuse)
    assert seen == [(exported(FRAME, format_, **STATED)[1]["sha256"], b"older")]
    assert [file.name for file in tmp_path.iterdir()] == ["rows"] and path.read_bytes() == b"older"


@pytest.mark.parametrize("format_", FORMATS)
def test_rows_by_their_positions_give_the_same_bytes_as_a_table_of_them(format_):
    chosen = Selection(FRAME, pl.Series("at", [1, 0], dtype=pl.UInt32))
    assert exported(chosen, format_, **STATED) == exported(FRAME.reverse(), format_, **STATED)


@pytest.mark.parametrize("format_", FORMATS)
def test_rows_are_whole_where_slices_meet(format_, monkeypatch):
    frame = pl.concat([FRAME] * 4).with_columns(row=pl.int_range(pl.len()))
    whole = exported(frame, format_, **STATED)[0]
    monkeypatch.setattr(exporting, "SLICE", 3)
    sliced = exported(frame, format_, **STATED)[0]
    if format_ == "parquet":  # a slice is a row group
        assert pl.read_parquet(io.BytesIO(sliced)).equals(frame)
    else:
        assert sliced == whole

"""`keyinv export`: exactly the filtered rows, with a sidecar that can be checked."""

import hashlib
import json

import polars as pl
import pytest

from dashboard import exporting
from dashboard.data import Published, reader
from etl.warehouse import publication
from etl.warehouse.connection import open_warehouse

WHERE = "provider = 'openai' and status = 'active'"


def expected(register):
    return register("sql", f"select count(*) as n from credential where {WHERE}", "--json").document[0]["n"]


def read(path):
    readers = {".csv": pl.read_csv, ".parquet": pl.read_parquet, ".jsonl": pl.read_ndjson}
    return readers[path.suffix](path, infer_schema_length=None) if path.suffix != ".parquet" else pl.read_parquet(path)


@pytest.mark.parametrize("form", ["csv", "parquet", "jsonl"])
def test_rows_are_those_of_the_filter(register, tmp_path, form):
    target = tmp_path / f"keys.{form}"
    done = register("export", "credential", "--where", WHERE, "--format", form, "-o", target)
    assert done.code == 0, done.err
    frame = read(target)
    assert frame.height == expected(register) > 0
    assert set(frame["provider"]) == {"openai"}


@pytest.mark.parametrize("form", exporting.FORMATS)
def test_sidecar_states_publication_filter_rows_and_the_files_own_digest(register, tmp_path, form):
    target = tmp_path / f"keys.{form}"
    register("export", "credential", "--where", WHERE, "--format", form, "-o", target)
    sidecar = json.loads((tmp_path / f"keys.{form}.meta.json").read_text())
    stated = {name: sidecar[name] for name in ("publication", "table", "filter", "rows", "sha256")}
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    assert stated == {"publication": 1, "table": "credential", "filter": WHERE, "rows": expected(register), "sha256": digest}


@pytest.mark.parametrize("form", exporting.FORMATS)
def test_bytes_are_those_that_a_page_gives_for_the_same_rows(register, tmp_path, form):
    register("export", "credential", "--where", WHERE, "--format", form, "-o", tmp_path / "keys")
    with open_warehouse(None, register.folder) as warehouse:
        now = publication.current(warehouse.engine)
        held = reader(warehouse, Published(now.number, now.schema, now.as_of)).table("credential")
    shown = held.filter((pl.col("provider") == "openai") & (pl.col("status") == "active"))
    content, _ = exporting.exported(shown, form, publication=1, filter=WHERE, table="credential")
    assert (tmp_path / "keys").read_bytes() == content


def test_json_gives_the_sidecar_alone(register, tmp_path):
    done = register("export", "credential", "-o", tmp_path / "all.csv", "--json")
    assert done.document == json.loads((tmp_path / "all.csv.meta.json").read_text())


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["nosuch"], "not a published table; known are"),
        (["credential", "--where", "nosuch = 1"], 'column "nosuch" does not exist'),
        (["credential", "--where", "true) union select 1 --"], "syntax error"),
        (["credential", "--where", "pg_sleep(0) is not null; drop table core.source"], "syntax error"),
    ],
)
def test_what_cannot_be_exported_is_said_and_leaves_no_file(register, tmp_path, words, reason):
    done = register("export", *words, "-o", tmp_path / "x.csv")
    assert done.code == 2 and reason in " ".join(done.err.split())
    assert list(tmp_path.iterdir()) == []


def test_folder_that_is_not_there_is_named(register, tmp_path):
    done = register("export", "credential", "-o", tmp_path / "no" / "x.csv")
    assert done.code == 2 and "no" in done.err and "unexpected" not in done.err


def recorded(register, digest):
    return register("sql", f"select * from audit.export where sha256 = '{digest}' order by export_id", "--json").document


def test_export_is_recorded_with_its_user_and_filter(register, tmp_path, monkeypatch):
    monkeypatch.setenv("LOGNAME", "ada")
    done = register("export", "credential", "--where", WHERE + " and true", "-o", tmp_path / "keys.csv", "--json")
    row = recorded(register, done.document["sha256"])[-1]
    stated = {name: row[name] for name in ("who", "way", "table_name", "publication", "filter", "rows", "format")}
    assert stated == {
        "who": "ada", "way": "command_line", "table_name": "credential", "publication": 1,
        "filter": WHERE + " and true", "rows": expected(register), "format": "csv",
    }  # fmt: skip


def test_export_that_cannot_be_recorded_leaves_no_file(register, tmp_path, monkeypatch):
    from etl.warehouse.audit import UnrecordedError
    from keyinv.commands import export

    def refuse(*_, **__):
        raise UnrecordedError("no file is given, as the export cannot be recorded")

    monkeypatch.setattr(export, "record_export", refuse)
    done = register("export", "credential", "-o", tmp_path / "keys.csv")
    assert done.code == 1 and "no file is given" in done.err
    assert list(tmp_path.iterdir()) == []

import gzip
import io
import os
import tarfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import fsspec
import pytest

from etl.landing.content import content_of
from etl.landing.discover import Landed, Refused, files


def names(root, *paths):
    return [found.path.removeprefix(f"{root}/") for found in files([str(path) for path in paths or (root,)])]


def codes(*paths):
    return {found.code for found in files([str(path) for path in paths]) if isinstance(found, Refused)}


def tar(path, members, mode="w"):
    with tarfile.open(path, mode) as archive:
        for name, body in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))
    return path


def zipped(path, members, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return path


def test_folder_gives_its_files_in_a_stable_order_each_once(tmp_path):
    for name in ("b/2.json", "b/1.json", "a.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("{}")
    expected = ["a.json", "b/1.json", "b/2.json"]
    assert names(tmp_path) == expected
    assert names(tmp_path, tmp_path, tmp_path / "a.json", tmp_path / "b") == expected


def test_glob_finds_through_folders(tmp_path):
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "1.json").write_text("{}")
    (tmp_path / "x" / "1.txt").write_text("{}")
    assert names(tmp_path, tmp_path / "**" / "*.json") == ["x/1.json"]


def test_name_with_brackets_is_a_file_before_it_is_a_glob(tmp_path):
    (tmp_path / "keys[1].json").write_text("{}")
    assert names(tmp_path, tmp_path / "keys[1].json") == ["keys[1].json"]


@pytest.mark.parametrize("name", ["-rf", "--help.json", "two\nlines.json", "blank name.json", "ключи.json", "a!b.json", "%2e%2e.json"])
def test_odd_file_names_are_found_and_read(tmp_path, name):
    (tmp_path / name).write_text("{}")
    (found,) = files([str(tmp_path)])
    assert isinstance(found, Landed)
    assert content_of(found) == b"{}"


def test_name_that_is_no_unicode_is_found_read_and_printable(tmp_path):
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.json")).write_bytes(b"{}")
    (found,) = files([str(tmp_path)])
    assert content_of(found) == b"{}"
    assert found.path.encode().endswith(b"\\xff.json")


def test_missing_path_is_refused_by_name(tmp_path):
    (refused,) = files([str(tmp_path / "nothing.json")])
    assert refused.code == "not_found"
    assert "nothing.json" in refused.message


def test_loops_of_links_end_and_are_named(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.json").write_text("{}")
    (tmp_path / "in" / "up").symlink_to(tmp_path)
    (tmp_path / "self").symlink_to(tmp_path / "self")
    (tmp_path / "dangling").symlink_to(tmp_path / "gone")
    found = list(files([str(tmp_path)]))
    assert [f.path for f in found if isinstance(f, Landed)] == [str(tmp_path / "in" / "a.json")]
    assert {Path(f.path).name: f.code for f in found if isinstance(f, Refused)} == {
        "up": "symlink_loop",
        "self": "symlink_loop",
        "dangling": "unreadable",
    }


def test_what_is_no_regular_file_is_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert codes(tmp_path) == {"unreadable"}


def test_manifest_is_no_export_unless_it_stands_alone(tmp_path):
    (tmp_path / "keys.csv").write_text("a,b\n")
    (tmp_path / "keys.csv.meta.json").write_text("{}")
    (tmp_path / "alone.csv.meta.json").write_text("{}")
    found = {Path(f.path).name: f for f in files([str(tmp_path)])}
    assert set(found) == {"keys.csv", "alone.csv.meta.json"}
    assert found["keys.csv"].manifest.path.endswith("keys.csv.meta.json")


def test_time_of_change_is_kept(tmp_path):
    (tmp_path / "a.json").write_text("{}")
    os.utime(tmp_path / "a.json", (1769904000, 1769904000))
    (found,) = files([str(tmp_path)])
    assert found.modified == datetime.fromtimestamp(1769904000, UTC)


MEMBERS = {"tenant=x/a.json": b'{"a":1}', "b.json.gz": gzip.compress(b'{"b":1}'), "a.meta.json": b"{}"}


@pytest.mark.parametrize("name", ["x.zip", "x.tar", "x.tar.gz", "archive-without-a-name-that-says-so"])
def test_members_of_archives_are_files(tmp_path, name):
    path = tmp_path / name
    mode = {"x.tar": "w", "x.tar.gz": "w:gz"}.get(name)
    tar(path, MEMBERS, mode) if mode else zipped(path, MEMBERS)
    found = list(files([str(path)]))
    assert [f.path for f in found] == [f"{path}!{member}" for member in MEMBERS]
    assert [content_of(f) for f in found] == [b'{"a":1}', b'{"b":1}', b"{}"]


@pytest.mark.parametrize("name", ["../out.json", "/etc/x.json", "a/../../out.json", "..\\out.json"])
@pytest.mark.parametrize("make", [tar, zipped])
def test_member_that_leads_out_is_refused_and_its_siblings_are_not(tmp_path, name, make):
    path = make(tmp_path / "x", {name: b"{}", "good.json": b"{}"})
    assert codes(path) == {"archive_traversal"}
    assert [f.member for f in files([str(path)]) if isinstance(f, Landed)] == ["good.json"]


def test_links_in_a_tar_are_not_followed(tmp_path):
    with tarfile.open(tmp_path / "x.tar", "w") as archive:
        info = tarfile.TarInfo("link.json")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(info)
    assert list(files([str(tmp_path / "x.tar")])) == []


def test_bombs_are_refused_unopened(tmp_path):
    zeros = bytes(64 * 1024**2)
    assert codes(zipped(tmp_path / "x.zip", {"zeros.json": zeros})) == {"archive_bomb"}
    (tmp_path / "y.tar.gz").write_bytes(gzip.compress(tar(tmp_path / "y.tar", {"zeros.json": zeros}).read_bytes()))
    assert codes(tmp_path / "y.tar.gz") == {"archive_bomb"}


def test_archive_of_too_many_members_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("etl.landing.discover.ARCHIVE_MEMBERS_MOST", 2)
    assert codes(zipped(tmp_path / "x.zip", MEMBERS)) == {"archive_bomb"}


def test_damaged_archives_are_refused(tmp_path):
    whole = zipped(tmp_path / "x.zip", MEMBERS).read_bytes()
    (tmp_path / "x.zip").write_bytes(whole[:-30])
    whole = tar(tmp_path / "y.tar.gz", {"a": os.urandom(9000)}, "w:gz").read_bytes()
    (tmp_path / "y.tar.gz").write_bytes(whole[:-2000])
    assert codes(tmp_path / "x.zip") == {"corrupt_archive"}
    assert codes(tmp_path / "y.tar.gz") == {"truncated_gzip"}


def test_office_document_is_named_as_such(tmp_path):
    path = zipped(tmp_path / "keys.xlsx", {"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"})
    (refused,) = files([str(path)])
    assert refused.code == "unknown_source"
    assert "CSV" in refused.message


def test_encrypted_member_is_refused(tmp_path):
    path = zipped(tmp_path / "x.zip", {"a.json": b"{}"}, zipfile.ZIP_STORED)
    body = bytearray(path.read_bytes())
    central = body.index(b"PK\x01\x02")
    body[central + 8] |= 1
    path.write_bytes(bytes(body))
    assert codes(path) == {"encrypted"}


def test_other_stores_are_walked_with_their_manifests():
    store = fsspec.filesystem("memory")
    store.pipe("/landing/tenant=x/keys.csv", b"a,b\n1,2\n")
    store.pipe("/landing/tenant=x/keys.csv.meta.json", b"{}")
    try:
        (found,) = files(["memory://landing"])
        assert content_of(found) == b"a,b\n1,2\n"
        assert found.manifest is not None
        assert codes("memory://landing/none") == {"unreadable"}
    finally:
        store.rm("/landing", recursive=True)


def test_unknown_protocol_is_refused():
    assert codes("nosuch://bucket/x") == {"unreadable"}

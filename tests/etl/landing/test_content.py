import gzip
import os
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.errors import FileRejectedError
from etl.landing.content import content_of
from etl.landing.discover import Landed, files

BODY = b'{"Records": []}'


def landed(tmp_path, body, name="x.json"):
    (tmp_path / name).write_bytes(body)
    return Landed(path=str(tmp_path / name), container=str(tmp_path / name), size=len(body))


def rejection(tmp_path, body, name="x.json"):
    with pytest.raises(FileRejectedError) as raised:
        content_of(landed(tmp_path, body, name))
    assert name in str(raised.value), "the message names the file"
    assert ";" in str(raised.value) or ":" in str(raised.value).split(name)[1], "and a remedy"
    return raised.value.code


@pytest.mark.parametrize(
    "body",
    [
        BODY,
        b"\xef\xbb\xbf" + BODY,
        b"\xff\xfe" + BODY.decode().encode("utf-16-le"),
        b"\xfe\xff" + BODY.decode().encode("utf-16-be"),
        gzip.compress(BODY, mtime=0),
        gzip.compress(b"\xef\xbb\xbf" + BODY, mtime=0),
        gzip.compress(BODY[:5], mtime=0) + gzip.compress(BODY[5:], mtime=0),
        gzip.compress(BODY, mtime=0) + bytes(7),
    ],
)
def test_content_is_the_same_however_it_is_packed_and_encoded(tmp_path, body):
    assert content_of(landed(tmp_path, body)) == BODY
    assert content_of(landed(tmp_path, body, "x.json.gz")) == BODY


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty_file"),
        (b" \n\t\n", "empty_file"),
        (b"\xef\xbb\xbf", "empty_file"),
        (b"\xef\xbb\xbf\n", "empty_file"),
        (gzip.compress(b"", mtime=0), "empty_file"),
        (gzip.compress(BODY, mtime=0)[:-4], "truncated_gzip"),
        (gzip.compress(BODY, mtime=0)[:12], "truncated_gzip"),
        (b"\x1f\x8b", "truncated_gzip"),
        (b"\x1f\x8b" + b"not gzip at all", "corrupt_gzip"),
        (gzip.compress(BODY, mtime=0) + b"something else", "corrupt_gzip"),
        (gzip.compress(BODY, mtime=0)[:-8] + b"\0\0\0\0" + gzip.compress(BODY, mtime=0)[-4:], "corrupt_gzip"),
        (b'{"a":"\0"}', "nul_bytes"),
        (BODY.decode().encode("utf-16-le"), "nul_bytes"),
        (b"\xff\xfe" + b"\x00\xd8" + b"x", "not_utf8"),
        (b"%PDF-1.7 ...", "unknown_source"),
        (b"\xd0\xcf\x11\xe0 ...", "unknown_source"),
        (b"PAR1 ...", "unknown_source"),
        (b"\x28\xb5\x2f\xfd ...", "unknown_source"),
    ],
)
def test_file_that_is_no_text_says_why(tmp_path, body, code):
    assert rejection(tmp_path, body) == code


def test_gz_that_is_none_says_so(tmp_path):
    assert rejection(tmp_path, b"\x89PN\r", "x.json.gz") == "not_gzip"


def test_small_gzip_of_gigabytes_is_stopped_before_it_is_unpacked(tmp_path):
    packer = zlib.compressobj(wbits=31)
    body = b"".join(packer.compress(bytes(1024**2)) for _ in range(200)) + packer.flush()
    assert rejection(tmp_path, body) == "archive_bomb"


def test_gzip_within_a_gzip_counts_each_member_to_the_bound(tmp_path):
    assert rejection(tmp_path, gzip.compress(bytes(9 * 1024**2)) * 3) == "archive_bomb"


def test_file_above_the_bound_is_not_read(tmp_path):
    big = Landed(path="big.json", container=str(tmp_path / "none"), size=3 * 1024**3)
    with pytest.raises(FileRejectedError, match="split it") as raised:
        content_of(big)
    assert raised.value.code == "too_large"


def test_file_that_vanished_and_folder_in_its_place_are_unreadable(tmp_path):
    (tmp_path / "x.json").write_bytes(BODY)
    (found,) = files([str(tmp_path / "x.json")])
    (tmp_path / "x.json").unlink()
    for _ in range(2):
        with pytest.raises(FileRejectedError) as raised:
            content_of(found)
        assert raised.value.code == "unreadable"
        (tmp_path / "x.json").mkdir(exist_ok=True)


def test_no_read_permission_is_unreadable(tmp_path):
    found = landed(tmp_path, BODY)
    (tmp_path / "x.json").chmod(0)
    if os.geteuid() == 0:
        assert content_of(found) == BODY, "nothing is unreadable to root"
    else:
        with pytest.raises(FileRejectedError):
            content_of(found)


@given(st.binary(max_size=60), st.sampled_from(["x.json", "x.json.gz", "x.csv"]))
def test_any_bytes_are_text_or_rejected(tmp_path_factory, body, name):
    try:
        content = content_of(landed(tmp_path_factory.getbasetemp(), body, name))
    except FileRejectedError:
        return
    assert content.strip() and b"\0" not in content


@given(st.integers(0, 80), st.binary(max_size=3))
def test_damaged_gzip_is_never_taken_for_another_content(tmp_path_factory, position, noise):
    packed = gzip.compress(BODY * 3, mtime=0)
    damaged = packed[:position] + noise + packed[position + len(noise) :]
    try:
        content = content_of(landed(tmp_path_factory.getbasetemp(), damaged))
    except FileRejectedError:
        return
    assert content == BODY * 3 or not damaged.startswith(b"\x1f\x8b")

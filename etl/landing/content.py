"""The bytes of a file: read, decompressed within bounds, and text in UTF-8."""

import codecs
import tarfile
import zipfile
from functools import lru_cache

from etl.errors import FileRejectedError
from etl.landing.discover import Landed, opened
from etl.landing.gzipped import BYTES_MOST, GZIP_MAGIC, unpacked

# What people load by mistake, by first bytes, and what to do instead.
FOREIGN = (
    (b"%PDF", "a PDF", "export the table as CSV or JSON"),
    (b"\xd0\xcf\x11\xe0", "an old office document", "save the sheet as CSV UTF-8"),
    (b"PK\x03\x04", "an archive or office document in an archive", "unpack it, or save the sheet as CSV UTF-8"),
    (b"PAR1", "a Parquet file", "export it as JSON or CSV"),
    (b"BZh", "compressed with bzip2", "unpack it"),
    (b"\xfd7zXZ", "compressed with xz", "unpack it"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstandard", "unpack it"),
    (b"7z\xbc\xaf", "a 7-Zip archive", "unpack it"),
    (b"SQLite format 3", "a SQLite database", "export its table as CSV"),
    (b"\x89PNG", "a picture", "export the table as CSV or JSON"),
    (b"\x7fELF", "a program", "name the export instead"),
)
MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
CACHED_BYTES_MOST = 256 * 1024**2


def content_of(landed: Landed) -> bytes:
    """The decompressed content, without a byte-order mark; UTF-16 becomes UTF-8.

    Raises:
        FileRejectedError: `unreadable`, `empty_file`, `truncated_gzip`, `corrupt_gzip`, `too_large`, `archive_bomb`,
            `not_gzip`, `unknown_source` (a known binary), `nul_bytes`, `not_utf8`.
    """
    raw = _read(landed)
    if raw.startswith(GZIP_MAGIC):
        raw = unpacked(raw, landed.path)
    elif landed.path.endswith(".gz") and raw.strip() and not _looks_like_text(raw):
        raise FileRejectedError("not_gzip", f"{landed.path}: named .gz but not gzip; fetch it again")
    if not raw or raw.isspace():
        raise FileRejectedError("empty_file", f"{landed.path}: empty; fetch it again, or remove it")
    for magic, what, remedy in FOREIGN:
        if raw.startswith(magic):
            raise FileRejectedError("unknown_source", f"{landed.path}: {what}; {remedy} and load that")
    return _text(raw, landed.path)


def _looks_like_text(raw: bytes) -> bool:
    """Clients that unpack a download keep its name."""
    return raw.lstrip()[:1] in (b"{", b"[", b"#", b'"') or raw[:1].isalpha() or raw.startswith(MARKS)


def _read(landed: Landed) -> bytes:
    if landed.size > BYTES_MOST:
        raise FileRejectedError("too_large", f"{landed.path}: larger than {BYTES_MOST:,} bytes; split it")
    try:
        if landed.member is None:
            with opened(landed.container) as stream:
                data: bytes = stream.read()
                return data
        return _member(landed, landed.member)
    except FileRejectedError:
        raise
    except Exception as error:  # noqa: BLE001 every object store and archive raises its own family
        message = f"{landed.path}: cannot be read ({type(error).__name__}); fetch it again or give read permission"
        raise FileRejectedError("unreadable", message) from None


def _member(landed: Landed, name: str) -> bytes:
    if landed.offset is None:
        with opened(landed.container) as stream, zipfile.ZipFile(stream) as archive:
            return archive.read(name)
    if landed.is_packed:
        whole = _unpacked_archive(landed.container, landed.path)
        return whole[landed.offset : landed.offset + landed.size]
    with opened(landed.container) as stream:
        stream.seek(landed.offset)
        data: bytes = stream.read(landed.size)
    if len(data) < landed.size:
        raise tarfile.ReadError(landed.path)
    return data


def _unpacked_archive(container: str, path: str) -> bytes:
    """The tar inside a gzip. Its members are read one after the other, so the last one is kept if it is small."""
    whole = _last_archive(container, path.partition("!")[0])
    if len(whole) > CACHED_BYTES_MOST:
        _last_archive.cache_clear()
    return whole


@lru_cache(maxsize=1)
def _last_archive(container: str, path: str) -> bytes:
    with opened(container) as stream:
        return unpacked(stream.read(), path)


def _text(raw: bytes, path: str) -> bytes:
    if raw.startswith(codecs.BOM_UTF8):
        raw = raw[len(codecs.BOM_UTF8) :]
    elif raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            raw = raw.decode("utf-16").encode()
        except UnicodeError:
            message = f"{path}: not valid UTF-16; save it as UTF-8 and load again"
            raise FileRejectedError("not_utf8", message) from None
    if (offset := raw.find(b"\0")) >= 0:
        message = f"{path}: a NUL byte at offset {offset:,}; it is binary or damaged: fetch it again as UTF-8 text"
        raise FileRejectedError("nul_bytes", message)
    if not raw.strip():
        raise FileRejectedError("empty_file", f"{path}: empty; fetch it again, or remove it")
    return raw


def must_be_utf8(raw: bytes, path: str) -> None:
    """Check that the content is UTF-8.

    Raises:
        FileRejectedError: `not_utf8`, with the offset of the first byte that is not.
    """
    if raw.isascii():
        return
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        message = f'{path}: not UTF-8 (byte 0x{raw[error.start]:02X} at offset {error.start:,}); save as "CSV UTF-8" and load again'
        raise FileRejectedError("not_utf8", message) from None

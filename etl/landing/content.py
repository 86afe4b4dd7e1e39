"""The bytes of a file: read, decompressed within bounds, and in UTF-8."""

import codecs
import io
import tarfile
import zipfile
import zlib

from etl.errors import FileRejectedError
from etl.landing.discover import RATIO_FREE_BYTES, RATIO_MOST, Landed, opened

BYTES_MOST = 4 * 1024**3
CHUNK = 16 * 1024**2
GZIP_MAGIC = b"\x1f\x8b"


def content_of(landed: Landed) -> bytes:
    """The decompressed content, UTF-8, without a byte-order mark.

    Raises:
        FileRejectedError: `unreadable`, `empty_file`, `truncated_gzip`, `corrupt_gzip`, `too_large`, `archive_bomb`,
            `not_gzip`, `nul_bytes`, `not_utf8`.
    """
    raw = _read(landed)
    if raw.startswith(GZIP_MAGIC):
        raw = gunzipped(raw, landed.path)
    elif landed.path.endswith(".gz") and raw[:1] not in (b"{", b"[", b"#", b'"') and not raw[:1].isalpha():
        raise FileRejectedError("not_gzip", f"{landed.path}: named .gz but not gzip; fetch it again")
    if not raw.strip():
        raise FileRejectedError("empty_file", f"{landed.path}: empty; fetch it again, or remove it")
    return _utf8(raw, landed.path)


def _read(landed: Landed) -> bytes:
    if landed.size > BYTES_MOST:
        raise FileRejectedError("too_large", f"{landed.path}: larger than {BYTES_MOST:,} bytes; split it")
    try:
        with opened(landed.container) as stream:
            if landed.member is None:
                data: bytes = stream.read()
                return data
            head = stream.read(4)
            stream.seek(0)
            return _member(io.BytesIO(stream.read()), landed.member, is_zip=head.startswith(b"PK"))
    except (OSError, zipfile.BadZipFile, tarfile.TarError, KeyError, NotImplementedError, zlib.error) as error:
        message = f"{landed.path}: cannot be read ({type(error).__name__}); fetch it again or give read permission"
        raise FileRejectedError("unreadable", message) from None


def _member(stream: io.BytesIO, name: str, *, is_zip: bool) -> bytes:
    if is_zip:
        with zipfile.ZipFile(stream) as archive:
            return archive.read(name)
    with tarfile.open(fileobj=stream, mode="r:") as archive:
        member = archive.extractfile(name)
        return member.read() if member else b""


def gunzipped(raw: bytes, path: str) -> bytes:
    """All members of a gzip file, within bounds of size and ratio."""
    parts: list[bytes] = []
    size, rest = 0, raw
    most = min(BYTES_MOST, max(RATIO_FREE_BYTES, RATIO_MOST * len(raw)))
    while rest.startswith(GZIP_MAGIC):
        stream = zlib.decompressobj(wbits=31)
        pending = rest
        while pending and not stream.eof:
            try:
                part = stream.decompress(pending, CHUNK)
            except zlib.error:
                raise FileRejectedError("corrupt_gzip", f"{path}: the gzip is damaged; fetch it again") from None
            parts.append(part)
            size += len(part)
            if size > most:
                raise FileRejectedError(
                    "archive_bomb", f"{path}: {len(raw):,} bytes unpack to over {most:,}; not loaded"
                )
            pending = stream.unconsumed_tail
        if not stream.eof:
            raise FileRejectedError("truncated_gzip", f"{path}: the gzip ends too early; fetch it again")
        rest = stream.unused_data.lstrip(b"\0")
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _utf8(raw: bytes, path: str) -> bytes:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if raw.startswith(mark):
            if encoding == "utf-8":
                return raw[len(mark) :]
            try:
                return raw.decode(encoding).encode()
            except UnicodeDecodeError as error:
                message = f"{path}: not valid UTF-16 (offset {error.start}); save it as UTF-8 and load again"
                raise FileRejectedError("not_utf8", message) from None
    if (offset := raw.find(b"\0")) >= 0:
        message = f"{path}: a NUL byte at offset {offset}; it is binary or damaged: fetch it again as text"
        raise FileRejectedError("nul_bytes", message)
    return raw


def must_be_utf8(raw: bytes, path: str) -> None:
    """Raises `not_utf8`, naming the offset, where the content is not UTF-8."""
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        message = f'{path}: not UTF-8 (byte 0x{raw[error.start]:02X} at offset {error.start}); save as "CSV UTF-8" and load again'
        raise FileRejectedError("not_utf8", message) from None

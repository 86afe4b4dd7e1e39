"""Gzip within bounds: a small file that unpacks to gigabytes is a bomb, whatever its header says."""

from isal import isal_zlib

from etl.errors import FileRejectedError

GZIP_MAGIC = b"\x1f\x8b"
BYTES_MOST = 2 * 1024**3
RATIO_MOST = 200  # JSON logs reach 30; a bomb starts at about 1,000
RATIO_FREE_BYTES = 16 * 1024**2
HEAD_BYTES = 512


def unpacked(raw: bytes, path: str) -> bytes:
    """All members of a gzip file, each in one go, without a copy where there is one member.

    Raises:
        FileRejectedError: `truncated_gzip`, `corrupt_gzip`, `archive_bomb`.
    """
    most = min(BYTES_MOST, max(RATIO_FREE_BYTES, RATIO_MOST * len(raw)))
    parts: list[bytes] = []
    size, rest = 0, raw
    while rest.startswith(GZIP_MAGIC):
        stream = isal_zlib.decompressobj(wbits=31)
        try:
            parts.append(stream.decompress(rest, most - size + 1))
        except isal_zlib.error:  # type: ignore[misc]  # its stub declares the class as a value
            raise FileRejectedError("corrupt_gzip", f"{path}: the gzip is damaged; fetch it again") from None
        size += len(parts[-1])
        if size > most:
            message = f"{path}: {len(raw):,} bytes unpack to over {most:,}; unpack it yourself if it is no bomb"
            raise FileRejectedError("archive_bomb", message)
        if not stream.eof:
            raise FileRejectedError("truncated_gzip", f"{path}: the gzip ends too early; fetch it again")
        rest = stream.unused_data.lstrip(b"\0")
    if rest:
        raise FileRejectedError("corrupt_gzip", f"{path}: something else follows the gzip; fetch it again")
    return parts[0] if len(parts) == 1 else b"".join(parts)


def head_of(packed: bytes) -> bytes:
    """The first bytes of what a gzip's first bytes unpack to; none where they are no gzip."""
    try:
        return isal_zlib.decompressobj(wbits=31).decompress(packed, HEAD_BYTES)
    except isal_zlib.error:  # type: ignore[misc]  # its stub declares the class as a value
        return b""

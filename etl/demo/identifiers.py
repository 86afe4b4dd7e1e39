"""Random-looking identifiers in the providers' shapes, made in bulk."""

import numpy as np
import numpy.typing as npt
import polars as pl

BASE62 = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
BASE36 = b"0123456789abcdefghijklmnopqrstuvwxyz"
BASE32 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
HEX = b"0123456789abcdef"
_TABLES = {alphabet: np.frombuffer(alphabet, dtype=np.uint8) for alphabet in (BASE62, BASE36, BASE32, HEX)}


def _strings(letters: npt.NDArray[np.uint8]) -> pl.Series:
    """Rows of ASCII codes as one text a row."""
    count, length = letters.shape
    if not count:
        return pl.Series([], dtype=pl.String)
    offsets = np.arange(0, (count + 1) * length, length, dtype=np.int64)
    import pyarrow as pa

    array = pa.LargeStringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(letters)))
    series = pl.from_arrow(array)
    assert isinstance(series, pl.Series)  # noqa: S101  # narrows the type: an array gives a series
    return series


def codes(chance: np.random.Generator, count: int, length: int, alphabet: bytes = BASE62) -> pl.Series:
    """`count` random texts of `length` letters."""
    return _strings(_TABLES[alphabet][chance.integers(0, len(alphabet), (count, length), dtype=np.uint8)])


def uuids(chance: np.random.Generator, count: int) -> pl.Series:
    """`count` random texts in the form 8-4-4-4-12."""
    letters = np.full((count, 36), ord("-"), dtype=np.uint8)
    places = [place for place in range(36) if place not in (8, 13, 18, 23)]
    letters[:, places] = _TABLES[HEX][chance.integers(0, 16, (count, 32), dtype=np.uint8)]
    return _strings(letters)


def access_key_ids(chance: np.random.Generator, accounts: npt.NDArray[np.int64]) -> pl.Series:
    """AWS access key ids that carry their account: `AKIA` and base32 of 10 bytes.

    The account is in bits 7 to 46 of the first six bytes. Bit 47 is set, so that no id begins with `AKIAI` or `AKIAJ`,
    which older ids without an account do. The other 39 bits are a permutation of the position: no two ids are equal.
    """
    count = len(accounts)
    mix = (np.arange(count, dtype=np.uint64) + np.uint64(chance.integers(1, 1 << 38))) * np.uint64(0x2545F4914F)
    spread = mix & np.uint64((1 << 39) - 1)
    high = (np.uint64(1) << np.uint64(47)) | (accounts.astype(np.uint64) << np.uint64(7)) | (spread >> np.uint64(32))  # 48 bits
    low = spread & np.uint64(0xFFFFFFFF)  # 32 bits
    digits = np.empty((count, 20), dtype=np.uint8)
    digits[:, :4] = np.frombuffer(b"AKIA", dtype=np.uint8)
    for place in range(16):
        shift = 75 - 5 * place
        if shift >= 32:  # noqa: PLR2004  # wholly within the first six bytes
            value = high >> np.uint64(shift - 32)
        elif shift + 5 <= 32:  # noqa: PLR2004  # wholly within the last four
            value = low >> np.uint64(shift)
        else:
            value = (high << np.uint64(32 - shift)) | (low >> np.uint64(shift))
        digits[:, 4 + place] = _TABLES[BASE32][(value & np.uint64(31)).astype(np.uint8)]
    return _strings(digits)

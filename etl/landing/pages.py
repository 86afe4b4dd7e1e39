"""The text of an export split into pages, and a sample of it for recognition.

JSON comes as one document, one a line (NDJSON), arrays or objects set one behind the other (as paging clients print
them), or an array of arrays. Values are split as raw text, so that a large file is decoded only once, by its reader.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec
import yaml
from msgspec import Raw

from etl.errors import FileRejectedError, RowRejectedError
from etl.landing.content import must_be_utf8
from etl.landing.head import SAMPLE_ITEMS
from etl.landing.head import cut as cut_plain

SMALL_BYTES = 64 * 1024
YAML_BYTES_MOST = 16 * 1024**2

_BLANK = re.compile(r"[ \t\r\n]*")
_raw = msgspec.json.Decoder(Raw)
_raw_list = msgspec.json.Decoder(list[Raw])
_raw_object = msgspec.json.Decoder(dict[str, Raw])


def is_json(content: bytes) -> bool:
    """Does it begin as a JSON object or array?"""
    return content.lstrip()[:1] in (b"{", b"[")


@dataclass
class Values:
    """The JSON values of a file in order, the line or position of each, and the rejections of lines that are none."""

    values: list[Raw]
    numbers: list[int]
    rejections: list[RowRejectedError] = field(default_factory=list)


def json_values(content: bytes, path: str) -> Values:
    """The JSON values of a file.

    Raises:
        FileRejectedError: `invalid_json`, `too_deep`, `not_utf8`: nothing in it is a JSON value.
    """
    must_be_utf8(content, path)
    try:
        return Values([_raw.decode(content)], [1])
    except RecursionError:
        raise FileRejectedError("too_deep", f"{path}: nested too deeply to be an export; fetch it again") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        first = error
    found = _lines(content) or _concatenated(content)
    if found is None:
        where = re.sub(r"\(.*?`.*?`\)", "", str(first))
        message = f"{path}: not valid JSON: {where}; fetch it again (comments, ellipses and NaN are not JSON)"
        raise FileRejectedError("invalid_json", message)
    return found


def _lines(content: bytes) -> Values | None:
    """NDJSON: a value a line, of which at least the first is whole. A broken line rejects itself."""
    found = Values([], [])
    for number, line in enumerate(content.split(b"\n"), start=1):
        if not line or line.isspace():
            continue
        try:
            found.values.append(_raw.decode(line))
            found.numbers.append(number)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            if not found.values:
                return None
            message = f"line {number} is not valid JSON; fetch the file again"
            found.rejections.append(RowRejectedError("invalid_json", message, row_no=number))
    return found if len(found.values) > 1 or found.rejections else None


def _concatenated(content: bytes) -> Values | None:
    decoder, text = json.JSONDecoder(), content.decode()
    found, position = Values([], []), 0
    while position < len(text):
        try:
            _, end = decoder.raw_decode(text, position)
            found.values.append(_raw.decode(text[position:end].encode()))
        except (ValueError, RecursionError):
            return None
        found.numbers.append(len(found.numbers) + 1)
        position = _BLANK.match(text, end).end()  # type: ignore[union-attr]
    return found if len(found.values) > 1 else None


def runs(found: Values) -> Iterator[tuple[int, list[Raw]]]:
    """Values on consecutive lines, with the number of the first: a gap must not shift the numbers behind it."""
    start = 0
    for index in range(1, len(found.values) + 1):
        if index == len(found.values) or found.numbers[index] != found.numbers[index - 1] + 1:
            yield found.numbers[start], found.values[start:index]
            start = index


def cut(value: Raw, depth: int = 4) -> Any:
    """The value decoded, with each list cut to its first three elements."""
    head = bytes(memoryview(value)[:1])
    try:
        if head == b"[":
            return [cut(item, depth - 1) for item in _raw_list.decode(value)[:SAMPLE_ITEMS]] if depth else []
        if head == b"{":
            if memoryview(value).nbytes < SMALL_BYTES:
                return cut_plain(msgspec.json.decode(value))
            return {name: cut(item, depth - 1) for name, item in _raw_object.decode(value).items()} if depth else {}
        return msgspec.json.decode(value)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None


def items(value: Raw) -> list[Raw] | None:
    """The elements of a JSON array, or None where it is none."""
    return _raw_list.decode(value) if bytes(memoryview(value)[:1]) == b"[" else None


def joined(values: Iterable[Raw]) -> bytes:
    """The values as one JSON array."""
    return b"[" + b",".join(bytes(memoryview(value)) for value in values) + b"]"


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SEPARATORS = (",", ";", "\t")
_YAML_START = re.compile(rb"\A(?:\s*#[^\n]*\n)*\s*(?:---|[A-Za-z_][\w.-]*:(?:\s|$))")


def is_yaml(content: bytes) -> bool:
    """Does it begin as a YAML mapping, rather than as a CSV header?"""
    return _YAML_START.match(content) is not None


def yaml_documents(content: bytes, path: str) -> list[tuple[int, str]]:
    """Each YAML document's number and text.

    Raises:
        FileRejectedError: `too_large`, `not_utf8`.
    """
    if len(content) > YAML_BYTES_MOST:
        raise FileRejectedError("too_large", f"{path}: over {YAML_BYTES_MOST:,} bytes of YAML; split it")
    must_be_utf8(content, path)
    parts = re.split(r"^---[ \t]*(?:#.*)?$", content.decode(), flags=re.MULTILINE)
    return list(enumerate((part for part in parts if _says_something(part)), start=1))


def _says_something(part: str) -> bool:
    return any(line.strip() and not line.lstrip().startswith("#") for line in part.splitlines())


_ALIAS = re.compile(r"(?:^|[\s,\[{:])\*[\w-]", re.MULTILINE)  # in flow lists no blank need stand before it
ALIASES_MOST = 30


def yaml_sample(text: str) -> Any:
    """A YAML document for recognition; None where it cannot be loaded, or hides behind aliases."""
    if len(_ALIAS.findall(text)) > ALIASES_MOST:
        return None
    try:
        return cut_plain(yaml.load(text, Loader=_LOADER))  # noqa: S506 the safe loader, in C where there is one
    except (yaml.YAMLError, RecursionError, ValueError, TypeError):
        return None


def csv_header(content: bytes) -> tuple[str, ...]:
    """The trimmed column names of the first line that is no comment; () where it has no separator."""
    for line in content[:SMALL_BYTES].decode(errors="replace").splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            separator = next((mark for mark in _SEPARATORS if mark in line), None)
            if separator is None:
                return ()
            try:
                return tuple(name.strip() for name in next(csv.reader(io.StringIO(line), delimiter=separator)))
            except csv.Error:
                return ()
    return ()


def rows_in(value: Raw) -> int:
    """How many rows a page lists: its own elements, or those of its longest array, at least 1."""
    try:
        if (listed := items(value)) is not None:
            return len(listed)
        members = _raw_object.decode(value).values()
        return max((len(listed) for member in members if (listed := items(member)) is not None), default=1) or 1
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return 1

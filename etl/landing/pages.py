"""The text of an export split into pages, and a sample of it for recognition.

JSON comes as one document, one a line (NDJSON), arrays or objects set one behind the other (as paging clients print
them), or an array of arrays. Values are split as raw text, so that a large file is decoded only once, by its reader.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec
import yaml
from msgspec import Raw

from etl.errors import FileRejectedError, RowRejectedError
from etl.landing.content import must_be_utf8

SAMPLE_ITEMS = 3
SMALL_BYTES = 64 * 1024
YAML_BYTES_MOST = 16 * 1024**2

_raw = msgspec.json.Decoder(Raw)
_raw_list = msgspec.json.Decoder(list[Raw])
_raw_object = msgspec.json.Decoder(dict[str, Raw])


def is_json(content: bytes) -> bool:
    """Does it begin as a JSON object or array?"""
    return content.lstrip()[:1] in (b"{", b"[")


def json_values(content: bytes, path: str) -> tuple[list[Raw], list[RowRejectedError]]:
    """The JSON values of a file in order, and the rejections of lines that are none.

    Raises:
        FileRejectedError: `invalid_json`, `too_deep`, `not_utf8`: nothing in it is a JSON value.
    """
    try:
        return [_raw.decode(content)], []
    except RecursionError:
        raise FileRejectedError("too_deep", f"{path}: nested too deeply to be an export; fetch it again") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        first = error
    must_be_utf8(content, path)
    found = _lines(content) or _concatenated(content)
    if found is None:
        where = re.sub(r"\(.*?`.*?`\)", "", str(first))
        message = f"{path}: not valid JSON: {where}; fetch it again (comments, ellipses and NaN are not JSON)"
        raise FileRejectedError("invalid_json", message)
    return found


def _lines(content: bytes) -> tuple[list[Raw], list[RowRejectedError]] | None:
    """NDJSON: a value a line, of which at least the first is whole. A broken line rejects itself."""
    values: list[Raw] = []
    rejected: list[RowRejectedError] = []
    for number, line in enumerate(content.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            values.append(_raw.decode(line))
        except (msgspec.DecodeError, RecursionError):
            if not values:
                return None
            rejected.append(
                RowRejectedError("invalid_json", f"line {number} is not valid JSON; fetch it again", row_no=number)
            )
    return (values, rejected) if len(values) > 1 or rejected else None


def _concatenated(content: bytes) -> tuple[list[Raw], list[RowRejectedError]] | None:
    decoder, text, position = json.JSONDecoder(), content.decode(), 0
    values = []
    while position < len(text):
        try:
            _, end = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            return None
        values.append(Raw(text[position:end].encode()))
        position = end + len(text[end:]) - len(text[end:].lstrip())
    return values, []


def cut(value: Raw, depth: int = 4) -> Any:
    """The value decoded, with each list cut to its first three elements."""
    head = bytes(memoryview(value)[:1])
    try:
        if head == b"[":
            return [cut(item, depth - 1) for item in _raw_list.decode(value)[:SAMPLE_ITEMS]] if depth else []
        if head == b"{":
            if memoryview(value).nbytes < SMALL_BYTES:
                return _cut_plain(msgspec.json.decode(value))
            return {name: cut(item, depth - 1) for name, item in _raw_object.decode(value).items()} if depth else {}
        return msgspec.json.decode(value)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None


def _cut_plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_cut_plain(item) for item in value[:SAMPLE_ITEMS]]
    if isinstance(value, dict):
        return {name: _cut_plain(item) for name, item in value.items()}
    return value


def items(value: Raw) -> list[Raw] | None:
    """The elements of a JSON array, or None where it is none."""
    return _raw_list.decode(value) if bytes(memoryview(value)[:1]) == b"[" else None


def joined(values: list[Raw]) -> bytes:
    """The values as one JSON array."""
    return b"[" + b",".join(bytes(memoryview(value)) for value in values) + b"]"


_SEPARATORS = (",", ";", "\t")
_YAML_START = re.compile(rb"\A(?:\s*#[^\n]*\n)*\s*(?:---|[A-Za-z_][\w.-]*:(?:\s|$))")


def is_yaml(content: bytes) -> bool:
    """Does it begin as a YAML mapping, rather than as a CSV header?"""
    return _YAML_START.match(content) is not None


def yaml_documents(content: bytes, path: str) -> Iterator[tuple[int, str, Any]]:
    """Each YAML document with its number and its text; a broken one is left to its reader, its siblings are not.

    Raises:
        FileRejectedError: `too_large`.
    """
    if len(content) > YAML_BYTES_MOST:
        raise FileRejectedError("too_large", f"{path}: over {YAML_BYTES_MOST:,} bytes of YAML; split it")
    must_be_utf8(content, path)
    parts = re.split(r"^---[ \t]*(?:#.*)?$", content.decode(), flags=re.MULTILINE)
    number = 0
    for part in parts:
        if not part.strip() or all(not line.strip() or line.lstrip().startswith("#") for line in part.splitlines()):
            continue
        number += 1
        yield number, part, yaml_sample(part)


def yaml_sample(text: str) -> Any:
    """A YAML document for recognition; None where it cannot be loaded, or hides behind aliases."""
    if len(re.findall(r"(?m)(?:^|\s)\*\w", text)) > SAMPLE_ITEMS * 10:
        return None
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError):
        return None


def csv_header(content: bytes) -> tuple[str, ...]:
    """The trimmed column names of the first line that is no comment; () where it has no separator."""
    for line in content[:SMALL_BYTES].decode(errors="replace").splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            separator = next((mark for mark in _SEPARATORS if mark in line), None)
            return tuple(name.strip().strip('"').strip() for name in line.split(separator)) if separator else ()
    return ()


def rows_in(value: Raw) -> int:
    """How many rows a page object lists: the length of its longest array, at least 1."""
    try:
        members = _raw_object.decode(value).values()
    except (msgspec.DecodeError, RecursionError):
        return 1
    return max((len(_raw_list.decode(m)) for m in members if bytes(memoryview(m)[:1]) == b"["), default=1) or 1

"""Files of the demo: landing envelopes, manifests and compressed logs, byte for byte the same for the same story."""

import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from etl.demo.options import rfc3339


def write(path: Path, content: str | bytes) -> Path:
    """Write a file and the folders to it; a name that ends in `.gz` is compressed, without a time in its header."""
    path.parent.mkdir(parents=True, exist_ok=True)
    body = content.encode() if isinstance(content, str) else content
    path.write_bytes(gzip.compress(body, compresslevel=1, mtime=0) if path.suffix == ".gz" else body)
    return path


def envelope(  # noqa: PLR0913  # the fields of the landing convention
    body: str,
    *,
    path: str,
    tenant: str,
    fetched_at: int,
    query: dict[str, Any] | None = None,
    page: int = 1,
    last: bool = True,
) -> str:
    """One line of a landing file: the request, who asked when, and the body as it came."""
    request = json.dumps({"path": path, "query": query or {}}, separators=(",", ":"))
    return (
        f'{{"request":{request},"tenant":"{tenant}","fetched_at":"{rfc3339(fetched_at)}","status":200,'
        f'"page":{page},"last_page":{"true" if last else "false"},"body":{body}}}'
    )


def pages(items: list[str], size: int) -> Iterable[tuple[int, bool, list[str]]]:
    """Page number, whether it is the last, and its items; an empty list is one empty page."""
    count = max(1, -(-len(items) // size))
    for page in range(count):
        yield page + 1, page == count - 1, items[page * size : (page + 1) * size]


def manifest(path: Path, *, tenant: str, as_of: int, complete: bool = True) -> Path:
    """The `.meta.json` beside a file that cannot say these things itself."""
    stated = {"tenant": tenant, "as_of": rfc3339(as_of), "complete": complete, "prepared_by": "platform@corp.example"}
    return write(path.with_name(path.name + ".meta.json"), json.dumps(stated))

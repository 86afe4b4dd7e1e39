"""Finds files: local ones, folders, globs, members of archives, object stores. Refuses what is unsafe, and says so.

A refused file never stops the others. Hidden by nothing but the manifests that stand beside their exports.
"""

import glob
import os
import stat
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

import fsspec

MANIFEST_SUFFIX = ".meta.json"
ARCHIVE_MEMBERS_MOST = 100_000
ARCHIVE_BYTES_MOST = 8 * 1024**3
RATIO_MOST = 200  # JSON logs reach 30; a bomb starts at about 1,000
RATIO_FREE_BYTES = 16 * 1024**2
HEAD_BYTES = 512


@dataclass(frozen=True, kw_only=True)
class Landed:
    """One file to open. `path` is what reports call it; `member` is set inside an archive."""

    path: str
    container: str
    member: str | None = None
    size: int = 0
    modified: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Refused:
    """One file that is not even opened, with the reason code and the message."""

    path: str
    code: str
    message: str


Found = Landed | Refused


def files(paths: Iterable[str]) -> Iterator[Found]:
    """Every file under these paths, in a stable order, each once."""
    known: set[str] = set()
    for path in paths:
        for found in _under(path):
            if found.path not in known:
                known.add(found.path)
                yield found


def _under(path: str) -> Iterator[Found]:
    if "://" in path:
        yield from _remote(path)
    elif os.path.lexists(path):
        yield from _local(Path(path))
    elif glob.has_magic(path):
        for match in sorted(glob.glob(path, recursive=True)):  # noqa: PTH207 a pattern with folders in it
            yield from _local(Path(match))
    else:
        yield Refused(path=path, code="not_found", message=f"{path}: no such file or folder; look at the spelling")


def _local(path: Path) -> Iterator[Found]:
    yield from _walk(path, frozenset())


def _walk(path: Path, above: frozenset[tuple[int, int]]) -> Iterator[Found]:
    try:
        status = path.stat()
    except (OSError, RuntimeError) as error:
        looping = path.is_symlink()
        code = "symlink_loop" if looping and "ymbolic links" in str(error) else "unreadable"
        yield Refused(
            path=str(path), code=code, message=f"{path}: cannot be read ({type(error).__name__}); mend or remove it"
        )
        return
    if stat.S_ISDIR(status.st_mode):
        here = (status.st_dev, status.st_ino)
        if here in above:
            yield Refused(
                path=str(path), code="symlink_loop", message=f"{path}: a link to a folder above it; remove it"
            )
            return
        yield from _children(path, above | {here})
    elif not stat.S_ISREG(status.st_mode):
        yield Refused(path=str(path), code="unreadable", message=f"{path}: not a regular file; name files or folders")
    elif not _is_manifest(path):
        modified = datetime.fromtimestamp(status.st_mtime, UTC)
        yield from _members(Landed(path=str(path), container=str(path), size=status.st_size, modified=modified))


def _children(path: Path, above: frozenset[tuple[int, int]]) -> Iterator[Found]:
    try:
        names = sorted(entry.name for entry in os.scandir(path))
    except OSError as error:
        message = f"{path}: the folder cannot be listed ({type(error).__name__}); give read permission"
        yield Refused(path=str(path), code="unreadable", message=message)
        return
    for name in names:
        yield from _walk(path / name, above)


def _is_manifest(path: Path) -> bool:
    return path.name.endswith(MANIFEST_SUFFIX) and path.with_name(path.name.removesuffix(MANIFEST_SUFFIX)).exists()


def _remote(url: str) -> Iterator[Found]:
    try:
        system, root = fsspec.core.url_to_fs(url)
        if glob.has_magic(root):
            details = system.glob(root, detail=True)
        else:
            details = system.find(root, detail=True) or {root: system.info(root)}
        entries = sorted((name, info) for name, info in details.items() if info.get("type") == "file")
    except Exception as error:  # noqa: BLE001 every object store raises its own family
        message = f"{url}: cannot be listed ({type(error).__name__}); look at the URL, the network and the credentials"
        yield Refused(path=url, code="unreadable", message=message)
        return
    if not entries:
        yield Refused(path=url, code="not_found", message=f"{url}: nothing there; look at the spelling")
    names = {name for name, _ in entries}
    for name, info in entries:
        if name.endswith(MANIFEST_SUFFIX) and name.removesuffix(MANIFEST_SUFFIX) in names:
            continue
        full = system.unstrip_protocol(name)
        yield from _members(
            Landed(path=full, container=full, size=int(info.get("size") or 0), modified=_modified(info))
        )


def _modified(info: dict[str, Any]) -> datetime | None:
    value = info.get("LastModified") or info.get("mtime") or info.get("last_modified")
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return datetime.fromtimestamp(value, UTC) if isinstance(value, (int, float)) else None


def _members(landed: Landed) -> Iterator[Found]:
    """The file itself, or what is in it if it is an archive by its first bytes."""
    try:
        with opened(landed.container) as stream:
            head = stream.read(HEAD_BYTES)
            if head.startswith(b"PK\x03\x04"):
                stream.seek(0)
                yield from _zip_members(landed, stream)
            elif head[257:262] == b"ustar":
                stream.seek(0)
                yield from _tar_members(landed, stream)
            else:
                yield landed
    except (OSError, zipfile.BadZipFile, tarfile.TarError, RuntimeError) as error:
        code = "unreadable" if isinstance(error, OSError) else "corrupt_archive"
        message = f"{landed.path}: cannot be read ({type(error).__name__}); fetch it again or give read permission"
        yield Refused(path=landed.path, code=code, message=message)


def opened(container: str) -> Any:
    """The container as a binary stream, local or remote. Raises OSError where it cannot be read."""
    return fsspec.open(container, "rb").open() if "://" in container else Path(container).open("rb")


def _zip_members(landed: Landed, stream: Any) -> Iterator[Found]:
    with zipfile.ZipFile(stream) as archive:
        members = [(m.filename, m.file_size, m.compress_size) for m in archive.infolist() if not m.is_dir()]
        if any(name == "[Content_Types].xml" for name, _, _ in members):
            message = f"{landed.path}: an office document; save the sheet as CSV UTF-8 and load that"
            yield Refused(path=landed.path, code="unknown_source", message=message)
            return
        encrypted = {m.filename for m in archive.infolist() if m.flag_bits & 1}
        for found in _safe(landed, members):
            if isinstance(found, Landed) and found.member in encrypted:
                message = f"{found.path}: encrypted; unpack it and load the files"
                yield Refused(path=found.path, code="encrypted", message=message)
            else:
                yield found


def _tar_members(landed: Landed, stream: Any) -> Iterator[Found]:
    with tarfile.open(fileobj=stream, mode="r:") as archive:
        members = [(m.name, m.size, m.size) for m in archive if m.isfile()]
    yield from _safe(landed, members)


def _safe(landed: Landed, members: list[tuple[str, int, int]]) -> Iterator[Found]:
    total = sum(size for _, size, _ in members)
    if len(members) > ARCHIVE_MEMBERS_MOST or total > ARCHIVE_BYTES_MOST:
        message = f"{landed.path}: {len(members):,} members of {total:,} bytes; unpack it in parts and load those"
        yield Refused(path=landed.path, code="archive_bomb", message=message)
        return
    for name, size, packed in members:
        path = f"{landed.path}!{name}"
        pure = PurePosixPath(name.replace("\\", "/"))
        if pure.is_absolute() or ".." in pure.parts:
            message = f"{path}: the member's name leads out of the archive; it is not opened"
            yield Refused(path=path, code="archive_traversal", message=message)
        elif size > RATIO_FREE_BYTES and size > RATIO_MOST * max(packed, 1):
            message = f"{path}: {size:,} bytes from {packed:,}: looks like a bomb; unpack it yourself if it is none"
            yield Refused(path=path, code="archive_bomb", message=message)
        else:
            yield Landed(path=path, container=landed.container, member=name, size=size, modified=landed.modified)

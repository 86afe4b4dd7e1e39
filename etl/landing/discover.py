"""Finds files: local ones, folders, globs, members of archives, object stores. Refuses what is unsafe, and says so.

A refused file never stops the others. Hidden by nothing but the manifests that stand beside their exports.
"""

import errno
import glob
import io
import os
import stat
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

import fsspec

from etl.errors import FileRejectedError
from etl.landing.gzipped import GZIP_MAGIC, RATIO_FREE_BYTES, RATIO_MOST, head_of, unpacked

MANIFEST_SUFFIX = ".meta.json"
ARCHIVE_MEMBERS_MOST = 100_000
ARCHIVE_BYTES_MOST = 8 * 1024**3
PEEKED_BYTES = 4096
USTAR = slice(257, 262)


@dataclass(frozen=True, kw_only=True)
class Landed:
    """One file to open. `path` is what reports call it; `member` is set inside an archive.

    `offset` is where the member begins in a tar; `is_packed`: that tar is inside a gzip. `manifest` stands beside it.
    """

    path: str
    container: str
    member: str | None = None
    size: int = 0
    modified: datetime | None = None
    offset: int | None = None
    is_packed: bool = False
    manifest: "Landed | None" = None


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


def _shown(path: Path) -> str:
    """The path as text, whatever bytes its name is made of."""
    return os.fsencode(path).decode(errors="backslashreplace")


def _walk(path: Path, above: frozenset[tuple[int, int]]) -> Iterator[Found]:
    shown = _shown(path)
    try:
        status = path.stat()
    except (OSError, RuntimeError) as error:
        is_loop = path.is_symlink() and (isinstance(error, RuntimeError) or error.errno == errno.ELOOP)
        code = "symlink_loop" if is_loop else "unreadable"
        message = f"{shown}: cannot be read ({type(error).__name__}); mend or remove it"
        yield Refused(path=shown, code=code, message=message)
        return
    if stat.S_ISDIR(status.st_mode):
        here = (status.st_dev, status.st_ino)
        if here in above:
            message = f"{shown}: a link to a folder above it; remove it"
            yield Refused(path=shown, code="symlink_loop", message=message)
            return
        yield from _children(path, above | {here})
    elif not stat.S_ISREG(status.st_mode):
        yield Refused(path=shown, code="unreadable", message=f"{shown}: not a regular file; name files or folders")
    elif not _is_manifest(path):
        yield from _members(_on_disk(path, status))


def _on_disk(path: Path, status: os.stat_result) -> Landed:
    beside = path.with_name(path.name + MANIFEST_SUFFIX)
    there = os.path.isfile(beside)  # noqa: PTH113 false, and no error, where the suffix makes the name too long
    manifest = Landed(path=_shown(beside), container=str(beside)) if there else None
    modified = datetime.fromtimestamp(status.st_mtime, UTC)
    return Landed(path=_shown(path), container=str(path), size=status.st_size, modified=modified, manifest=manifest)


def _children(path: Path, above: frozenset[tuple[int, int]]) -> Iterator[Found]:
    try:
        names = sorted(entry.name for entry in os.scandir(path))
    except OSError as error:
        message = f"{_shown(path)}: the folder cannot be listed ({type(error).__name__}); give read permission"
        yield Refused(path=_shown(path), code="unreadable", message=message)
        return
    for name in names:
        yield from _walk(path / name, above)


def _is_manifest(path: Path) -> bool:
    return path.name.endswith(MANIFEST_SUFFIX) and path.with_name(path.name.removesuffix(MANIFEST_SUFFIX)).exists()


def _remote(url: str) -> Iterator[Found]:
    try:
        system, root = fsspec.core.url_to_fs(url)
        found = system.glob(root, detail=True) if glob.has_magic(root) else system.find(root, detail=True)
        details = found or {root: system.info(root)}
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
        full, size = system.unstrip_protocol(name), int(info.get("size") or 0)
        beside = full + MANIFEST_SUFFIX
        manifest = Landed(path=beside, container=beside) if name + MANIFEST_SUFFIX in names else None
        yield from _members(Landed(path=full, container=full, size=size, modified=_modified(info), manifest=manifest))


def _modified(info: dict[str, Any]) -> datetime | None:
    value = info.get("LastModified") or info.get("mtime") or info.get("last_modified")
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return datetime.fromtimestamp(value, UTC) if isinstance(value, (int, float)) else None


def _members(landed: Landed) -> Iterator[Found]:
    """The file itself, or what is in it if it is an archive by its first bytes."""
    try:
        with opened(landed.container) as stream:
            head = stream.read(PEEKED_BYTES)
            stream.seek(0)
            if head.startswith(b"PK\x03\x04"):
                yield from _zip_members(landed, stream)
            elif head[USTAR] == b"ustar":
                yield from _tar_members(landed, stream, is_packed=False)
            elif head.startswith(GZIP_MAGIC) and head_of(head)[USTAR] == b"ustar":
                yield from _tar_members(landed, io.BytesIO(unpacked(stream.read(), landed.path)), is_packed=True)
            else:
                yield landed
    except FileRejectedError as error:
        yield Refused(path=landed.path, code=error.code, message=str(error))
    except Exception as error:  # noqa: BLE001 every object store and archive raises its own family
        is_damaged = isinstance(error, (zipfile.BadZipFile, tarfile.TarError, EOFError, ValueError))
        code = "corrupt_archive" if is_damaged else "unreadable"
        message = f"{landed.path}: cannot be read ({type(error).__name__}); fetch it again or give read permission"
        yield Refused(path=landed.path, code=code, message=message)


def opened(container: str) -> Any:
    """The container as a binary stream, local or remote. Raises OSError where it cannot be read."""
    return fsspec.open(container, "rb").open() if "://" in container else Path(container).open("rb")


@dataclass(frozen=True)
class _Member:
    name: str
    size: int
    packed: int
    offset: int | None = None
    is_encrypted: bool = False


def _zip_members(landed: Landed, stream: Any) -> Iterator[Found]:
    with zipfile.ZipFile(stream) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
    if any(info.filename == "[Content_Types].xml" for info in infos):
        message = f"{landed.path}: an office document; save the sheet as CSV UTF-8 and load that"
        yield Refused(path=landed.path, code="unknown_source", message=message)
        return
    members = [_Member(info.filename, info.file_size, info.compress_size, is_encrypted=bool(info.flag_bits & 1)) for info in infos]
    yield from _safe(landed, members, is_packed=False)


def _tar_members(landed: Landed, stream: Any, *, is_packed: bool) -> Iterator[Found]:
    with tarfile.open(fileobj=stream, mode="r:") as archive:
        members = [_Member(m.name, m.size, m.size, m.offset_data) for m in archive if m.isfile() and not m.issparse()]
    yield from _safe(landed, members, is_packed=is_packed)


def _safe(landed: Landed, members: list[_Member], *, is_packed: bool) -> Iterator[Found]:
    total = sum(member.size for member in members)
    if len(members) > ARCHIVE_MEMBERS_MOST or total > ARCHIVE_BYTES_MOST:
        message = f"{landed.path}: {len(members):,} members of {total:,} bytes; unpack it in parts and load those"
        yield Refused(path=landed.path, code="archive_bomb", message=message)
        return
    inside = {member.name: _inside(landed, member, is_packed=is_packed) for member in members}
    for member in members:
        if member.name.endswith(MANIFEST_SUFFIX) and member.name.removesuffix(MANIFEST_SUFFIX) in inside:
            continue
        beside = inside.get(member.name + MANIFEST_SUFFIX)
        found = replace(inside[member.name], manifest=beside)
        yield _refused(found, member) or found


def _inside(landed: Landed, member: _Member, *, is_packed: bool) -> Landed:
    return Landed(
        path=f"{landed.path}!{member.name.encode(errors='backslashreplace').decode()}", container=landed.container,
        member=member.name, size=member.size, modified=landed.modified, offset=member.offset, is_packed=is_packed,
    )  # fmt: skip


def _refused(found: Landed, member: _Member) -> Refused | None:
    pure = PurePosixPath(member.name.replace("\\", "/"))
    if pure.is_absolute() or ".." in pure.parts:
        message = f"{found.path}: the member's name leads out of the archive; it is not opened"
        return Refused(path=found.path, code="archive_traversal", message=message)
    if member.size > RATIO_FREE_BYTES and member.size > RATIO_MOST * max(member.packed, 1):
        message = f"{found.path}: {member.size:,} bytes from {member.packed:,}: looks like a bomb; unpack it yourself if it is none"
        return Refused(path=found.path, code="archive_bomb", message=message)
    if member.is_encrypted:
        return Refused(path=found.path, code="encrypted", message=f"{found.path}: encrypted; unpack it and load the files")
    return None

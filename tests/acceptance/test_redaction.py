"""A thousand secrets, planted in every place where a source can carry one: none of them is anywhere afterwards.

Each value of each source's own sample is replaced in turn, so that names, notes, ids, dates and addresses all carry
one once; the files go through the command line with `-v`, and then everything it left behind is searched.
"""

import base64
import csv
import importlib.util
import io
import json
import os
import random
import string
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

WANTED = 1000
SOURCE_TESTS = Path(__file__).parents[1] / "etl" / "sources"


def letters(rng: random.Random, length: int, extra: str = "") -> str:
    return "".join(rng.choices(string.ascii_letters + string.digits + extra, k=length))


KINDS: dict[str, Callable[[random.Random], str]] = {
    "openai_project": lambda r: "sk-proj-" + letters(r, 58, "_-") + "T3Blbk" + "FJ" + letters(r, 58, "_-"),
    "openai_service": lambda r: "sk-svcacct-" + letters(r, 58, "_-") + "T3Blbk" + "FJ" + letters(r, 58, "_-"),
    "openai_admin": lambda r: "sk-admin-" + letters(r, 58, "_-") + "T3Blbk" + "FJ" + letters(r, 58, "_-"),
    "openai_legacy": lambda r: "sk-" + letters(r, 20) + "T3Blbk" + "FJ" + letters(r, 20),
    "anthropic": lambda r: "sk-ant-" + "api03-" + letters(r, 93, "_-") + "AA",
    "anthropic_admin": lambda r: "sk-ant-" + "admin01-" + letters(r, 93, "_-") + "AA",
    "openrouter": lambda r: "sk-or-" + "v1-" + "".join(r.choices("0123456789abcdef", k=64)),
    "github_classic": lambda r: "gh" + "p_" + letters(r, 36),
    "github_fine": lambda r: "github_" + "pat_" + letters(r, 22) + "_" + letters(r, 59),
    "github_server": lambda r: "gh" + "s_" + letters(r, 36),
    "google": lambda r: "AI" + "za" + letters(r, 35, "_-"),
    "hugging_face": lambda r: "hf" + "_" + "".join(r.choices(string.ascii_letters, k=34)),
    "groq": lambda r: "gs" + "k_" + letters(r, 52),
    "slack": lambda r: "xox" + "b-" + "".join(r.choices(string.digits, k=12)) + "-" + letters(r, 24),
    "bedrock": lambda r: "AB" + "SK" + base64.b64encode(f"Bedrock-at-123456789012:{letters(r, 60)}".encode()).decode(),
    "jwt": lambda r: "ey" + "J" + letters(r, 30) + ".ey" + "J" + letters(r, 60) + "." + letters(r, 43, "_-"),
    "pem": lambda r: "-----BEGIN " + "PRIVATE KEY-----\\n" + letters(r, 200, "+/") + "\\n-----END " + "PRIVATE KEY-----",
    "presigned": lambda r: "https://b.s3.amazonaws.com/o?X-Amz-Signature=" + "".join(r.choices("0123456789abcdef", k=64)),
    "bearer": lambda r: "Authorization: Bearer " + letters(r, 48),
    "aws_secret": lambda r: "aws_secret_access_key = " + letters(r, 40, "+/"),
}  # fmt: skip


def revealing(secret: str) -> str:
    """The middle of a secret: what no hint may show."""
    value = secret.rsplit("Bearer ", maxsplit=1)[-1].rsplit(" = ", maxsplit=1)[-1].rsplit("Signature=", maxsplit=1)[-1]
    return value[len(value) // 2 - 10 : len(value) // 2 + 10]


def samples() -> Iterator[tuple[str, bytes]]:
    for path in sorted(SOURCE_TESTS.glob("test_*.py")):
        spec = importlib.util.spec_from_file_location(f"samples_{path.stem}", path)
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        yield from getattr(module, "SAMPLES", {}).items()


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, (*path, index))
    elif isinstance(value, str):
        yield path


def planted_json(body: bytes, secret: Callable[[], str]) -> Iterator[bytes]:
    documents = [json.loads(line) for line in body.splitlines()] if b"\n" in body.strip() and _is_lines(body) else [json.loads(body)]
    for number, document in enumerate(documents):
        for path in leaves(document):
            copy = json.loads(json.dumps(documents))
            target = copy[number]
            for step in path[:-1]:
                target = target[step]
            target[path[-1]] = secret()
            yield b"\n".join(json.dumps(part).encode() for part in copy)


def _is_lines(body: bytes) -> bool:
    try:
        return all(isinstance(json.loads(line), dict) for line in body.splitlines() if line.strip())
    except ValueError:
        return False


def planted_csv(body: bytes, secret: Callable[[], str]) -> Iterator[bytes]:
    rows = list(csv.reader(io.StringIO(body.decode())))
    for row in range(1, len(rows)):
        for column in range(len(rows[row])):
            copy = [list(cells) for cells in rows]
            copy[row][column] = secret()
            out = io.StringIO()
            csv.writer(out).writerows(copy)
            yield out.getvalue().encode()


def planted_text(body: bytes, secret: Callable[[], str]) -> Iterator[bytes]:
    lines = body.decode().splitlines()
    for number, line in enumerate(lines):
        if ": " in line:
            head = line.split(": ")[0]
            yield "\n".join([*lines[:number], f'{head}: "{secret()}"', *lines[number + 1 :]]).encode()


def planted(body: bytes, secret: Callable[[], str]) -> Iterator[bytes]:
    stripped = body.lstrip()
    if stripped[:1] in (b"{", b"["):
        try:
            yield from planted_json(body, secret)
        except ValueError:
            return
    elif b"," in stripped.splitlines()[0]:
        yield from planted_csv(body, secret)
    else:
        yield from planted_text(body, secret)


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    folder = tmp_path_factory.mktemp("planted")
    rng = random.Random(17)
    kinds = list(KINDS.values())
    secrets: list[str] = []

    def secret() -> str:
        secrets.append(kinds[len(secrets) % len(kinds)](rng))
        return secrets[-1]

    files = 0
    while len(secrets) < WANTED:
        before = len(secrets)
        for export, body in samples():
            for content in planted(body, secret):
                (folder / f"{files:05d}-{export}").write_bytes(content)
                files += 1
        assert len(secrets) > before, "no sample took a secret"
    return folder, secrets


def test_no_planted_secret_is_left_anywhere(landed: tuple[Path, list[str]], tmp_path: Path) -> None:
    folder, secrets = landed
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    data_dir = tmp_path / "data"
    environment = os.environ | {"TMPDIR": str(temporary)}
    command = [sys.executable, "-P", "-m", "keyinv", "load", str(folder), "-v", "--json", "--data-dir", str(data_dir)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=500, check=False, env=environment)
    assert done.returncode == 0, done.stderr[-2000:]
    assert len(secrets) >= WANTED
    dumped = dump(data_dir)
    places = {"output": (done.stdout + done.stderr).encode(), "tables": dumped}
    for root in (data_dir, temporary):
        for path in root.rglob("*"):
            if path.is_file():
                places[str(path.relative_to(tmp_path))] = path.read_bytes()
    needles = [revealing(secret).encode() for secret in secrets]
    found = [(place, needles.index(n) % len(KINDS)) for place, content in places.items() for n in needles if n in content]
    assert [(place, list(KINDS)[kind]) for place, kind in found] == []


def dump(data_dir: Path) -> bytes:
    """Every table as text, so that a value that Postgres compressed on disk is seen too."""
    from sqlalchemy import text

    from etl.warehouse.connection import open_warehouse

    tables = text("select table_schema, table_name from information_schema.tables where table_schema in ('landing', 'core')")
    content = []
    with open_warehouse(None, data_dir) as warehouse, warehouse.engine.connect() as connection:
        for schema, table in connection.execute(tables).all():
            content.extend(str(row) for row in connection.execute(text(f'select t::text from {schema}."{table}" as t')).scalars())
    assert any("sk-" in line or "gh" in line for line in content), "hints are kept, so the files were read"
    return "\n".join(content).encode()

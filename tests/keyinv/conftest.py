"""The command line in this process, and one small published organisation a worker."""

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from etl.warehouse.connection import open_warehouse
from keyinv.__main__ import main


@dataclass
class Said:
    """What a command did: its exit code, and what it wrote where."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        """Standard output as text."""
        return self.out.decode()

    @property
    def document(self):
        """Standard output, which must be one JSON document and nothing else."""
        return json.loads(self.out)


def said(*words: object) -> Said:
    """Run `keyinv` with these words."""
    out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True), io.StringIO()
    before, sys.argv = sys.argv, ["keyinv", *map(str, words)]
    try:
        with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as left:
            main()
    finally:
        sys.argv = before
    return Said(left.value.code, out.buffer.getvalue(), err.getvalue())


@pytest.fixture
def keyinv():
    """`keyinv("sources", "--json")` runs the command and gives what it said."""
    return said


@dataclass
class Register:
    """A data directory with a publication in it."""

    folder: Path
    exports: Path
    truth: dict

    def __call__(self, *words: object) -> Said:
        return said(*words, "--data-dir", self.folder)


@pytest.fixture(scope="session")
def register(tmp_path_factory) -> Register:
    """A small organisation, loaded, checked and published; its server runs as long as the tests do."""
    folder = tmp_path_factory.mktemp("register")
    made = said("generate", folder / "organisation", "--credentials", 120, "--days", 60, "--data-dir", folder / "data")
    assert made.code == 0, made.err
    data, exports = folder / "data", folder / "organisation" / "exports"
    with open_warehouse(None, data):
        loaded = said("refresh", exports, "--workers", 1, "--data-dir", data, "--json")
        assert loaded.code == 0, loaded.err
        yield Register(data, exports, json.loads((folder / "organisation" / "truth.json").read_text()))

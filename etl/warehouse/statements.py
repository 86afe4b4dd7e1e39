"""The SQL statements under `sql/`: one select a file, found by folder scan, ordered by what they read.

The head of a file says in comments what it answers, its `grain:`, its `inputs:` and, where it need not be made anew at
each build, what it is `kept while:`; the comment behind each output column is its published description.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from etl.errors import ConfigurationError

_HERE = Path(__file__).resolve().parent
SQL_FOLDER = next(folder for folder in (_HERE.parent / "sql", _HERE.parents[1] / "sql") if folder.is_dir())
NOT_STEPS = frozenset({"migrations", "history", "access"})
STORED_SCHEMAS = ("core", "landing", "governance", "quality")

_COLUMN = re.compile(r"(?:\bas\s+)?\"?(\w+)\"?\s*,?\s*--\s*(.+)$", re.IGNORECASE)


@dataclass(frozen=True)
class Statement:
    """One select. `columns`: output column → description. `inputs`: bare names of steps and marts that it reads.

    `kept_while`: the stored tables and steps that it is a function of, see `etl.warehouse.keeping`; none: made at each build.
    """

    name: str
    path: Path
    question: str
    grain: str
    inputs: tuple[str, ...]
    text: str = field(repr=False)
    columns: dict[str, str] = field(default_factory=dict, repr=False)
    kept_while: tuple[str, ...] = ()

    @property
    def is_published(self) -> bool:
        """Is it a mart or a named view, which readers see?"""
        return self.path.parent.name in ("marts", "views")

    @property
    def is_view(self) -> bool:
        """Is it a named view on marts?"""
        return self.path.parent.name == "views"


@cache
def statements() -> tuple[Statement, ...]:
    """Every step, mart and view, each after all that it reads.

    Raises:
        ConfigurationError: two files of one name, an input that nobody makes, or a circle.
    """
    found: dict[str, Statement] = {}
    for path in sorted(SQL_FOLDER.glob("*/*.sql")):
        if path.parent.name in NOT_STEPS:
            continue
        statement = parsed(path)
        if statement.name in found:
            raise ConfigurationError(f"{path}: a statement of this name is also at {found[statement.name].path}")
        found[statement.name] = statement
    return tuple(_ordered(found))


def _ordered(found: dict[str, Statement]) -> Iterable[Statement]:
    for statement in found.values():
        missing = [name for name in statement.inputs if name not in found and not name.startswith("policy_")]
        if missing:
            raise ConfigurationError(f"{statement.path}: inputs: {', '.join(missing)}: no statement makes that")
    graph = {name: [i for i in statement.inputs if i in found] for name, statement in found.items()}
    try:
        return [found[name] for name in TopologicalSorter(graph).static_order()]
    except CycleError as error:
        raise ConfigurationError(f"statements read each other in a circle: {' → '.join(error.args[1])}") from None


def parsed(path: Path) -> Statement:
    """The statement of a file with what its comments declare."""
    text = path.read_text("utf-8")
    head = [line[2:].strip() for line in text.splitlines() if line.startswith("--")]
    return Statement(
        name=path.stem,
        path=path,
        question=head[0] if head else "",
        grain=_declared(head, "grain"),
        inputs=tuple(name for name in _names(head, "inputs") if "." not in name),
        text=text.rstrip().rstrip(";"),
        columns=_described(text),
        kept_while=_names(head, "kept while"),
    )


def _names(head: list[str], word: str) -> tuple[str, ...]:
    return tuple(name for name in re.split(r"[,\s]+", _declared(head, word)) if name)


def _declared(head: list[str], word: str) -> str:
    """What stands behind `word:`, over as many comment lines as end in a comma."""
    for number, line in enumerate(head):
        if line.lower().startswith(f"{word}:"):
            value = line.partition(":")[2].strip()
            while value.endswith(",") and number + 1 < len(head):
                number += 1  # noqa: PLW2901 the declaration goes on
                value += " " + head[number]
            return value
    return ""


def _described(text: str) -> dict[str, str]:
    """Column → comment, from the lines of the last top-level select."""
    lines = text.splitlines()
    starts = [number for number, line in enumerate(lines) if re.match(r"select\b", line, re.IGNORECASE)]
    described: dict[str, str] = {}
    for line in lines[starts[-1] if starts else 0 :]:
        if re.match(r"from\b", line, re.IGNORECASE):
            break
        if not line.lstrip().startswith("--") and (found := _COLUMN.search(line)):
            described.setdefault(found[1], found[2].strip())
    return described


def bound(text: str, parameters: dict[str, object]) -> tuple[str, dict[str, object]]:
    """The text with `:name` as psycopg's `%(name)s` for known names only, and the parameters that it uses."""
    used: dict[str, object] = {}

    def placeholder(found: re.Match[str]) -> str:
        if found[1] not in parameters:
            return found[0]
        used[found[1]] = parameters[found[1]]
        return f"%({found[1]})s"

    without_comments = re.sub(r"--[^\n]*", "", text)
    return re.sub(r"(?<![:\w]):([a-z_]\w*)", placeholder, without_comments.replace("%", "%%")), used

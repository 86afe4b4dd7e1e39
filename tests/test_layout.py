"""The house keeps its order: sizes, names, mirrors and what the shipped packages may be called."""

import ast
import importlib.metadata
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("keyinv", "etl", "dashboard", "expectations")
LINES_MOST, FUNCTION_MOST = 400, 60
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc", "tools"}
TOP = {
    "keyinv", "etl", "sql", "expectations", "dashboard", "tests", "benchmarks", "docs", "README.md", "CHANGELOG.md", "LICENSE",
    "pyproject.toml", "policy.yaml", "keyinv.example.toml", "uv.lock", ".ci", ".gitignore", "SECURITY.md", "CONTRIBUTING.md",
}  # fmt: skip
# What a Streamlit page's folder, first on the path, would hide.
HIDDEN_BY_DASHBOARD = set(sys.stdlib_module_names)


def tracked(*patterns):
    listed = subprocess.run(["git", "ls-files", "-z", *patterns], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a checkout")
    return [Path(name) for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def code():
    return tracked("*.py")


@pytest.fixture(scope="module")
def trees():
    return {path: ast.parse((ROOT / path).read_text()) for path in code()}


def test_no_file_is_longer_than_a_reader_bears():
    long = {str(path): lines for path in tracked("*.py", "*.sql") if (lines := len((ROOT / path).read_text().splitlines())) > LINES_MOST}
    assert long == {}


def test_no_function_is_longer_than_a_screen(trees):
    long = {
        f"{path}:{node.lineno} {node.name}": node.end_lineno - node.lineno + 1
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno - node.lineno + 1 > FUNCTION_MOST
    }
    assert long == {}


def test_everything_public_is_documented(trees):
    bare = [
        f"{path}:{node.lineno} {node.name}"
        for path, tree in trees.items()
        if path.parts[0] in PACKAGES
        for node in [tree, *tree.body]
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_") and ast.get_docstring(node) is None
    ]
    assert bare == []
    assert [str(path) for path, tree in trees.items() if path.parts[0] in PACKAGES and tree.body and not ast.get_docstring(tree)] == []


def test_no_name_hides_what_is_in_it():
    assert [str(path) for path in tracked() if {part.split(".")[0] for part in path.parts} & FORBIDDEN_NAMES] == []


def test_top_level_holds_only_the_rooms_of_the_house():
    assert {path.parts[0] for path in tracked()} - TOP == set()


def test_no_folder_is_called_pages():
    """Streamlit serves a folder `pages` beside `app.py` by itself, without the sign-in of `app.py`."""
    assert [str(path) for path in tracked() if "pages" in path.parts[:-1]] == []


def test_no_name_in_the_dashboard_hides_a_library():
    names = {path.parts[1].removesuffix(".py") for path in tracked("dashboard") if len(path.parts) > 1}
    installed = set(importlib.metadata.packages_distributions()) - set(PACKAGES)
    assert names & (HIDDEN_BY_DASHBOARD | installed) == set()


def test_top_level_names_are_ours_alone():
    """Another distribution with a package `etl` would overwrite ours silently."""
    owners = importlib.metadata.packages_distributions()
    others = {name: set(owners.get(name, ())) - {"ai-key-inventory"} for name in PACKAGES}
    assert {name: owner for name, owner in others.items() if owner} == {}


def test_children_never_start_with_the_working_folder_first_on_their_path():
    """A working folder with an `etl/` of its own would be imported instead of ours: `-P` keeps it out."""
    wanting = [str(path) for path in code() if re.search(r'sys\.executable,\s*"-m"', (ROOT / path).read_text())]
    assert wanting == []


def test_every_source_has_its_test():
    wanting = []
    for path in sorted((ROOT / "etl" / "sources").iterdir()):
        name = path.name.removesuffix(".py")
        is_source = (path.suffix == ".py" and name != "__init__") or (path / "__init__.py").is_file()
        if is_source and not (ROOT / "tests" / "etl" / "sources" / f"test_{name}.py").is_file():
            wanting.append(name)
    assert wanting == []


def test_every_mart_has_its_test():
    marts = {path.stem for path in (ROOT / "sql" / "marts").glob("*.sql")}
    tested = {path.stem.removeprefix("test_") for path in (ROOT / "tests" / "sql" / "marts").glob("test_*.py")}
    assert sorted(marts - tested) == []


def test_tests_mirror_something():
    """A test file begins with the name of the thing that it tests, so that each is found from the other."""
    astray = []
    for path in tracked("tests/etl/*.py", "tests/keyinv/*.py"):
        if not path.name.startswith("test_") or path.name == "test_every_source.py":
            continue
        subject = path.stem.removeprefix("test_")
        room = ROOT.joinpath(*path.parts[1:-1])
        if not any(subject == thing or subject.startswith(f"{thing}_") for thing in (p.stem for p in room.iterdir())):
            astray.append(str(path))
    assert astray == []


def test_layers_of_names_hold_no_private_imports(trees):
    """A name that begins with an underscore belongs to its file."""
    crossing = [
        f"{path}: {alias.name}"
        for path, tree in trees.items()
        if path.parts[0] in PACKAGES
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in PACKAGES
        for alias in node.names
        if alias.name.startswith("_")
    ]
    assert crossing == []


def test_the_project_names_no_machine():
    """No path of one person's machine, no inner host: what is here works anywhere."""
    pattern = re.compile(r"/home/\w+/|/Users/\w+/|/root/|file:///\w")
    naming = [str(path) for path in tracked("*.py", "*.sql", "*.md", "*.toml", "*.yaml") if pattern.search((ROOT / path).read_text())]
    assert [name for name in naming if name != "tests/test_layout.py"] == []

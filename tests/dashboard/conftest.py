"""Publications written out as rows, and pages run over them."""

import importlib
import importlib.util
import json
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest
from streamlit.testing.v1 import AppTest


@pytest.fixture(autouse=True)
def _own_main_module(monkeypatch: pytest.MonkeyPatch) -> None:
    """`AppTest` puts its script in the place of `__main__`, which worker processes of later tests would then run."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture(scope="session")
def published() -> ModuleType:
    """The builder of publications from rows."""
    spec = importlib.util.spec_from_file_location("published", Path(__file__).with_name("published.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def examples() -> dict[str, dict]:
    """The worked metric examples, by id."""
    folder = Path(os.environ.get("KEYINV_SHARED", Path(__file__).parents[2].parent / "shared"))
    path = folder / "data" / "reference" / "metric_examples.json"
    if not path.exists():
        pytest.skip(f"{path} is not there: set KEYINV_SHARED")
    return {example["id"]: example for example in json.loads(path.read_text())["examples"]}


def _script(module, held, filters):
    import importlib

    from dashboard.view import View

    importlib.import_module(f"dashboard.app_pages.{module}").show(View(held, filters))


@pytest.fixture
def page():
    """Run one page over a publication; the AppTest after its first run, which must not have raised.

    `opened`: keys of expanders that the reader has opened, such as a figure's table.
    """

    def run(module, held, filters=None, opened=(), **query) -> AppTest:
        from dashboard.data import Filters

        app = AppTest.from_function(_script, args=(module, held, filters or Filters()), default_timeout=20)
        for name, value in query.items():
            app.query_params[name] = value
        for key in opened:
            app.session_state[key] = True
        app.run()
        assert not app.exception, app.exception
        return app

    return run


@pytest.fixture
def pick(monkeypatch):
    """Pick marks of a chart: the figure of this key, as this module draws it, gives them to the page."""

    def picked(module, key, *marks):
        drawn = importlib.import_module(f"dashboard.{module}")
        figure = drawn.figure

        def given(*args, **options):
            figure(*args, **options)
            return list(marks) if options["key"] == key else []

        monkeypatch.setattr(drawn, "figure", given)

    return picked

"""A file is recorded when it is taken, with who took it; where that fails there is none."""

import hashlib

import pytest
from streamlit.delta_generator import DeltaGenerator
from streamlit.testing.v1 import AppTest

from dashboard.data import Filters
from dashboard.view import View


@pytest.fixture
def offered(monkeypatch):
    """The contents of download buttons by key, as Streamlit would ask for them at a click."""
    found, draw = {}, DeltaGenerator.download_button

    def remembered(self, label, data, **options):
        found[options["key"]] = data
        return draw(self, label, data, **options)

    monkeypatch.setattr(DeltaGenerator, "download_button", remembered)
    return found


def _rows(view):
    from dashboard.components.rows import rows

    rows(view.credentials, view, table="credential", chosen={"first": 2})


def _figure(view):
    import altair as alt
    import polars as pl

    from dashboard.components.figure import figure

    table = pl.DataFrame({"a": [1, 2]})
    figure(lambda: alt.Chart(table).mark_bar().encode(x="a:Q"), view, summary="s", table=table, key="teams")


def opened(script, view, key):
    app = AppTest.from_function(script, args=(view,))
    app.session_state[key] = True
    app.run()
    assert not app.exception
    return app


@pytest.fixture
def view(published):
    held = published.held(credential=[{"credential_id": 1}, {"credential_id": 2, "provider": "aws"}])
    return View(held, Filters(provider=("aws",)))


def test_nothing_is_recorded_until_a_file_is_taken_and_then_exactly_that_file(view, offered):
    opened(_rows, view, "credential_export")
    assert view.held.recorder.rows == []
    content = offered["credential_csv"]()
    ((stated, who),) = view.held.recorder.rows
    assert who == "not signed in"
    assert stated["sha256"] == hashlib.sha256(content).hexdigest()
    assert (stated["table"], stated["publication"], stated["rows"], stated["format"]) == ("credential", 7, 1, "csv")
    assert stated["filter"] == {"provider": ["aws"], "first": 2}


def test_sidecar_states_that_times_are_utc_and_is_no_export(view, offered):
    opened(_rows, view, "credential_export")
    assert '"time_zone": "UTC"' in offered["credential_csv_sidecar"]()
    assert view.held.recorder.rows == []


@pytest.mark.parametrize("form", ["PNG", "SVG", "CSV"])
def test_files_of_a_figure_are_recorded_too(view, offered, form):
    opened(_figure, view, "teams_twin")
    content = offered[f"teams_{form}"]()
    ((stated, _),) = view.held.recorder.rows
    assert (stated["table"], stated["format"], stated["rows"]) == ("teams", form.lower(), 2)
    assert stated["sha256"] == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("key", ["credential_csv", "credential_parquet", "credential_xlsx", "credential_jsonl"])
def test_file_that_cannot_be_recorded_is_not_given(view, offered, key, monkeypatch):
    def refuse(stated, who):
        raise RuntimeError("database gone")

    monkeypatch.setattr(view.held.recorder, "record", refuse)
    opened(_rows, view, "credential_export")
    with pytest.raises(RuntimeError, match="database gone"):
        offered[key]()


@pytest.mark.parametrize(("script", "key"), [(_rows, "credential_export"), (_figure, "teams_twin")])
def test_without_a_record_no_file_is_offered_and_it_is_said(view, offered, script, key):
    view.held.recorder.ready = lambda: False
    app = opened(script, view, key)
    assert offered == {}
    assert "No file can be given now" in app.error[0].value

"""Each term is explained where it appears."""

import dataclasses
import json
import re

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import glossary
from dashboard.data import Column
from dashboard.view import View
from etl.warehouse.statements import statements

PUBLISHED = {one.name: one.columns for one in statements() if one.path.parent.name in ("marts", "views")}


@pytest.mark.parametrize("table", ["credential", "exposure", "rotation"])
def test_every_published_column_has_help(table):
    assert [name for name, words in PUBLISHED[table].items() if not (words or glossary.meaning(name))] == []


def test_every_entry_is_one_sentence_or_two_in_plain_words():
    for term, sentence in glossary.TERMS.items():
        assert term == term.lower() and "_" not in term
        assert sentence.endswith(".") and len(sentence) < 140 and not re.search(r"[*_`<>\[\]]", sentence), term


def test_columns_and_plurals_find_their_term():
    assert glossary.meaning("blast_radius") == glossary.TERMS["blast radius"]
    assert glossary.meaning("Business unit") and glossary.meaning("exposures") == glossary.TERMS["exposure"]
    assert glossary.meaning("snapshot_id") is None


def _rows(view, table):
    from dashboard.components.rows import rows

    rows(view.of_credential(table), view, table=table)


@pytest.mark.parametrize("table", ["exposure", "dependency", "lifecycle_event", "usage_daily"])
def test_columns_that_a_page_joins_on_have_help_too(published, table):
    described = {name: tuple(Column(column, "", words) for column, words in columns.items()) for name, columns in PUBLISHED.items()}
    given = published.held(credential=[{"credential_id": 1}], **{table: [{"credential_id": 1}]})
    app = AppTest.from_function(_rows, args=(View(dataclasses.replace(given, describe=lambda: described)), table)).run()
    assert not app.exception
    shown = json.loads(app.dataframe[0].proto.columns)
    assert "business_unit" in shown
    assert [name for name, column in shown.items() if not name.startswith("_") and not column.get("help")] == []

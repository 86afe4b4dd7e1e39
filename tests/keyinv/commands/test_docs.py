"""`keyinv docs`: the committed pages are what the declarations say."""

from pathlib import Path

import pytest

DOCS = Path(__file__).parents[3] / "docs"


@pytest.mark.parametrize("page", ["tables", "sources"])
def test_committed_page_is_the_printed_one(keyinv, page):
    printed = keyinv("docs", page)
    assert printed.code == 0
    assert printed.text == (DOCS / f"{page}.md").read_text(), f"print it anew: keyinv docs {page} > docs/{page}.md"


def test_json_names_tables_with_their_columns(keyinv):
    tables = {entry["table"]: entry["columns"] for entry in keyinv("docs", "tables", "--json").document}
    assert {"credential", "exposure", "rotation", "usage_daily"} <= set(tables)
    assert tables["credential"]["credential_id"]


def test_unknown_page_is_wrong_usage(keyinv):
    assert keyinv("docs", "nosuch").code == 2

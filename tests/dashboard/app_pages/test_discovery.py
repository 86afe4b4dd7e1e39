import pytest

from dashboard import app_pages
from dashboard.app_pages import pages


def test_every_module_is_a_page_and_the_overview_comes_first():
    names = [page.name for page in pages()]
    assert names[0] == "overview"
    assert set(names) == {
        "overview", "ownership_gaps", "key_age", "rotation_lag", "exposure_to_remediation", "credential", "data_quality", "explorer",
    }  # fmt: skip


def test_module_without_a_page_is_an_error_that_names_the_file(tmp_path, monkeypatch):
    (tmp_path / "stray.py").write_text("x = 1\n")
    monkeypatch.setattr(app_pages, "__path__", [str(tmp_path)])
    pages.cache_clear()
    with pytest.raises(ImportError, match=r"stray\.py"):
        pages()

"""Data Docs of one run: the library's own HTML pages, written whole beside the old ones and swapped in.

Only the newest run is kept as pages, because the library's site builder stalls at thousands of stored validations;
the history of results is in schema `quality`.
"""

import shutil
from pathlib import Path
from typing import Any

SITE = "local"


def open_site(context: Any, folder: Path) -> None:
    """Let the context render into a fresh folder beside `folder`."""
    fresh = _fresh(folder)
    shutil.rmtree(fresh, ignore_errors=True)
    store = {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(fresh)}
    for name in list(context.variables.data_docs_sites or {}):
        context.delete_data_docs_site(name)
    context.add_data_docs_site(
        SITE, {"class_name": "SiteBuilder", "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"}, "store_backend": store}
    )


def write(context: Any, folder: Path) -> None:
    """Render everything the context holds, once, and swap it in: `folder/index.html`."""
    context.build_data_docs(site_names=[SITE])
    shutil.rmtree(folder, ignore_errors=True)
    _fresh(folder).rename(folder)


def _fresh(folder: Path) -> Path:
    return folder.with_name(folder.name + ".new")

"""Data Docs of one run: the library's own HTML pages, written whole beside the old ones and swapped in.

Only the newest run is kept as pages, because the library's site builder stalls at thousands of stored validations;
the history of results is in schema `quality`.
"""

import shutil
from pathlib import Path
from typing import Any


def write(context: Any, definitions: list[Any], folder: Path) -> None:
    """The pages of these validations, at `folder/index.html`."""
    import great_expectations as gx
    from great_expectations.checkpoint import UpdateDataDocsAction

    fresh = folder.with_name(folder.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    store = {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(fresh)}
    site = {"class_name": "SiteBuilder", "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"}}
    for name in list(context.variables.data_docs_sites or {}):
        context.delete_data_docs_site(name)
    context.add_data_docs_site("local", {**site, "store_backend": store})
    checkpoint = gx.Checkpoint(
        name="refresh", validation_definitions=definitions, actions=[UpdateDataDocsAction(name="docs")]
    )
    context.checkpoints.add(checkpoint).run()
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)

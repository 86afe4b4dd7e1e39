"""The worked examples of the standards, by their id."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]


def example(identifier: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Inputs and expected figures of one example; skips where the reference data is not there."""
    shared = Path(os.environ.get("KEYINV_SHARED") or REPOSITORY.parent / "shared")
    file = shared / "data" / "reference" / "metric_examples.json"
    if not file.is_file():
        pytest.skip(f"KEYINV_SHARED: no worked examples at {file}")
    found = next(item for item in json.loads(file.read_text("utf-8"))["examples"] if item["id"] == identifier)
    return found["inputs"], found["expected"]

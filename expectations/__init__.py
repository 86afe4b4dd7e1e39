"""Is what we hold complete and sound? One suite of expectations a table, each found by folder scan.

A suite module names its `SUITE`. `must` claims are errors when they fail and close the gate when critical;
`gap` claims are shortfalls to govern: counted and shown, never a reason not to publish.
"""

import importlib
import pkgutil
from functools import cache

from expectations.vocabulary import Suite

NOT_SUITES = frozenset({"vocabulary", "runner", "results", "data_docs"})


@cache
def suites() -> tuple[Suite, ...]:
    """Every suite of this folder, by table. A module without a `SUITE` is an error that names its file."""
    found = []
    for module_info in pkgutil.iter_modules(__path__):
        if module_info.name in NOT_SUITES:
            continue
        module = importlib.import_module(f"{__name__}.{module_info.name}")
        if not isinstance(getattr(module, "SUITE", None), Suite):
            raise ImportError(  # noqa: TRY004 the module is at fault, not a value
                f"{module.__file__} has no SUITE; name one, or list the module in NOT_SUITES"
            )
        found.append(module.SUITE)
    return tuple(sorted(found, key=lambda suite: suite.table))

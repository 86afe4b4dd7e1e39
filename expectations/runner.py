"""Runs suites by Great Expectations against the warehouse.

Telemetry is off. The library computes its metrics in Postgres, so a table is never fetched.
"""

import os
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from msgspec import Struct
from sqlalchemy import Engine

from expectations.data_docs import open_site, write
from expectations.vocabulary import Claim, Suite

os.environ["GX_ANALYTICS_ENABLED"] = "false"

Progress = Callable[[int, int, str], None]
SOURCE = "warehouse"


class CheckResult(Struct, frozen=True, kw_only=True):
    """How one claim stood at one run. `observed_share`: part of the rows that keep it, where it is a claim on rows."""

    table: str
    claim: str
    expectation: str
    column: str | None
    severity: str
    mark: str
    passed: bool
    unexpected_count: int | None
    element_count: int | None
    observed_share: float | None
    expected_share: float | None
    problem: str | None
    ran_at: datetime

    @property
    def closes_gate(self) -> bool:
        """A failed claim of severity critical stops the publication."""
        return not self.passed and self.severity == "critical"


class Checks:
    """One run, to be entered: suites are checked as soon as their tables are there, and Data Docs show all of them together.

    `docs` is the folder of these; none: they are not written.
    """

    def __init__(self, engine: Engine, docs: Path | None = None) -> None:
        self._engine = engine
        self._docs = docs
        self._context: Any = None

    def __enter__(self) -> Self:  # noqa: D105 told by the class
        return self

    def __exit__(self, *_: object) -> None:
        """Give back the library's own connections, which it would hold until they are collected."""
        if self._context is not None:
            source = self._context.data_sources.get(SOURCE)
            source.get_execution_engine().close()
            source.get_engine().dispose()

    def results(self, suites: Iterable[Suite], *, mart_schema: str = "mart", progress: Progress | None = None) -> list[CheckResult]:
        """How all claims of these suites stand; `mart.` tables are read in `mart_schema`."""
        chosen = list(suites)
        results: list[CheckResult] = []
        with _quietly():
            for done, suite in enumerate(chosen, start=1):
                started = time.perf_counter()
                definition = self._definition(suite, mart_schema)
                validation = definition.run(result_format={"result_format": "BASIC", "partial_unexpected_count": 0})
                results.extend(_results(suite, validation))
                if progress:
                    progress(done, len(chosen), f"{suite.table} {time.perf_counter() - started:.1f} s")
        return results

    def write_docs(self) -> None:
        """Data Docs of all that was checked, in place of those of the last run."""
        if self._context is not None and self._docs is not None:
            with _quietly():
                write(self._context, self._docs)

    def _definition(self, suite: Suite, mart_schema: str) -> Any:
        import great_expectations as gx

        context = self._opened()
        schema, table = suite.table.split(".")
        source = context.data_sources.get(SOURCE)
        asset = source.add_table_asset(suite.table, table_name=table, schema_name=mart_schema if schema == "mart" else schema)
        batch = asset.add_batch_definition_whole_table("whole")
        checked = gx.ExpectationSuite(name=suite.table, expectations=[_expectation(claim) for claim in suite.claims])
        return context.validation_definitions.add(gx.ValidationDefinition(name=suite.table, data=batch, suite=context.suites.add(checked)))

    def _opened(self) -> Any:
        if self._context is None:
            import great_expectations as gx
            from great_expectations.data_context.types.base import ProgressBarsConfig

            self._context = gx.get_context(mode="ephemeral")
            self._context.variables.progress_bars = ProgressBarsConfig(globally=False)
            self._context.data_sources.add_sql(name=SOURCE, connection_string=self._engine.url.render_as_string(hide_password=False))
            if self._docs is not None:
                open_site(self._context, self._docs)
        return self._context


def run(
    engine: Engine,
    suites: Iterable[Suite],
    *,
    mart_schema: str,
    docs: Path | None = None,
    progress: Progress | None = None,
) -> list[CheckResult]:
    """The results of all claims of these suites; `mart.` tables are read in `mart_schema`.

    With `docs`, Data Docs of this run are written there.
    """
    with Checks(engine, docs) as checks:
        results = checks.results(suites, mart_schema=mart_schema, progress=progress)
        checks.write_docs()
    return results


@contextmanager
def _quietly() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _expectation(claim: Claim) -> Any:
    import great_expectations.expectations as library

    kind = getattr(library, claim.expectation)
    # The library folds expectations of equal arguments into one; the sentence keeps them apart and finds them again.
    return kind(severity=claim.severity, notes=claim.sentence, meta={"claim": claim.sentence}, **claim.arguments)


def _results(suite: Suite, validation: Any) -> Iterable[CheckResult]:
    claims = {claim.sentence: claim for claim in suite.claims}
    for result in validation.results:
        claim = claims[result.expectation_config.meta["claim"]]
        yield _result(suite, claim, result)


def _result(suite: Suite, claim: Claim, result: Any) -> CheckResult:
    found = result.result or {}
    unexpected = found.get("unexpected_count", _number(found.get("observed_value")))
    elements = found.get("element_count")
    counted = isinstance(unexpected, int) and isinstance(elements, int) and elements > 0
    return CheckResult(
        table=suite.table,
        claim=claim.sentence,
        expectation=claim.expectation,
        column=claim.arguments.get("column"),
        severity=claim.severity,
        mark=claim.mark,
        passed=bool(result.success),
        unexpected_count=unexpected,
        element_count=elements,
        observed_share=1 - int(unexpected or 0) / int(elements or 1) if counted else None,
        expected_share=claim.arguments.get("mostly"),
        problem=_problem(result.exception_info),
        ran_at=datetime.now(UTC),
    )


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) else None


def _problem(exception_info: Any) -> str | None:
    """The library's word on a check that could not run, without its traceback."""
    if not exception_info or exception_info.get("raised_exception") is False:
        return None
    inner = exception_info if "exception_message" in exception_info else next(iter(exception_info.values()))
    return str(inner.get("exception_message") or "the check could not run")[:400]

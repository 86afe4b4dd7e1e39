"""Runs suites by Great Expectations against the warehouse.

Telemetry is off. The library computes its metrics in Postgres, so a table is never fetched.
"""

import os
import time
import warnings
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from msgspec import Struct
from sqlalchemy import Engine

from expectations.data_docs import open_site, write
from expectations.vocabulary import Claim, Suite

os.environ["GX_ANALYTICS_ENABLED"] = "false"

Progress = Callable[[int, int, str], None]


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
    chosen = list(suites)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        context, definitions = _definitions(engine, chosen, mart_schema)
        if docs is not None:
            open_site(context, docs)
        results: list[CheckResult] = []
        for done, (suite, definition) in enumerate(zip(chosen, definitions, strict=True), start=1):
            started = time.perf_counter()
            validation = definition.run(result_format={"result_format": "BASIC", "partial_unexpected_count": 0})
            results.extend(_results(suite, validation))
            if progress:
                progress(done, len(chosen), f"{suite.table} {time.perf_counter() - started:.1f} s")
        if docs is not None:
            write(context, docs)
        _close(context)
    return results


def _close(context: Any) -> None:
    """Give back the library's own connections, which it would hold until they are collected."""
    source = context.data_sources.get("warehouse")
    source.get_execution_engine().close()
    source.get_engine().dispose()


def _definitions(engine: Engine, suites: list[Suite], mart_schema: str) -> tuple[Any, list[Any]]:
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    url = engine.url.render_as_string(hide_password=False)
    source = context.data_sources.add_sql(name="warehouse", connection_string=url)
    definitions = []
    for suite in suites:
        schema, table = suite.table.split(".")
        asset = source.add_table_asset(suite.table, table_name=table, schema_name=mart_schema if schema == "mart" else schema)
        batch = asset.add_batch_definition_whole_table("whole")
        checked = gx.ExpectationSuite(name=suite.table, expectations=[_expectation(claim) for claim in suite.claims])
        definitions.append(
            context.validation_definitions.add(gx.ValidationDefinition(name=suite.table, data=batch, suite=context.suites.add(checked)))
        )
    return context, definitions


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

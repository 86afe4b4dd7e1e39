"""Results of every check, kept in schema `quality`: the history that Data Docs cannot keep."""

from sqlalchemy import Engine, insert, text

from etl.warehouse.tables import quality_result, quality_run
from expectations.runner import CheckResult


def record(engine: Engine, results: list[CheckResult], *, publication: int | None, published: bool) -> int:
    """Store one run with its results; gives the run's number."""
    with engine.begin() as connection:
        run_id: int = connection.execute(
            insert(quality_run).values(
                publication=publication, gate_open=published, ran_at=max((r.ran_at for r in results), default=text("now()"))
            ).returning(quality_run.c.run_id)
        ).scalar_one()  # fmt: skip
        if results:
            connection.execute(insert(quality_result), [_row(run_id, publication, result) for result in results])
    return run_id


def _row(run_id: int, publication: int | None, result: CheckResult) -> dict[str, object]:
    return {
        "run_id": run_id,
        "publication": publication,
        "table_name": result.table,
        "expectation": result.expectation,
        "column_name": result.column,
        "claim": result.claim,
        "severity": result.severity,
        "mark": result.mark,
        "passed": result.passed,
        "unexpected_count": result.unexpected_count,
        "element_count": result.element_count,
        "observed_share": result.observed_share,
        "expected_share": result.expected_share,
        "problem": result.problem,
        "ran_at": result.ran_at,
    }

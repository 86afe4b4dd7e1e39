"""The words of a suite: `suite(table, must(claim, …), gap(claim, …))`.

The claim is a sentence a reader understands; behind it stands an expectation class of Great Expectations, named
here by its own name and built only when it is run, because importing that library takes seconds.
"""

from dataclasses import dataclass
from typing import Any, Literal

Severity = Literal["critical", "warning", "info"]
Mark = Literal["must", "gap"]


@dataclass(frozen=True)
class Claim:
    """One checked sentence about a table."""

    sentence: str
    expectation: str
    arguments: dict[str, Any]
    severity: Severity
    mark: Mark


@dataclass(frozen=True)
class Suite:
    """All claims about one table. `table` is `core.…`, `landing.…` or `mart.…` (the publication being built)."""

    table: str
    claims: tuple[Claim, ...]

    @property
    def is_of_publication(self) -> bool:
        """Is the table one that a build makes? The others are there before."""
        return self.table.startswith("mart.")


def suite(table: str, *claims: Claim) -> Suite:
    """A suite on `table`."""
    return Suite(table, claims)


def must(sentence: str, expectation: str, *, severity: Severity = "critical", **arguments: Any) -> Claim:
    """A claim whose failure is an error of ours or of the data; critical ones close the gate."""
    return Claim(sentence, expectation, arguments, severity, "must")


def gap(sentence: str, expectation: str, *, status: str | None = None, **arguments: Any) -> Claim:
    """A claim whose failure is a shortfall of governance: shown with its number, never a reason not to publish.

    With `status`, it is about the rows of that status alone.
    """
    if status is not None:
        arguments |= {"row_condition": f'col("status") == "{status}"', "condition_parser": "great_expectations"}
    return Claim(sentence, expectation, arguments, "info", "gap")


def never(sentence: str, rows: str, *, severity: Severity = "critical") -> Claim:
    """A claim that `select … from {batch} where …` finds no row."""
    return must(sentence, "UnexpectedRowsExpectation", severity=severity, unexpected_rows_query=rows)


def named(column: str, sentence: str) -> Claim:
    """A claim that the column is never null."""
    return must(sentence, "ExpectColumnValuesToNotBeNull", column=column)


def one_of(column: str, *values: str) -> Claim:
    """A claim that the column holds nothing but the promised words."""
    return must(
        f"`{column}` holds only the promised words",
        "ExpectColumnValuesToBeInSet",
        column=column,
        value_set=list(values),
    )


def unique(sentence: str, *columns: str) -> Claim:
    """A claim that no two rows share these columns."""
    if len(columns) == 1:
        return must(sentence, "ExpectColumnValuesToBeUnique", column=columns[0])
    return must(sentence, "ExpectCompoundColumnsToBeUnique", column_list=list(columns))

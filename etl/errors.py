"""Every error that this project raises on purpose, drawn once.

KeyInventoryError            carries the exit code of the command line
├── ConfigurationError       settings, policy or arguments are wrong            exit 2
├── GateClosedError          a check of severity critical failed                exit 3
├── NothingReadableError     no file of the input could be read                 exit 4
├── WarehouseError           the database cannot be reached or used             exit 1
└── FileRejectedError        one file cannot be loaded; the batch goes on
    └── RowRejectedError     one row cannot be loaded; the file goes on

A `RowWarning` is none of them: it is said, never raised, and the row is loaded.
"""

from dataclasses import dataclass


class KeyInventoryError(Exception):
    """What went wrong and what to do about it, in words for the person who reads it."""

    exit_code = 1


class ConfigurationError(KeyInventoryError):
    """A setting, a policy value or an argument is wrong; the message names it and the remedy."""

    exit_code = 2


class GateClosedError(KeyInventoryError):
    """A critical check failed: nothing was published, the last good publication stays."""

    exit_code = 3


class NothingReadableError(KeyInventoryError):
    """Nothing of the input could be read."""

    exit_code = 4


class WarehouseError(KeyInventoryError):
    """The database is out of reach, full, or not ours."""


class FileRejectedError(KeyInventoryError):
    """One file cannot be loaded.

    `code` is a stable snake_case reason (`truncated_gzip`, `invalid_json`, `unknown_source`, …), counted in
    reports; the message names what is wrong and the remedy, and never holds a value of the file in clear.
    """

    def __init__(self, code: str, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.field = field


class RowRejectedError(FileRejectedError):
    """One row cannot be loaded; `row_no` and `field` say which and where. `excerpt` is already redacted."""

    def __init__(self, code: str, message: str, *, row_no: int, field: str | None = None, excerpt: str | None = None) -> None:
        super().__init__(code, message, field=field)
        self.row_no = row_no
        self.excerpt = excerpt


@dataclass(frozen=True, kw_only=True)
class RowWarning:
    """What is to be mended in a row that is loaded all the same; `row_no` None: in the header.

    `code` is a stable code of its own, that no rejection has; the message is as redacted as a rejection's.
    """

    code: str
    message: str
    row_no: int | None
    field: str | None = None

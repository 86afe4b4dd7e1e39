"""Columns of a hand-kept table that no reader knows: each is a warning that names the known column it may have been meant for."""

import difflib
from collections.abc import Collection, Iterator
from typing import Final

from etl.cells import SHOWN_LONGEST, secret_in
from etl.csv_rows import Table, file_name, plain
from etl.errors import RowWarning

CODE: Final = "W064"
_ALIKE: Final = 0.6  # `difflib`'s ratio from which a name is taken for a misspelling


def unused_columns(table: Table, path: str, columns: Collection[str]) -> Iterator[RowWarning]:
    """One warning a column of the header that is none of `columns`; a column that is there already is not suggested."""
    free = {plain(column): column for column in columns if column not in table.columns}
    for place, (name, column) in enumerate(zip(table.header, table.columns, strict=True), start=1):
        if column is None:
            shown = _shown(name)
            what = (
                f'column "{shown}" is not used'
                if shown
                else f"column {place} is not used and {'its name is hidden' if name else 'has no name'}"
            )
            message = f"{file_name(path)}:{table.line}: {what}; {_remedy(name, free)} [{CODE}]"
            yield RowWarning(code=CODE, message=message, row_no=None, field=shown)


def _shown(name: str) -> str | None:
    """The name, cut short; None where there is none or it looks like a secret."""
    if not name or secret_in(name, only_shapes=True):
        return None
    return f"{name[:SHOWN_LONGEST]}{'…' if len(name) > SHOWN_LONGEST else ''}"


def _remedy(name: str, free: dict[str, str]) -> str:
    near = difflib.get_close_matches(plain(name), free, n=1, cutoff=_ALIKE)
    return f"did you mean {free[near[0]]}?" if near else "remove it, nothing of it is kept."

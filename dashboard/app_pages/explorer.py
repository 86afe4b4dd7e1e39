"""Explorer: any published table, the columns and rows you choose, and exactly these as a file."""

import polars as pl
import streamlit as st

from dashboard.app_pages import Page
from dashboard.components.conditions import IN_ADDRESS, conditions
from dashboard.components.finding import finding, note
from dashboard.components.rows import rows
from dashboard.components.states import empty
from dashboard.data import Filters
from dashboard.matching import Condition, quoted
from dashboard.selection import Selection
from dashboard.theme import counted
from dashboard.view import View

PAGE = Page(title="Explorer", section="Analyse", position=1, icon=":material/table_view:")
FIRST = "credential"


def show(view: View) -> None:
    """Choose a table, columns, conditions and an order; see and take the rows."""
    names = list(view.held.tables())
    first = names.index(FIRST) if FIRST in names else 0
    table = str(st.selectbox("Table", names, index=first, key="table", required=True, **IN_ADDRESS))
    frame = view.held.table(table)
    columns = st.multiselect("Columns", frame.columns, key=f"columns_{table}", placeholder="All columns", **IN_ADDRESS)
    narrowed = conditions(view, table)
    by, descending = _order(frame, table)
    where = _where(view, narrowed, frame)
    filtered = _filtered(view, table)
    matching = filtered.where(*[one.expression for one in narrowed]) if narrowed else filtered
    if matching.is_empty():
        return empty(
            f"No row of {table} matches.",
            remedy=f"The table has {counted(frame.height, 'row')}. Drop a condition, or widen the filters.",
        )
    finding(
        f"{counted(matching.height, 'row')} of {table} match",
        view,
        population=f"{counted(frame.height, 'row')} in the table",
        excluded=f"{frame.height - matching.height:,} filtered out",
    )
    if by:
        matching = view.shared(("explorer in order", table, where, by, descending), lambda: _sorted(matching, by, descending=descending))
    listed = Selection(frame.select(columns), matching.at) if columns else matching
    rows(listed, view, table=table, chosen={"columns": columns, "where": where, "order": [by, descending] if by else []}, key="explorer")
    note("The address of this page is the view: keep it as a bookmark or send it.")
    told = st.expander("The same rows by SQL", icon=":material/code:", on_change="rerun", key="explorer_sql")
    if told.open:
        with told:
            st.code(_sql(view, table, columns, where, _ordered(frame, by, descending=descending)), language="sql")
            note(
                "It names this publication, so that it gives these rows for as long as it is kept; `mart` has the newest."
                " `keyinv sql` runs it."
            )
    return None


def ahead(view: View) -> None:
    """The rows of a choice of filters, before a reader makes it."""
    if FIRST in view.held.tables():
        _filtered(view, FIRST)


def _order(frame: pl.DataFrame, table: str) -> tuple[str | None, bool]:
    """The column to sort by, and whether the largest stands first; unknown values stand last in either."""
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    sortable = [name for name, kind in frame.schema.items() if not isinstance(kind, pl.List)]
    by = left.selectbox("Sort by", sortable, index=None, key=f"order_{table}", placeholder="As stored", **IN_ADDRESS)
    return by, bool(right.toggle("Largest first", key=f"descending_{table}", **IN_ADDRESS))


def _sorted(matching: Selection, by: str, *, descending: bool) -> Selection:
    texts = matching.frame.schema[by] == pl.Categorical
    return matching.sorted_by(pl.col(by).cast(pl.String) if texts else by, descending=descending)


def _filtered(view: View, table: str) -> Selection:
    """The global filters reach the columns that a table has, and through the credential that it names those it lacks."""
    return view.shared(("explorer", table), lambda: _reached(view, table))


def _reached(view: View, table: str) -> Selection:
    own = view.held.selected(table, view.filters)
    if not _through_credential(view.filters, own.frame):
        return own
    return own.where(pl.col("credential_id").is_in(view.credentials.column("credential_id").implode()))


def _through_credential(filters: Filters, frame: pl.DataFrame) -> dict[str, list[str]]:
    """The choices that only the credential of a row can answer."""
    if "credential_id" not in frame.columns:
        return {}
    return {name: values for name, values in filters.chosen().items() if name not in frame.columns}


def _where(view: View, narrowed: list[Condition], frame: pl.DataFrame) -> str:
    chosen = view.filters.chosen()
    parts = [_any_of(name, values) for name, values in chosen.items() if name in frame.columns]
    if _through_credential(view.filters, frame):
        inner = " and ".join(_any_of(name, values) for name, values in chosen.items())
        parts.append(f"credential_id in (select credential_id from {view.held.published.schema}.credential where {inner})")
    return "\n  and ".join([*parts, *(one.sql for one in narrowed)])


def _any_of(name: str, values: list[str]) -> str:
    return f"coalesce({name}, 'not_known') in ({', '.join(quoted(value) for value in values)})"


def _ordered(frame: pl.DataFrame, by: str | None, *, descending: bool) -> str:
    """Texts in the order of their characters, whatever the database's language."""
    if by is None:
        return ""
    texts = ' collate "C"' if frame.schema[by] in (pl.String, pl.Categorical) else ""
    return f"\norder by {by}{texts}{' desc' if descending else ''} nulls last"


def _sql(view: View, table: str, columns: list[str], where: str, order: str) -> str:
    return f"select {', '.join(columns) or '*'}\nfrom {view.held.published.schema}.{table}" + (f"\nwhere {where}" if where else "") + order

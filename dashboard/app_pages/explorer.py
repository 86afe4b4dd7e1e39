"""Explorer: any published table, the columns and rows you choose, and exactly these as a file."""

import polars as pl
import streamlit as st

from dashboard.app_pages import Page
from dashboard.components.conditions import Condition, conditions
from dashboard.components.finding import finding
from dashboard.components.rows import rows
from dashboard.components.states import empty
from dashboard.data import FILTERS, Filters
from dashboard.selection import Selection
from dashboard.theme import counted
from dashboard.view import View

PAGE = Page(title="Explorer", section="Analyse", position=1, icon=":material/table_view:")


def show(view: View) -> None:
    """Choose a table, columns and conditions; see and take the rows."""
    names = list(view.held.tables())
    first = names.index("credential") if "credential" in names else 0
    table = st.selectbox("Table", names, index=first, key="table", bind="query-params", persist_state="session", required=True)
    frame = view.held.table(table)
    filtered = view.shared(("explorer", table), lambda: _filtered(view, table))
    meaning = {column.name: column.meaning for column in view.held.tables()[table]}
    columns = st.multiselect(
        "Columns", frame.columns, key=f"columns_{table}", placeholder="All columns", bind="query-params", persist_state="session"
    )
    narrowed = conditions(filtered, table, meaning)
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
    chosen = {"columns": columns, "where": _where(view.filters, narrowed, frame)}
    listed = Selection(frame.select(columns), matching.at) if columns else matching
    rows(listed, view, table=table, chosen=chosen, key="explorer")
    with st.expander("The same rows by SQL", icon=":material/code:"):
        where = _where(view.filters, narrowed, frame)
        st.code(f"select {', '.join(columns) or '*'}\nfrom mart.{table}" + (f"\nwhere {where}" if where else ""), language="sql")
    return None


def _filtered(view: View, table: str) -> Selection:
    """The global filters reach tables that carry their columns, and those that name a credential."""
    frame = view.held.table(table)
    if not view.filters.chosen() or any(name in frame.columns for name in FILTERS) or "credential_id" not in frame.columns:
        return view.held.selected(table, view.filters)
    matching = view.credentials.column("credential_id")
    return Selection(frame).where(pl.col("credential_id").is_in(matching.implode()))


def _where(filters: Filters, narrowed: list[Condition], frame: pl.DataFrame) -> str:
    direct = any(name in frame.columns for name in FILTERS)
    parts = [_any_of(name, values) for name, values in filters.chosen().items() if name in frame.columns]
    if not direct and "credential_id" in frame.columns and filters.chosen():
        inner = " and ".join(_any_of(name, values) for name, values in filters.chosen().items())
        parts.append(f"credential_id in (select credential_id from mart.credential where {inner})")
    return "\n  and ".join([*parts, *(one.sql for one in narrowed)])


def _any_of(name: str, values: list[str]) -> str:
    listed = ", ".join("'" + value.replace("'", "''") + "'" for value in values)
    return f"coalesce({name}, 'not_known') in ({listed})"

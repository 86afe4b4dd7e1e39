"""All that is published of one credential, table by table, each row with the file and row that say so."""

from typing import Any

import polars as pl
import streamlit as st

from dashboard.charts.use_by_day import use_by_day
from dashboard.components.figure import figure
from dashboard.components.finding import note
from dashboard.components.rows import rows
from dashboard.metrics.use import by_day, by_model
from dashboard.view import View

FILE = "file"
_CLAIMS = (
    "result", "owner", "owner_kind", "basis", "confidence", "valid_from", "valid_to", "is_expired", "has_left", "is_known", "source",
    FILE, "row_no", "observed_at",
)  # fmt: skip
_CONFLICTS = (
    "field", "value", "source", "observed_at", "other_value", "other_source", "other_observed_at", "path", "row_no", "other_path",
    "other_row_no",
)  # fmt: skip
_EVIDENCE = ("field", "value", "source", "path", "row_no", "observed_at")


def facts(view: View, key: int, held: dict[str, pl.DataFrame]) -> None:
    """`held`: the rows of each table that name the credential, by table."""
    claims = held["owner_claim"]
    if claims.height:
        won = pl.when("is_winner").then(pl.lit("✓ counts")).otherwise(pl.lit("beaten"))
        claims = claims.with_columns(result=won).sort("is_winner", "confidence", "owner", descending=[True, True, False])
    _section(view, "owner_claim", "Who is said to answer for it", claims, key, columns=_CLAIMS)
    _section(view, "dependency", "What depends on it", held["dependency"], key)
    _section(view, "exposure", "Where its secret was seen", held["exposure"], key)
    _section(view, "rotation", "Its rotations", held["rotation"], key)
    _use(view, held["usage_daily"], key)
    _section(view, "lifecycle_event", "Its changes", held["lifecycle_event"], key)
    _section(view, "source_conflict", "What its sources contradict each other about", held["source_conflict"], key, columns=_CONFLICTS)
    _section(view, "evidence", "Every fact, with the file and row that say so", held["evidence"], key, columns=_EVIDENCE)


def _section(  # noqa: PLR0913 what a section shows
    view: View, name: str, title: str, frame: pl.DataFrame, key: int, *, columns: tuple[str, ...] | None = None
) -> None:
    st.subheader(title, anchor=False)
    if frame.is_empty():
        note("None is known." if name in view.held.tables() else "This publication has no such table.")
        return
    rows(_with_file(view, frame), view, table=name, columns=columns, chosen=_about(key), key=f"one_{name}")


def _use(view: View, use: pl.DataFrame, key: int) -> None:
    """By day as a picture, by model and action as rows, and the days themselves."""
    if use.is_empty():
        return _section(view, "usage_daily", "Its use", use, key)
    st.subheader("Its use", anchor=False)
    days = by_day(use)
    figure(lambda: use_by_day(days, view.palette), view, summary="Requests by day", table=days, key="use_by_day", of=key)
    rows(by_model(use), view, table="usage_daily", chosen=_about(key) | {"by": "model and action"}, key="one_use_by_model")
    with st.expander("Day by day", icon=":material/calendar_month:"):
        rows(use.sort("day", descending=True), view, table="usage_daily", chosen=_about(key), key="one_usage_daily")
    note("Use is summed from the rows of logs and reports; addresses are counted a day, where a log tells them.")
    return None


def _about(key: int) -> dict[str, Any]:
    return {"credential_id": key}


def _with_file(view: View, frame: pl.DataFrame) -> pl.DataFrame:
    """Beside the number of a snapshot its file; a reader of some business units alone does not see the files of all."""
    if "snapshot_id" not in frame.columns or FILE in frame.columns or "row_no" not in frame.columns:
        return frame
    wanted = frame["snapshot_id"].drop_nulls().unique().implode()
    files = view.table("landing.snapshot").filter(pl.col("snapshot_id").is_in(wanted)).select("snapshot_id", pl.col("path").alias(FILE))
    return frame.join(files, on="snapshot_id", how="left", maintain_order="left")

"""A picture with its text alternative and the table it was drawn from."""

import altair as alt
import polars as pl
import streamlit as st


def figure(chart: alt.TopLevelMixin, *, summary: str, table: pl.DataFrame, key: str) -> None:
    """The chart; its one-sentence summary is what a screen reader hears, its table is a click away."""
    st.altair_chart(chart, width="stretch", alt=summary, key=f"{key}_chart")
    with st.expander("The same as a table", icon=":material/table:"):
        st.dataframe(table, hide_index=True, alt=summary, key=f"{key}_table")

"""What to do about a finding: steps in order, and where to do them."""

from collections.abc import Sequence

import streamlit as st


def action(title: str, steps: Sequence[str], *, command: str | None = None) -> None:
    """The steps, and a command that gives the same rows to a script."""
    with st.container(border=True):
        st.markdown(f"**What to do: {title}**")
        st.markdown("\n".join(f"{number}. {step}" for number, step in enumerate(steps, start=1)))
        if command:
            st.code(command, language="bash", wrap_lines=True)

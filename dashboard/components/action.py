"""What to do about a finding: steps in order, and where to do them."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from dashboard.components.command import command_html


def action(title: str, steps: Sequence[str], *, command: str | None = None) -> None:
    """The steps, and a command that gives the same rows to a script; all in plain text."""
    listed = "".join(f"<li>{escape(step)}</li>" for step in steps)
    told = f"<p>What to do: {escape(title)}</p><ol>{listed}</ol>"
    st.html(f'<div class="action">{told}{command_html(command) if command else ""}</div>')

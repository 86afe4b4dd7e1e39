"""Where Streamlit begins: something to look at at once, then the dashboard. Started by `keyinv dashboard`.

The first visitor of a server waits for its libraries and for the publication to be read, so this module imports neither.
"""

import sys
from pathlib import Path

import streamlit as st

from dashboard.components import states

ICON = Path(__file__).with_name("static") / "icon.png"


def main() -> None:
    """One run: wait for the register, then draw the chosen page."""
    st.set_page_config(page_title="Key inventory", page_icon=str(ICON), layout="wide")
    with states.opening(cold="dashboard.shell" not in sys.modules):
        from dashboard.current import current
        from dashboard.shell import draw

        now = current()
    draw(now)


main()

"""Where a visit begins: something to look at at once, then the dashboard. Served by `server.py`.

The first visitor of a server may wait for its libraries and for the publication to be read, so this module imports neither.
"""

from pathlib import Path

import streamlit as st

from dashboard.components import states
from dashboard.opened import OPENED

ICON = Path(__file__).with_name("static") / "icon.png"


def main() -> None:
    """One run: wait for the register, then draw the chosen page."""
    st.set_page_config(page_title="Key inventory", page_icon=str(ICON), layout="wide")
    with states.opening(cold=not OPENED.is_set()):
        from dashboard.current import current
        from dashboard.shell import draw

        now = current()
    draw(now)


main()

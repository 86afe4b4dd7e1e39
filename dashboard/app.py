"""Where a visit begins: something to look at at once, then the dashboard. Served by `server.py`.

The first visitor of a server may wait for its libraries and for the publication to be read, so this module imports neither.
"""

from base64 import b64encode
from pathlib import Path

import streamlit as st

from dashboard.components import states
from dashboard.opened import OPENED

# As an address that holds the picture itself: of a file Streamlit makes a new one at every run, one millisecond of its time.
ICON = "data:image/png;base64," + b64encode(Path(__file__).with_name("static").joinpath("icon.png").read_bytes()).decode()


def main() -> None:
    """One run: wait for the register, then draw the chosen page."""
    st.set_page_config(page_title="Key inventory", page_icon=ICON, layout="wide")
    with states.opening(cold=not OPENED.is_set()):
        from dashboard.current import current
        from dashboard.shell import draw

        now = current()
    draw(now)


main()

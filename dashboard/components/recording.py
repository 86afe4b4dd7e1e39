"""Each file that is given out is recorded first; where that is not possible none is given, and it is said why."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from dashboard.view import View

NOT_SIGNED_IN = "not signed in"


def recording(view: View) -> Callable[[dict[str, Any]], None] | None:
    """What takes each file's sidecar before the file is given; None, with a sentence, where no file may be offered."""
    recorder = view.held.recorder
    if recorder is None or not recorder.ready():
        st.error(
            "No file can be given now: each one is recorded first, and the database does not take the record."
            " `keyinv doctor` says what is wrong.",
            icon=":material/database_off:",
        )
        return None
    return partial(recorder.record, who=reader_name())  # here, as a file is made by another thread than the page


def reader_name() -> str:
    """The signed-in reader's mail address or name."""
    if not st.user.get("is_logged_in"):
        return NOT_SIGNED_IN
    return str(st.user.get("email") or st.user.get("name") or st.user.get("sub") or NOT_SIGNED_IN)

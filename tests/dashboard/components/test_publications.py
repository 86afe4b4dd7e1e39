"""The publication that the reader looks back at, as the address and the sidebar name it."""

from streamlit.testing.v1 import AppTest


def _choice():
    from datetime import UTC, datetime

    import streamlit as st

    from dashboard.components.publications import chosen_publication
    from dashboard.data import Published

    as_of = datetime(2026, 11, 1, tzinfo=UTC)
    numbers = st.session_state.get("kept", (3, 2))
    kept = [Published(number, f"mart_{number}", as_of, as_of) for number in numbers]
    st.session_state["told"] = chosen_publication(kept, st.sidebar)


def test_publication_that_is_cleaned_up_while_it_is_looked_at_gives_way_to_the_latest():
    app = AppTest.from_function(_choice)
    app.query_params["publication"] = "2"
    app.run()
    assert (app.session_state["told"], len(app.warning)) == (2, 0)
    app.session_state["kept"] = (4, 3)
    app.run()
    assert not app.exception
    assert (app.session_state["told"], len(app.warning)) == (None, 1)
    assert "“2”, which is not kept" in app.warning[0].value

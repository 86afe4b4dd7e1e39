"""A choice is a step of the browser's history, so that Back leads to the view before it.

A widget bound to the address (`bind="query-params"`) replaces the address where it stands: Back would leave the page with all that was
chosen on it. Streamlit does go back to an earlier address of the same page where there is one (seen with 1.67).
"""

import streamlit as st

# `event` is what the browser is telling just now: a click or a key for a reader's choice, a message of the server's or a step back for
# anything else, and these are no steps of their own.
_STEPS = """<script>
if (!history.replaceState.steps) {
    const replace = history.replaceState;
    history.replaceState = function (state, title, address) {
        const to = new URL(address ?? location.href, location.href);
        const chosen = window.event instanceof UIEvent && to.pathname === location.pathname && to.search !== location.search;
        return (chosen ? history.pushState : replace).call(history, state, title, address);
    };
    history.replaceState.steps = true;
}
</script>"""


def steps_of_history(place: st.delta_generator.DeltaGenerator) -> None:
    """Put in `place`, where nothing is to be seen of it."""
    place.html(_STEPS, unsafe_allow_javascript=True)

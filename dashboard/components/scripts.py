"""The page's own scripts, constants both: what of a browser's habits Streamlit does not serve."""

import streamlit as st

# A choice is a step of the browser's history, so that Back leads to the view before it: a widget bound to the address
# (`bind="query-params"`) replaces the address where it stands, and Back would leave the page with all that was chosen on it. Streamlit
# does go back to an earlier address of the same page where there is one (seen with 1.67).
# `event` is what the browser is telling just now: a click or a key for a reader's choice, a message of the server's or a step back for
# anything else, and these are no steps of their own.
_STEPS = """
if (!history.replaceState.steps) {
    const replace = history.replaceState;
    history.replaceState = function (state, title, address) {
        const to = new URL(address ?? location.href, location.href);
        const chosen = window.event instanceof UIEvent && to.pathname === location.pathname && to.search !== location.search;
        return (chosen ? history.pushState : replace).call(history, state, title, address);
    };
    history.replaceState.steps = true;
}
"""
# A button copies the command that stands beside it (`components/command.py`), and selects it, for browsers that let no page copy.
_COPYING = """
if (!document.copying) {
    document.copying = true;
    document.addEventListener('click', (event) => {
        const button = event.target.closest?.('.command button');
        if (!button) return;
        const command = button.parentElement.querySelector('code');
        getSelection().selectAllChildren(command);
        navigator.clipboard?.writeText(command.textContent).then(() => {
            button.textContent = 'Copied';
            setTimeout(() => { button.textContent = 'Copy'; }, 2000);
        }, () => {});
    });
}
"""
# A link to one of our pages leads there in this window, without loading the app anew, as Back does: Streamlit shows what the address
# says. With a key held down, or another button, it opens as the browser opens links.
_WAYS = """
if (!document.leading) {
    document.leading = true;
    document.addEventListener('click', (event) => {
        const link = event.target.closest?.('.tile a[href], [data-testid=stMarkdown] a[href]');
        const held = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button;
        if (!link || held || !/^[a-z_]+([?]|$)/.test(link.getAttribute('href'))) return;
        event.preventDefault();
        event.stopPropagation();
        history.pushState(null, '', link.href);
        dispatchEvent(new PopStateEvent('popstate'));
    }, true);
}
"""


def scripts(place: st.delta_generator.DeltaGenerator) -> None:
    """Put them in `place`, where nothing is to be seen of them."""
    place.html(f"<script>{_STEPS}{_COPYING}{_WAYS}</script>", unsafe_allow_javascript=True)

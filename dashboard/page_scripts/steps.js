// A choice is a step of the browser's history, so that Back leads to the view before it: a widget bound to the address
// (`bind="query-params"`) replaces the address where it stands, and Back would leave the page with all that was chosen on it. Streamlit
// does go back to an earlier address of the same page where there is one (seen with 1.67).
// `event` is what the browser is telling just now: a click or a key for a reader's choice, a message of the server's or a step back for
// anything else, and these are no steps of their own.
// What one press changes is one step.
{
    const replace = history.replaceState;
    let stepped;
    history.replaceState = function (state, title, address) {
        const to = new URL(address ?? location.href, location.href);
        const chosen = window.event instanceof UIEvent && to.pathname === location.pathname && to.search !== location.search;
        const steps = chosen && window.event !== stepped;
        if (steps) stepped = window.event;
        return (steps ? history.pushState : replace).call(history, state, title, address);
    };
}

// A link to one of our pages leads there in this window, without loading the app anew, as Back does: Streamlit shows what the address
// says. With a key held down, or another button, it opens as the browser opens links.
window.opensHere = (event) => !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button);
window.leadTo = (address) => {
    history.pushState(null, '', address);
    dispatchEvent(new PopStateEvent('popstate'));
};
document.addEventListener('click', (event) => {
    const link = event.target.closest?.('.tile a[href], [data-testid=stMarkdown] a[href]');
    if (!link || !window.opensHere(event) || !/^[a-z_]+([?]|$)/.test(link.getAttribute('href'))) return;
    event.preventDefault();
    event.stopPropagation();
    window.leadTo(link.href);
}, true);

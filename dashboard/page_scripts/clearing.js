// "Clear filters" (`components/filters.py`) releases the values that are pressed at once. The server would release them too, but only
// after all else is drawn anew. Each is released when the one before it is, as a group of buttons knows only what was last drawn.
document.addEventListener('click', async (event) => {
    if (!event.target.closest?.('.st-key-clear_filters')) return;
    for (const pressed of document.querySelectorAll('[data-testid=stSidebar] [data-testid=stButtonGroup] [aria-pressed=true]')) {
        pressed.click();
        await null;
    }
}, true);

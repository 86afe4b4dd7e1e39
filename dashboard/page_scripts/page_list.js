// A link of the list of pages keeps the choices that hold on all pages, as the address tells them when it is reached for: so it leads to
// the same view in a window of its own, and shows it before it is followed. Streamlit writes a choice into the address when its run ends;
// a click that comes before waits for that, but not for long.
{
    const STILL_RUNS_MS = 300;
    const link = (event) => event.target.closest?.('.pages a');
    const keep = (to) => {
        const kept = to.closest('nav').dataset.kept.split(' ');
        to.search = new URLSearchParams([...new URLSearchParams(location.search)].filter(([name]) => kept.includes(name)));
    };
    for (const reached of ['pointerover', 'pointerdown', 'focusin']) {
        document.addEventListener(reached, (event) => link(event) && keep(link(event)), true);
    }
    const hasRun = async () => {
        const app = document.querySelector('[data-testid=stApp]');
        const began = performance.now();
        do await new Promise(requestAnimationFrame); // what was pressed just now is told to run from the next frame on
        while (app.dataset.testScriptState !== 'notRunning' && performance.now() - began < STILL_RUNS_MS);
    };
    document.addEventListener('click', async (event) => {
        const to = link(event);
        if (!to || !window.opensHere(event)) return;
        event.preventDefault();
        event.stopPropagation();
        await hasRun();
        keep(to);
        const list = to.closest('nav'), place = [...list.querySelectorAll('a')].indexOf(to);
        window.leadTo(to.href);
        // On a telephone the sidebar covers the page.
        if (matchMedia('(max-width: 768px)').matches) document.querySelector('[data-testid=stSidebarCollapseButton] button')?.click();
        // The list is drawn anew with another page as the current one: the keyboard stays where it was.
        new MutationObserver((_, watch) => {
            if (list.isConnected) return;
            watch.disconnect();
            if (document.activeElement === document.body) document.querySelectorAll('.pages a')[place]?.focus({preventScroll: true});
        }).observe(document.querySelector('[data-testid=stSidebar]'), {childList: true, subtree: true});
    }, true);
}

// A choice is sent before the page is drawn with it, 10 ms earlier, so that server and browser work at the same time. Streamlit gathers
// what one press changes and sends it by a timer (`scheduleFlush`, seen with 1.67), which browsers let wait behind the drawing. Its other
// timers stay timers: it keeps their numbers, to stop them.
if (window.scheduler?.postTask) {
    const timer = window.setTimeout;
    window.setTimeout = function (work, wait, ...given) {
        const sends = !wait && typeof work === 'function' && String(work).includes('sendUpdateWidgetsMessage');
        if (!sends) return timer.call(window, work, wait, ...given);
        scheduler.postTask(work, {priority: 'user-blocking'});
        return 0;
    };
}

"""How long a reader waits: first pages and changed filters, in a real browser.

A filter change is timed in the page itself: from the click on a value to the last change that can be seen, after which
the server has answered, the script has run and nothing moves for a while; that last change is the repaint. The button is held as
long as a hand holds it (`--held`), and the click counts from its release, as browsers count an interaction (Event Timing): pressed and
released in one, which only a program does, the page still draws the press while the change waits. Changes are
those of the document and what is drawn on a canvas (tables are); a table's copy for screen readers inside its canvas,
which the grid renews on a timer of its own 200 ms later, is no repaint. The baseline is an app of one filter and two
sentences (`floor_app.py`), which is changed in turn with each page. Many readers at once are `dashboard_readers.py`.

    python benchmarks/dashboard_speed.py DATA_DIR [--times 1] [--changes 20] [--held 80]

`--times 20` first makes a publication in which every row of every table stands twenty times under other ids, so that a
million credentials need not be loaded to look at them.
DATA_DIR holds a publication of the made-up organisation, of `keyinv refresh EXPORTS --data-dir DATA_DIR` on what `keyinv generate` wrote.
"""

import argparse
import asyncio
import os
import signal
import socket
import statistics
import subprocess
import time
import urllib.request
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from playwright.async_api import Browser, Page, async_playwright
from sqlalchemy import text

from dashboard.app_pages import pages
from dashboard.serving import APP, command, environment
from etl.warehouse import publication
from etl.warehouse.connection import open_warehouse

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
FLOOR = Path(__file__).with_name("floor_app.py")
PATIENCE_MS = 120_000
HELD_MS = 80  # of a click by hand
LOOKED_S = 3  # before a reader's first change, which is of a browser that has not compiled the page's code yet
# Chosen in turn; all have exposures, as a page that finds nothing is drawn from the ground up afterwards, like a first visit.
PROVIDERS = ("anthropic", "aws", "openai")

SETTLED = """() => document.querySelector('[data-testid=stApp]')?.getAttribute('data-test-script-state') === 'notRunning'
    && !document.querySelector('[data-testid=stSkeleton]') && document.querySelector('h2')"""
# Remembers when something was last drawn on a canvas that stands in the page, and when the server last told anything.
REMEMBER_TOLD = """for (const name of ['fillText', 'fillRect', 'drawImage', 'fill', 'stroke']) {
    const draw = CanvasRenderingContext2D.prototype[name];
    CanvasRenderingContext2D.prototype[name] = function (...given) {
        if (this.canvas.isConnected) window.__drawn = performance.now();
        return draw.apply(this, given);
    };
}
window.WebSocket = class extends WebSocket {
    constructor(...given) {
        super(...given);
        this.addEventListener('message', () => { window.__told = performance.now(); });
    }
}"""
# Remembers when the reader last clicked something, and when the page last changed.
REMEMBER_CHANGED = """() => {
    const unseen = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest('canvas');
    addEventListener('click', (event) => { if (event.isTrusted) window.__clicked = event.timeStamp; }, true);
    const watch = new MutationObserver((all) => { if (!all.every((one) => unseen(one.target))) window.__changed = performance.now(); });
    for (const part of document.querySelectorAll('[data-testid=stMain], [data-testid=stSidebar]'))
        watch.observe(part, {subtree: true, childList: true, characterData: true, attributes: true});
}"""
# Waits until the server has answered, the script has run and nothing has changed for `quiet` ms; gives the ms from the click to the last
# change.
REPAINTED = """async (quiet) => {
    const app = document.querySelector('[data-testid=stApp]');
    for (;;) {
        await new Promise((resolve) => setTimeout(resolve, 10));
        const last = Math.max(window.__changed ?? 0, window.__drawn ?? 0, window.__clicked);
        const answered = window.__told > window.__clicked && app.getAttribute('data-test-script-state') === 'notRunning';
        if (answered && performance.now() - Math.max(last, window.__told) > quiet) return last - window.__clicked;
    }
}"""


@contextmanager
def served(data_dir: Path, app: Path = APP) -> Iterator[tuple[str, psutil.Process]]:
    """The app's address and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [str(app) if part == str(APP) else part for part in command(port=port)],
        env=environment(None, data_dir),
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1).close()
                break
            except OSError:
                assert process.poll() is None, "the app does not come up"
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}", psutil.Process(process.pid)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def multiplied(data_dir: Path, times: int) -> None:
    """Publish what is published, every row `times` times under other ids."""
    with open_warehouse(None, data_dir) as warehouse, warehouse.engine.begin() as connection:
        now = publication.current(warehouse.engine)
        assert now is not None, "nothing is published there"
        number = connection.execute(text("select max(publication) + 1 from landing.publication")).scalar_one()
        connection.execute(text(f"create schema mart_{number}"))
        tables = text("select relname from pg_class where relnamespace = cast(:schema as regnamespace) and relkind = 'r'")
        columns = text("select attname from pg_attribute where attrelid = cast(:table as regclass) and attnum > 0 and not attisdropped")
        for table in connection.execute(tables, {"schema": now.schema}).scalars().all():
            names = connection.execute(columns, {"table": f"{now.schema}.{table}"}).scalars().all()
            ids = [name for name in names if name.endswith("_id") and name not in ("snapshot_id", "control_id")]
            listed = ", ".join(f'"{name}" + n as "{name}"' if name in ids else f'"{name}"' for name in names)
            series = times if ids and table != "usage_daily" else 1
            connection.execute(
                text(
                    f"create table mart_{number}.{table} as select {listed} from {now.schema}.{table}, generate_series(0, {series - 1}) as n"
                )
            )
        connection.execute(
            text(
                "insert into landing.publication (publication, schema, as_of, published_at, state) values (:n, :s, :a, now(), 'published')"
            ),
            {"n": number, "s": f"mart_{number}", "a": now.as_of},
        )
        connection.execute(text("update landing.publication_pointer set publication = :n"), {"n": number})


async def opened(browser: Browser, address: str) -> tuple[Page, float]:
    """A page in a session of its own, and the seconds until it stood."""
    page = await (await browser.new_context(viewport={"width": 1440, "height": 900})).new_page()
    await page.add_init_script(REMEMBER_TOLD)
    page.set_default_timeout(PATIENCE_MS)
    began = time.perf_counter()
    await page.goto(address)
    await page.wait_for_function(SETTLED)
    taken = time.perf_counter() - began
    await page.evaluate(REMEMBER_CHANGED)
    return page, taken


async def change(page: Page, turn: int, held_ms: float) -> float:
    """Press a value of a filter, or clear what is chosen; the milliseconds until the page was painted anew."""
    side = page.get_by_test_id("stSidebar")
    if turn % 2:
        pressed = side.get_by_role("button", name="Clear filters")
    else:
        pressed = side.get_by_role("toolbar", name="Provider").get_by_role("button", name=PROVIDERS[turn // 2 % len(PROVIDERS)], exact=True)
    await pressed.click(delay=held_ms)
    taken: float = await page.evaluate(REPAINTED, 150)
    return taken


def told(name: str, times_ms: list[float], beside: str = "") -> None:
    p95 = statistics.quantiles(times_ms, n=20, method="inclusive")[-1]
    print(f"  {name:26} median {statistics.median(times_ms):7.0f} ms   p95 {p95:7.0f} ms   n {len(times_ms)}{beside}", flush=True)


async def one_reader(browser: Browser, address: str, floor: str, changes: int, held_ms: float) -> None:
    """Each page, its changes in turn with those of the least that Streamlit can do: the machine's own speed differs by a half."""
    for number, found in enumerate(pages()):
        path = "" if number == 0 else found.name
        page, first = await opened(browser, f"{address}/{path}")
        least, _ = await opened(browser, floor)
        await asyncio.sleep(LOOKED_S)
        times, floor_times = [], []
        for turn in range(changes):
            times.append(await change(page, turn, held_ms))
            floor_times.append(await change(least, turn, held_ms))
        ratio = statistics.median(times) / statistics.median(floor_times)
        told(found.page.title, times, f"   {ratio:.1f} times the floor   first visit {first:.1f} s")
        told("  the floor beside it", floor_times)
        await page.context.close()
        await least.context.close()


async def measure(address: str, _: psutil.Process, chosen: argparse.Namespace) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page, cold = await opened(browser, address)
        await page.context.close()
        print(f"first visit of a cold server {cold:.1f} s")
        with served(chosen.data_dir, FLOOR) as (floor, _server):
            await one_reader(browser, address, floor, chosen.changes, chosen.held)
        await browser.close()


def questions(about: str) -> argparse.ArgumentParser:
    """What each benchmark of the dashboard is told: which publication it looks at, and how large."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data_dir", type=Path)
    parser.add_argument("--times", type=int, default=1, help="how often each row stands in the publication that is looked at")
    return parser


def look(measure: Callable[[str, psutil.Process, argparse.Namespace], Coroutine[None, None, None]], chosen: argparse.Namespace) -> None:
    """Serve the publication that was chosen, and measure."""
    if chosen.times > 1:
        multiplied(chosen.data_dir, chosen.times)
    with served(chosen.data_dir) as (address, server):
        asyncio.run(measure(address, server, chosen))


def main() -> None:
    parser = questions(__doc__)
    parser.add_argument("--changes", type=int, default=20, help="filter changes on each page")
    parser.add_argument("--held", type=float, default=HELD_MS, help="how long a button is held, in ms")
    look(measure, parser.parse_args())


if __name__ == "__main__":
    main()

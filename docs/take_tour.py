"""Makes docs/tour.md and its pictures: every page of the dashboard on the demo organisation, light and dark.

    uv run python docs/take_tour.py [--data-dir DIR]

Without `--data-dir` the demo is made anew in a temporary folder, so the tour shows what `keyinv demo` shows. What a page
is about is the first line of its own module, so that the tour never says something else than the page.
"""

import argparse
import importlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser, sync_playwright

from dashboard.app_pages import Found, pages
from dashboard.serving import command, environment

DOCS = Path(__file__).resolve().parent
PICTURES = DOCS / "pictures"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--force-color-profile=srgb"]
WIDTH, HEIGHT = 1440, 1000
PATIENCE_MS = 60_000
TABS = {
    "ownership_gaps": {"gaps": ("Keys of who left",)},
    "key_age": {"age": ("Expiry", "Published figures")},
    "rotation_lag": {"shown": ("Chains", "Why two shares")},
    "exposure_to_remediation": {"shown": ("One exposure", "Service level")},
    "data_quality": {"quality": ("Coverage", "Conflicts", "Completeness")},
}
"""Page → the key of its tabs in the address, and the tabs that are shown beside the first; in light alone."""
SETTLED = """() => document.querySelector('[data-testid=stApp]')?.getAttribute('data-test-script-state') === 'notRunning'
    && !document.querySelector('[data-testid=stSkeleton]') && document.querySelector('h2')"""
ABOVE = """# A tour

Every page of the dashboard on the demo organisation, in light and in dark. Made by one command, so it shows what there is:

```sh
uv run python docs/take_tour.py
```
"""


@contextmanager
def demo_served(data_dir: Path) -> Iterator[str]:
    """The address of the app over the data directory."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(command(port=port), env=environment(None, data_dir), start_new_session=True, stdout=subprocess.DEVNULL)
    try:
        while process.poll() is None:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def take(browser: Browser, address: str, picture: str, theme: str = "light") -> str:
    """Take the picture of a page; gives the page's finding."""
    context = browser.new_context(color_scheme=theme, viewport={"width": WIDTH, "height": HEIGHT}, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(address)
    page.wait_for_function(SETTLED)
    page.wait_for_timeout(1_500)  # charts are drawn after the script has run
    finding = page.locator("h2").first.inner_text().replace("\u00a0", " ")
    page.screenshot(path=PICTURES / f"{picture}.png")
    context.close()
    return finding


def address_of(found: Found, number: int, data_dir: Path) -> str:
    """The page below the app's address; a credential's page shows the first to act on that something depends on."""
    if found.name != "credential":
        return "" if number == 0 else found.name
    query = "select natural_key from credential where priority = 'act_now' order by dependent_count desc, credential_id limit 1"
    words = ["sql", query, "--format", "csv", "--data-dir", str(data_dir)]
    listed = subprocess.run([sys.executable, "-P", "-m", "keyinv", *words], check=True, capture_output=True, text=True).stdout
    return f"{found.name}?credential={listed.splitlines()[-1]}"


def picture_name(found: Found) -> str:
    """The page's part of its pictures' file names."""
    return found.name.replace("_", "-")


def described(found: Found) -> str:
    """The first line of the page's module, without its title."""
    words = (importlib.import_module(f"dashboard.app_pages.{found.name}").__doc__ or "").splitlines()[0]
    text = words.partition(": ")[2] or words
    return text[:1].upper() + text[1:]


def section(browser: Browser, address: str, found: Found) -> str:
    """The page's part of the tour: its pictures are taken as it is written."""
    name, title = picture_name(found), found.page.title
    finding = take(browser, address, f"{name}-light")
    take(browser, address, f"{name}-dark", "dark")
    print(f"{title}: {finding}", flush=True)
    parts = [
        f"\n## {title}\n\n{described(found)}\n\n",
        f"![{title}, light: {finding}](pictures/{name}-light.png)\n\n![{title}, dark](pictures/{name}-dark.png)\n",
    ]
    for key, tabs in TABS.get(found.name, {}).items():
        for tab in tabs:
            picture = f"{name}-{tab.lower().replace(' ', '-')}"
            take(browser, f"{address}?{urlencode({key: tab})}", picture)
            parts.append(f"\n{tab}:\n\n![{title}, {tab.lower()}](pictures/{picture}.png)\n")
    return "".join(parts)


def tour(data_dir: Path) -> None:
    """Write the pictures and the page that shows them."""
    PICTURES.mkdir(exist_ok=True)
    parts = [ABOVE]
    with demo_served(data_dir) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for number, found in enumerate(pages()):
            parts.append(section(browser, f"{address}/{address_of(found, number, data_dir)}", found))
        browser.close()
    (DOCS / "tour.md").write_text("".join(parts), "utf-8")


def main() -> None:
    """Make the demo if need be, and the tour."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data-dir", type=Path, help="of a demo that was made before")
    chosen = parser.parse_args()
    if chosen.data_dir:
        tour(chosen.data_dir)
        return
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-P", "-m", "keyinv", "demo", "--no-serve", "--data-dir", folder], check=True)
        tour(Path(folder))


if __name__ == "__main__":
    main()

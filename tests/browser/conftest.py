"""The app served on loopback over a small publication in an embedded Postgres, and a Chromium that looks at it."""

import importlib.util
import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest
from adbc_driver_postgresql import dbapi

from dashboard.at_once import HELD_S
from dashboard.current import ASKED_EVERY_S

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE_MS = 30_000


def _published() -> ModuleType:
    path = Path(__file__).parents[1] / "dashboard" / "published.py"
    spec = importlib.util.spec_from_file_location("published", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _rows(published: ModuleType) -> dict[str, list[dict]]:
    """Twelve credentials: eight of OpenAI, four of AWS; three of OpenAI have nobody to call."""
    credentials = [
        {
            "credential_id": 2**59 + at,
            "natural_key": f"key_{at}",
            "name": f"<b>bold {at}</b>" if at == 0 else f"key {at}",
            "provider": "openai" if at < 8 else "aws",
            "business_unit": ["Retail", "<i>Data</i> :smile:", None][at % 3],
            "ownership_class": "no_owner" if at < 3 else "owned",
            "age_days": 20.0 * at,
            "secret_age_days": 20.0 * at,
            "rotation_lag_days": 20.0 * at - 90,
            "priority": "act_now" if at == 0 else "track",
        }
        for at in range(12)
    ]
    exposures = [
        {
            "exposure_id": at,
            "credential_id": 2**59 + at,
            "state": "open" if at > 6 else "remediated",
            "repository": "acme/<script>alert(1)</script>",
            "exposure_days_lower": 0.01 * 3**at,
            "exposure_days_upper": None if at > 6 else 0.01 * 3**at,
            "detected_at": published.AS_OF - timedelta(days=at),
            "sla_state": "breached" if at > 6 else "met",
        }
        for at in range(9)
    ]
    return {
        "credential": credentials,
        "exposure": exposures,
        "rotation": [
            {"rotation_id": 1, "predecessor_id": 2**59 + 9, "interval_days": 80.0},
            {
                "rotation_id": 2,
                "predecessor_id": 2**59 + 10,
                "successor_id": 2**59 + 11,
                "method": "new_credential",
                "state": "unfinished",
                "interval_days": 60.0,
                "overlap_days": 20.0,
                "started_upper": published.AS_OF - timedelta(days=20),
            },
        ],
        "shadow_key": [{"credential_id": 1}],
        "source_freshness": [{}],
    }


@dataclass
class Served:
    """Where the app is, and hands on the database under it."""

    url: str
    warehouse: object
    published: ModuleType
    log: Path
    rows: dict = field(default_factory=dict)
    pid: int = 0

    def publish(self, number: int, rows: dict[str, list[dict]]) -> None:
        """Make a publication of these rows and point to it."""
        self.published.publish(self.warehouse, number, rows)
        time.sleep(ASKED_EVERY_S)  # until readers ask for it again

    def point_to(self, number: int | None) -> None:
        """Move the pointer; None: no publication."""
        self.published.point_to(self.warehouse, number)
        time.sleep(ASKED_EVERY_S)  # until readers ask for it again

    @contextmanager
    def database_gone(self) -> Iterator[None]:
        """Nobody may connect, and whoever is connected is thrown out."""
        engine = self.warehouse.engine
        name = engine.url.database
        admin = self.warehouse.url.replace(f"/{name}", "/postgres", 1)
        with dbapi.connect(admin, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute(f'alter database "{name}" allow_connections false')
            cursor.execute(f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'")
            cursor.fetchall()
            time.sleep(ASKED_EVERY_S)  # until readers ask for it again
            try:
                yield
            finally:
                cursor.execute(f'alter database "{name}" allow_connections true')
                engine.dispose()


@pytest.fixture(scope="session")
def served(tmp_path_factory) -> Iterator[Served]:
    """The running app; one for all tests of a worker."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed")
    from dashboard.serving import command, environment
    from etl.warehouse.connection import open_warehouse

    folder = tmp_path_factory.mktemp("served")
    published = _published()
    with open_warehouse(None, folder) as warehouse:
        port = _free_port()
        log = folder / "server.log"
        app = Served(f"http://127.0.0.1:{port}", warehouse, published, log, _rows(published))
        app.publish(1, app.rows)
        with log.open("w") as stream:
            process = subprocess.Popen(
                command(port=port),
                env=environment(None, folder),
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        app.pid = process.pid
        try:
            _wait_for(f"{app.url}/_stcore/health", process, log)
            yield app
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(url: str, process: subprocess.Popen, log: Path) -> None:
    for _ in range(200):
        try:
            with urllib.request.urlopen(url, timeout=1):  # noqa: S310 - our own server
                return
        except OSError:
            assert process.poll() is None, log.read_text()
            time.sleep(0.1)
    pytest.fail(f"the app does not come up: {log.read_text()}")


@pytest.fixture(scope="session")
def chromium():
    """One browser for all tests of a worker."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Looked:
    """A page in the browser with all it complained about and everything it asked for."""

    page: object
    complaints: list[str]
    requests: list[str]

    def finding(self) -> str:
        """The page's title, once it is drawn."""
        heading = self.page.locator("h2").first
        heading.wait_for(timeout=PATIENCE_MS)
        return heading.inner_text().replace("\u00a0", " ")

    def text(self) -> str:
        """All text of the main area."""
        return self.page.get_by_test_id("stMain").inner_text().replace("\u00a0", " ")

    def settled(self) -> None:
        """Wait until no script has run for a while: what a run tells is kept for a moment, in which the page looks as if none ran."""
        self.page.evaluate("() => { window.idle = undefined; }")
        self.page.wait_for_function(
            """(least) => {
                const state = document.querySelector('[data-testid=stApp]')?.getAttribute('data-test-script-state');
                window.idle = state === 'notRunning' ? window.idle ?? performance.now() : undefined;
                return performance.now() - window.idle > least;
            }""",
            arg=1000 * HELD_S + 150,
            timeout=PATIENCE_MS,
        )


@pytest.fixture
def look(served, chromium) -> Iterator[Callable[..., Looked]]:
    """Open an address of the app."""
    contexts = []

    def at(path: str, *, width: int = 1440, theme: str = "light") -> Looked:
        context = chromium.new_context(color_scheme=theme, viewport={"width": width, "height": 900}, accept_downloads=True)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        seen = Looked(page, [], [])
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        page.on("console", lambda message: _complained(seen, message))
        page.on("request", lambda request: seen.requests.append(request.url))
        page.goto(f"{served.url}/{path}")
        return seen

    yield at
    for context in contexts:
        context.close()


def _complained(seen: Looked, message) -> None:
    # On a deep link Streamlit's front end first asks below the page's own path and takes the 404 for an answer.
    asked_below = "_stcore/" in message.location.get("url", "")
    if message.type == "error" and not asked_below:
        seen.complaints.append(message.text)

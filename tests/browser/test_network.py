"""Neither the server nor the browser speaks to anything but this machine, whatever page is looked at."""

import ipaddress
import threading
from urllib.parse import urlsplit

import psutil
import pytest

from dashboard.app_pages import pages

pytestmark = pytest.mark.browser
PATHS = ["" if number == 0 else found.name for number, found in enumerate(pages())] + [f"credential?credential={2**59 + 9}"]


class Watched:
    """Every address that a process and its children listen on or talk to, looked up many times a second."""

    def __init__(self, pid):
        self.process, self.ended = psutil.Process(pid), threading.Event()
        self.seen, self.looks = set(), 0
        self.thread = threading.Thread(target=self.look, daemon=True)

    def look(self):
        while not self.ended.is_set():
            for process in [self.process, *self.process.children(recursive=True)]:
                for one in process.net_connections("inet"):
                    self.seen |= {side.ip for side in (one.laddr, one.raddr) if side}
            self.looks += 1
            self.ended.wait(0.02)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join(10)


def test_server_and_browser_speak_to_loopback_alone(look, served):
    asked, fonts = set(), set()
    with Watched(served.pid) as watched:
        for path in PATHS:
            seen = look(path)
            seen.finding()
            seen.settled()
            seen.page.wait_for_timeout(300)
            asked |= {url for url in seen.requests if not url.startswith(("data:", "blob:"))}
            fonts |= set(seen.page.evaluate("[...document.fonts].filter((one) => one.status === 'loaded').map((one) => one.family)"))
            seen.page.context.close()
    assert {urlsplit(url).hostname for url in asked} == {"127.0.0.1"}
    assert any("IBM Plex Sans" in family for family in fonts)
    assert watched.looks > 10 and watched.seen
    assert {address for address in watched.seen if not ipaddress.ip_address(address).is_loopback} == set()

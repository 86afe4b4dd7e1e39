"""Many readers at once: how long does a filter change take while others change theirs, and what memory do they share?

Fifty browsers would need the two cores for themselves, so the readers speak the app's own protocol: each is a session of
its own over a web socket, on one of the pages, and chooses another provider or none every few seconds. A change is timed
from sending it to the message that the script has run and all of the page is sent. One more reader is a real Chromium,
timed as in `dashboard_speed.py`, from the click to the last change that can be seen. Memory is the server's own (USS).

    python benchmarks/dashboard_readers.py DATA_DIR [--times 1] [--sessions 50] [--seconds 60] [--every 3]
"""

import argparse
import asyncio
import itertools
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import psutil
from dashboard_speed import CHROMIUM, FLAGS, HELD_MS, change, look, opened, questions, told
from playwright.async_api import async_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from dashboard.app_pages import pages

MIB = 1024**2
SEED = 7
PATIENCE_S = 60


@dataclass
class Reader:
    """One session: its socket, its page, and the filter that it changes."""

    socket: ClientConnection
    page: str
    chance: random.Random
    filter_id: str = ""
    options: list[str] = field(default_factory=list)

    async def run(self, chosen: list[str] | None = None) -> float:
        """Run the page, with another choice if one is given; the milliseconds until all of it is here."""
        message = BackMsg()
        message.rerun_script.page_name = self.page
        if chosen is not None:
            state = message.rerun_script.widget_states.widgets.add()
            state.id = self.filter_id
            state.string_array_value.data[:] = chosen
        began = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        async with asyncio.timeout(PATIENCE_S):  # so that a run whose end is not told fails, and says so, instead of waiting for ever
            async for raw in self.socket:
                answer = ForwardMsg()
                answer.ParseFromString(raw)
                kind = answer.WhichOneof("type")
                if kind == "script_finished":
                    return (time.perf_counter() - began) * 1000
                if kind == "delta" and not self.filter_id:
                    self._remember(answer)
        raise AssertionError("the server closed the session")

    def _remember(self, answer: ForwardMsg) -> None:
        element = answer.delta.new_element
        if element.WhichOneof("type") == "button_group" and element.button_group.label == "Provider":
            self.filter_id, self.options = element.button_group.id, [one.content for one in element.button_group.options]

    async def read(self, until: float, delay: float, every: float) -> list[float]:
        """Change the filter every few seconds; how long each change took."""
        await asyncio.sleep(delay)
        return await repeated(lambda _: self.run(self.chance.sample(self.options, self.chance.randint(0, 2))), until, every)


async def joined(address: str, page: str, number: int) -> Reader:
    stream = address.replace("http", "ws") + "/_stcore/stream"
    socket = await connect(stream, subprotocols=[Subprotocol("streamlit")], max_size=None, origin=Origin(address))
    reader = Reader(socket, page, random.Random(SEED + number))
    await reader.run()
    assert reader.filter_id, "the page offers no filter"
    return reader


async def repeated(once: Callable[[int], Awaitable[float]], until: float, every: float) -> list[float]:
    """One change (told how many there were) every so many seconds; how long each took."""
    times: list[float] = []
    while (began := time.perf_counter()) < until:
        times.append(await once(len(times)))
        await asyncio.sleep(max(0.0, every - (time.perf_counter() - began)))
    return times


async def measure(address: str, server: psutil.Process, chosen: argparse.Namespace) -> None:
    names = itertools.cycle("" if number == 0 else found.name for number, found in enumerate(pages()))
    first = await joined(address, "", 0)
    alone = server.memory_full_info().uss
    readers = [first, *[await joined(address, next(names), number) for number in range(1, chosen.sessions)]]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page, _ = await opened(browser, address)
        spent, began = sum(server.cpu_times()[:2]), time.perf_counter()
        until = began + chosen.seconds
        clicked, *sent = await asyncio.gather(
            repeated(lambda turn: change(page, turn, HELD_MS), until, chosen.every),  # the same by clicks in a real browser
            *(reader.read(until, chosen.every * number / len(readers), chosen.every) for number, reader in enumerate(readers)),
        )
        busy = (sum(server.cpu_times()[:2]) - spent) / (time.perf_counter() - began)
        await browser.close()
    told(f"{chosen.sessions} sessions", list(itertools.chain(*sent)))
    told("a browser among them", clicked)
    print(
        f"  the server used {busy:.2f} of the cores; memory {alone / MIB:,.0f} MiB with one, {server.memory_full_info().uss / MIB:,.0f} MiB with all"
    )


def main() -> None:
    parser = questions(__doc__)
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--every", type=float, default=3.0, help="seconds between two changes of one reader")
    look(measure, parser.parse_args())


if __name__ == "__main__":
    main()

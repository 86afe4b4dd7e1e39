"""The publication in force is read before a visitor asks for it: all that pages read, and a newer one as soon as it is seen."""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from dashboard import current, reading_ahead
from dashboard.app_pages import pages
from dashboard.once import Once
from dashboard.reading_ahead import READ, ReadingAhead


@pytest.fixture
def reading(warehouse, published, monkeypatch):
    """A thread that reads the publications of a warehouse ahead, and a way to publish in it."""
    monkeypatch.setattr(current, "_warehouse", lambda: warehouse)
    monkeypatch.setattr(reading_ahead, "LOOKED_EVERY_S", 0.05)
    current.forget()
    thread = ReadingAhead()

    def publish(number: int) -> None:
        published.publish(warehouse, number, {"credential": [{"credential_id": number}], "exposure": [{"credential_id": number}]})

    yield thread, publish
    thread.end()
    if thread.ident is not None:
        thread.join(20)
    assert not thread.is_alive()
    current.forget()


def _held(number: int):
    """What is in memory, once it is this publication."""
    for _ in range(400):
        held = current._last().get(None)
        if held is not None and held.published.number == number and "exposure" in held._tables:
            return held
        time.sleep(0.05)
    pytest.fail(f"publication {number} was not read ahead")


def test_tables_are_in_memory_though_nobody_asked(reading):
    thread, publish = reading
    publish(7)
    thread.start()
    held = _held(7)
    assert held.table("exposure")["credential_id"].to_list() == [7]


def test_newer_publication_is_read_too(reading):
    thread, publish = reading
    publish(7)
    thread.start()
    _held(7)
    publish(8)
    assert _held(8).table("credential")["credential_id"].to_list() == [8]


def test_table_that_fails_is_logged_and_tried_again(reading, caplog):
    thread, publish = reading
    publish(7)
    held = current.current().held
    broken = threading.Event()

    def fails_once(name):
        if name == "exposure" and not broken.is_set():
            broken.set()
            raise OSError("the connection was closed")
        return held.load(name)

    current._last()[None] = replace(held, load=fails_once, _tables=Once())
    thread.start()
    assert _held(7).table("exposure").height == 1
    assert broken.is_set()
    assert "publication 7 cannot be read ahead" in caplog.text


def test_what_is_read_ahead_is_what_the_pages_read_at_first(page, published):
    held = published.held(
        credential=[{"credential_id": 1, "name": "one"}], exposure=[{"exposure_id": 1, "credential_id": 1}],
        rotation=[{"rotation_id": 1, "predecessor_id": 1}], source_freshness=[{}], shadow_key=[{"credential_id": 2}],
        kpi_daily=[{"metric": "open_exposures", "dimension": "all", "value": 1.0}],
    )  # fmt: skip
    asked = set()
    for found in pages():
        page(found.name, replace(held, load=lambda table: (asked.add(table), held.load(table))[1], _tables=Once()))
    assert asked == set(READ)


def test_server_reads_ahead_while_it_lives(reading):
    from dashboard.server import app

    _, publish = reading
    publish(7)

    async def live():
        async with app._user_lifespan(app):
            await asyncio.to_thread(_held, 7)
            return [thread for thread in threading.enumerate() if isinstance(thread, ReadingAhead)]

    with ThreadPoolExecutor(1) as pool:  # this thread has a loop of the browser's already, where browser tests ran before
        (thread,) = pool.submit(lambda: asyncio.run(live())).result(60)
    thread.join(20)
    assert not thread.is_alive()

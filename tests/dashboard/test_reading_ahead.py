"""The publication in force is read before a visitor asks for it: all that pages read, and a newer one as soon as it is seen."""

import asyncio
import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from dashboard import current, reading_ahead
from dashboard.app_pages import pages
from dashboard.data import Filters
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


def test_what_a_click_on_a_provider_asks_for_is_made_ahead(page, published, caplog):
    providers = ("openai", "aws")
    held = published.held(
        credential=[
            {"credential_id": at, "provider": providers[at % 2], "priority": "act_now", "ownership_class": "no_owner", "age_days": 400.0,
             "secret_age_days": 400.0, "max_age_days": 90.0, "rotation_lag_days": 310.0}
            for at in range(1, 9)
        ],
        exposure=[
            {"exposure_id": at, "credential_id": at, "state": "remediated" if at % 3 else "open", "exposure_days_lower": 0.1 * at,
             "exposure_days_upper": 0.2 * at if at % 3 else None}
            for at in range(1, 9)
        ],
        rotation=[{"rotation_id": at, "predecessor_id": at, "interval_days": 80.0, "policy_days": 90.0} for at in range(1, 3)],
        source_freshness=[{}], shadow_key=[{"credential_id": 9, "provider": "openai"}],
        kpi_daily=[{"metric": "open_exposures", "dimension": "all", "value": 1.0}],
    )  # fmt: skip
    asked_for_a_reader = logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context")
    asked_for_a_reader.addHandler(caplog.handler)
    try:
        reading_ahead._make(held, held.published)
    finally:
        asked_for_a_reader.removeHandler(caplog.handler)
    assert caplog.text == ""  # no figure asks for an address or a choice: there is no reader yet
    made = set(held._shared._kept)
    for found in pages():
        page(found.name, held, Filters(provider=("openai",)))
        asked = {what for what, filters in held._shared._kept if (what, filters) not in made and filters.provider}
        assert {what for what in asked if what[0] != "chart"} == set(), found.name  # a chart has its reader's colours and time zone


def test_page_whose_figures_fail_is_logged_and_the_others_are_made(published, monkeypatch, caplog):
    held = published.held(credential=[{"credential_id": 1, "provider": "openai"}])
    made = []

    def fails(view):
        raise ValueError("no such column")

    monkeypatch.setattr(
        "dashboard.app_pages.pages",
        lambda: [replace(pages()[0], ahead=fails), replace(pages()[1], ahead=lambda view: made.append(view.filters))],
    )
    reading_ahead._make(held, None)
    assert made == [Filters(), Filters(business_unit=("Retail",)), Filters(provider=("openai",))]
    assert "figures of overview cannot be made ahead" in caplog.text and "no such column" in caplog.text


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

"""Which publication readers see: asked once a second for all of them, and followed when the pointer moves."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event

from dashboard import current
from dashboard.data import reader


@pytest.fixture
def pointed(warehouse, published, monkeypatch):
    """The warehouse that readers ask, and a way to publish in it."""
    monkeypatch.setattr(current, "_warehouse", lambda: warehouse)
    current.forget()

    def publish(number: int) -> None:
        published.publish(warehouse, number, {"credential": [{"credential_id": number}]})

    yield warehouse, publish
    current.forget()


def test_readers_together_ask_once_a_second(pointed):
    warehouse, publish = pointed
    publish(7)
    asked = []
    event.listen(warehouse.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    began = time.monotonic()
    seen = [current.current() for _ in range(5)]
    assert time.monotonic() - began < current.ASKED_EVERY_S
    assert {one.held.published.number for one in seen} == {7} and not any(one.lost for one in seen)
    assert len([one for one in asked if "publication_pointer" in one]) == 1


def test_a_newer_publication_is_seen_within_that_second(pointed):
    _, publish = pointed
    assert current.current().held is None
    publish(7)
    time.sleep(current.ASKED_EVERY_S)
    assert current.current().held.published.number == 7
    publish(8)
    time.sleep(current.ASKED_EVERY_S)
    now = current.current()
    assert now.held.published.number == 8
    assert [one.number for one in now.kept] == [8, 7]
    assert now.held.table("credential")["credential_id"].to_list() == [8]


def test_many_who_ask_at_once_read_a_publication_once(pointed, monkeypatch):
    _, publish = pointed
    publish(7)
    made = []
    monkeypatch.setattr(current, "reader", lambda *given: (made.append(given), reader(*given))[1])
    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(lambda _: current.current().held, range(8)))
    assert len(made) == 1
    assert len({id(one) for one in seen}) == 1


def test_while_a_newer_publication_is_read_the_one_before_is_shown(pointed, monkeypatch):
    """A million credentials take ten seconds to read: who reads them waits, all others go on."""
    _, publish = pointed
    publish(7)
    assert current.current().held.published.number == 7
    publish(8)
    time.sleep(current.ASKED_EVERY_S)
    monkeypatch.setattr(current, "AWAITED_S", 0.01)
    is_reading, may_end = threading.Event(), threading.Event()

    def slowly(*given):
        is_reading.set()
        assert may_end.wait(20)
        return reader(*given)

    monkeypatch.setattr(current, "reader", slowly)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(current.current)
        assert is_reading.wait(20)
        meanwhile = current.current()
        assert meanwhile.held.published.number == 7
        assert [one.number for one in meanwhile.kept] == [7], "nothing is offered as the latest that is not shown as such"
        may_end.set()
        assert first.result(20).held.published.number == 8
    assert current.current().held.published.number == 8


def test_a_database_that_is_gone_is_logged_once_and_again_when_it_is_back(pointed, monkeypatch, caplog):
    warehouse, publish = pointed
    publish(7)
    assert current.current().held.published.number == 7

    def gone():
        raise ConnectionError("no database there")

    def told():
        return [one.getMessage().partition(";")[0] for one in caplog.records if one.name == "keyinv.dashboard"]

    monkeypatch.setattr(current, "_warehouse", gone)
    for _ in range(3):
        current._told.cache_clear()
        found = current.current()
        assert found.lost and found.held.published.number == 7
    assert told() == ["the database does not answer"]
    assert "no database there" in caplog.text
    monkeypatch.setattr(current, "_warehouse", lambda: warehouse)
    assert not current.current().lost
    assert told()[1:] == ["the database answers again"]
    monkeypatch.setattr(current, "_warehouse", gone)
    current._told.cache_clear()
    assert current.current().lost
    assert told()[2:] == ["the database does not answer"]
    monkeypatch.setattr(current, "_warehouse", lambda: warehouse)
    assert not current.current().lost

"""Which publication readers see: asked once a second for all of them, and followed when the pointer moves."""

import time

import pytest
from sqlalchemy import event

from dashboard import current


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

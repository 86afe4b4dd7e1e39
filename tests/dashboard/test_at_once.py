"""What a run tells is passed on in its order, whole, and at once; a run that takes long is seen to run."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard import at_once, server
from dashboard.at_once import AtOnce
from dashboard.page_head import PageHead
from tests.bundled import unbundled


def begins():
    message = ForwardMsg()
    message.new_session.name = "app"
    return message


def running(is_running):
    message = ForwardMsg()
    message.session_status_changed.script_is_running = is_running
    return message


def element(number):
    message = ForwardMsg()
    message.metadata.delta_path[:] = [0, number]
    message.delta.new_element.text.body = str(number)
    return message


def run(*numbers):
    return [begins(), running(True), *map(element, numbers), running(False)]


class GoneError(OSError):
    """As the server tells an app whose reader has left."""


def served(app, scope, receive, send):
    """The middleware around an app, in a thread of its own: where browser tests ran before, theirs has a loop that never ends."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(AtOnce(app)(scope, receive, send))).result(60)


def through(*steps, fails=False, query=b"", read=lambda content: [ForwardMsg.FromString(content)]):
    """What arrives of the messages sent, in lots: one lot is what had arrived when the next step began. A number is a pause in seconds."""
    arrived, lots = [], []

    async def app(scope, receive, send):
        for step in steps:
            if isinstance(step, float):
                await asyncio.sleep(step)
            else:
                await send(step if isinstance(step, dict) else {"type": "websocket.send", "bytes": step.SerializeToString()})
            lots.append(arrived.copy())
            arrived.clear()

    async def send(message):
        if fails:
            raise GoneError
        await asyncio.sleep(0)  # as a socket whose reader is slow
        arrived.extend(read(message["bytes"]) if "bytes" in message else [message])

    served(app, {"type": "websocket", "query_string": query}, None, send)
    return [*lots, arrived]


def told(lots):
    return [message for lot in lots for message in lot]


FIRST = run(0)


def test_first_run_of_a_connection_is_passed_on_as_it_comes():
    assert through(*FIRST) == [[message] for message in FIRST] + [[]]


def test_later_run_arrives_when_it_has_ended():
    second = run(1, 2, 3)
    assert through(*FIRST, *second)[len(FIRST) :] == [[], [], [], [], [], second, []]


def test_run_that_takes_long_is_passed_on_as_it_comes_from_then_on(monkeypatch):
    monkeypatch.setattr(at_once, "HELD_S", 0.01)
    start, end = run(1)[:3], run(2)[2:]
    assert through(*FIRST, *start, 0.2, *end)[len(FIRST) :] == [[], [], [], start, *([one] for one in end), []]


def test_next_run_is_kept_again_after_one_that_took_long(monkeypatch):
    monkeypatch.setattr(at_once, "HELD_S", 0.01)
    third = run(3)
    assert through(*FIRST, *run(1)[:3], 0.2, running(False), *third)[-len(third) - 1 :] == [[], [], [], third, []]


def test_run_that_is_begun_anew_before_it_ends_is_kept_with_what_follows():
    both = [*run(1)[:-1], *run(2)]
    assert through(*FIRST, *both)[len(FIRST) :] == [[] for _ in both[:-1]] + [both, []]


def test_what_was_kept_goes_before_the_end_of_the_socket():
    close = {"type": "websocket.close", "code": 1000}
    kept = run(1)[:3]
    assert through(*FIRST, *kept, close)[len(FIRST) :] == [[], [], [], [*kept, close], []]


def test_what_is_no_run_passes():
    page = ForwardMsg()
    page.page_config_changed.title = "Key inventory"
    text = {"type": "websocket.accept"}
    assert through(text, *FIRST, page, running(False))[len(FIRST) + 1 :] == [[page], [running(False)], []]


def test_reader_who_has_left_is_told_to_the_app(monkeypatch):
    monkeypatch.setattr(at_once, "HELD_S", 0.01)
    with pytest.raises(GoneError):
        through(begins(), fails=True)


def test_reader_who_leaves_while_messages_are_kept_leaves_no_error_behind(monkeypatch, recwarn):
    monkeypatch.setattr(at_once, "HELD_S", 0.01)
    failures = []

    async def app(scope, receive, send):
        asyncio.get_running_loop().set_exception_handler(lambda loop, context: failures.append(context))
        for message in (*FIRST, begins()):
            await send({"type": "websocket.send", "bytes": message.SerializeToString()})
        await asyncio.sleep(0.1)

    sent = []

    async def send(message):
        if len(sent) == len(FIRST):
            raise GoneError
        sent.append(message)

    served(app, {"type": "websocket", "query_string": b""}, None, send)
    assert len(sent) == len(FIRST) and failures == []


def test_the_server_has_it_around_all_of_the_app():
    assert [one.cls for one in server.app._user_middleware] == [PageHead, AtOnce]


def in_bundles(*steps):
    return through(*steps, query=b"bundles=", read=lambda content: [unbundled(content)])


def test_page_that_asks_for_bundles_gets_a_run_in_one_message():
    second = run(1, 2, 3)
    assert in_bundles(*FIRST, *second) == [*([[one]] for one in FIRST), [], [], [], [], [], [second], []]


def test_text_is_in_no_bundle_also_where_its_bytes_are_said_to_be_none():
    text = {"type": "websocket.send", "bytes": None, "text": "of another app"}
    passed = through(*FIRST, text, running(False), query=b"bundles=", read=lambda content: [content and unbundled(content)])
    assert passed[len(FIRST) :] == [[None], [[running(False)]], []]


def test_bundle_ends_before_what_is_no_message():
    close = {"type": "websocket.close", "code": 1000}
    kept = run(1)[:3]
    assert in_bundles(*FIRST, *kept, close)[len(FIRST) :] == [[], [], [], [kept, close], []]


def test_other_connections_pass_untouched():
    seen = []

    async def app(scope, receive, send):
        seen.append((scope, receive, send))

    given_ = ({"type": "http"}, object(), object())
    served(app, *given_)
    assert seen == [given_]


STEPS = st.lists(st.one_of(st.builds(begins), st.builds(running, st.booleans()), st.builds(element, st.integers(0, 9)), st.just(0.002)))


@given(STEPS, st.booleans())
def test_nothing_is_lost_or_overtaken(steps, bundled):
    held = at_once.HELD_S
    at_once.HELD_S = 0.001
    try:
        lots = in_bundles(*steps, running(False)) if bundled else through(*steps, running(False))
    finally:
        at_once.HELD_S = held
    arrived = [message for part in told(lots) for message in part] if bundled else told(lots)
    assert arrived == [step for step in [*steps, running(False)] if not isinstance(step, float)]

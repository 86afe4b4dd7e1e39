"""What a run of the app draws reaches the browser at once: it then works through the page once, where it did three or four times.

Streamlit sends a run's beginning, its elements in several pieces, and its end as they come, and each makes the browser work through the
whole page, 30 to 80 ms. So they are kept here until the run has ended, in order, but for at most `HELD_S`: what takes longer is
seen to run, and shows what it has. A connection's first run is never kept: a visitor sees something at once, and the browser
begins to fetch what it draws with.

A browser takes each message in a task of its own and draws in between. So a page of ours asks for them in bundles
(`page_scripts/bundles.js`): all that goes out together as one message of the socket, each behind its length, four bytes, the highest
first. Other clients get them one by one.
"""

import asyncio
from collections import deque
from contextlib import suppress
from enum import Enum, auto
from typing import Any
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

BUNDLES = "bundles"  # in the query of the socket's address
HELD_S = 0.12  # at a million credentials six of eight pages take less for a choice that nobody has made before


class AtOnce:
    """Middleware around the app's web sockets; everything else passes as it is."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection."""
        if scope["type"] != "websocket":
            return await self._app(scope, receive, send)
        held = _Held(send, in_bundles=BUNDLES in parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True))
        try:
            return await self._app(scope, receive, held.send)
        finally:
            held.give_up()


class _Told(Enum):
    BEGINS = auto()
    ENDS = auto()


class _Held:
    """One socket's messages on their way out."""

    def __init__(self, send: Send, *, in_bundles: bool) -> None:
        self._send, self._in_bundles = send, in_bundles
        self._waiting: deque[Message] = deque()
        self._in_order = asyncio.Lock()
        self._letting_go: asyncio.Task[None] | None = None  # while messages are kept
        self._is_running = self._has_run = False

    async def send(self, message: Message) -> None:
        told = _told(message)
        if told is _Told.BEGINS and not self._is_running:
            self._is_running = True
            if self._has_run:
                self._letting_go = asyncio.create_task(self._let_go())
            self._has_run = True
        elif told is _Told.ENDS:
            self._is_running = False
            self.give_up()
        self._waiting.append(message)
        if self._letting_go is None:
            await self._pass_on()

    def give_up(self) -> None:
        """Keep nothing back any more."""
        if self._letting_go is not None:
            self._letting_go.cancel()
            self._letting_go = None

    async def _let_go(self) -> None:
        await asyncio.sleep(HELD_S)
        self._letting_go = None
        with suppress(OSError):  # the reader has gone, which the app learns of when it sends or receives next
            await self._pass_on()

    async def _pass_on(self) -> None:
        async with self._in_order:
            while self._waiting:
                await self._send(self._next())

    def _next(self) -> Message:
        """The next of what waits; all that can go with it where the page takes bundles."""
        parts: list[bytes] = []
        while self._in_bundles and self._waiting and (content := self._waiting[0].get("bytes")) is not None:
            parts += [len(content).to_bytes(4), content]
            self._waiting.popleft()
        return {"type": "websocket.send", "bytes": b"".join(parts)} if parts else self._waiting.popleft()


def _told(message: Message) -> _Told | None:
    """What a message tells of a run. One that closes the socket ends it."""
    if message["type"] == "websocket.close":
        return _Told.ENDS
    content: Any = message.get("bytes")
    if content is None:
        return None
    told = ForwardMsg.FromString(content)
    kind = told.WhichOneof("type")
    if kind == "new_session":
        return _Told.BEGINS
    if kind == "session_status_changed":
        return _Told.BEGINS if told.session_status_changed.script_is_running else _Told.ENDS
    return None

"""The page's own scripts, constants all: what of a browser's habits Streamlit does not serve.

They stand in the head of the one HTML page that Streamlit serves, as Streamlit itself runs scripts only after it has connected.
"""

from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SCRIPTS = tuple(sorted(Path(__file__).with_name("page_scripts").glob("*.js")))
_BEFORE = b"</head>"
# A browser that kept the page of an earlier version asks whether it still holds: Streamlit's file may, what we add to it may not.
_NOT_ASKED = ("if-none-match", "if-modified-since", "accept-encoding")  # and what is packed cannot be added to
_TELLS_WHETHER_CHANGED = ("etag", "last-modified")


class PageHead:
    """Middleware around the app that puts the scripts into each HTML page; everything else passes as it is."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._scripts = b"".join(b"<script>" + script.read_bytes() + b"</script>" for script in SCRIPTS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or "text/html" not in Headers(scope=scope).get("accept", ""):
            return await self._app(scope, receive, send)
        asked = [(name, value) for name, value in scope["headers"] if name.decode("latin-1") not in _NOT_ASKED]
        await self._app({**scope, "headers": asked}, receive, _Answer(send, self._scripts).send)
        return None


class _Answer:
    """One answer on its way out: kept until it is whole where it is HTML."""

    def __init__(self, send: Send, scripts: bytes) -> None:
        self._send, self._scripts = send, scripts
        self._start: Message | None = None  # of an HTML page
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and Headers(raw=message["headers"]).get("content-type", "").startswith("text/html"):
            self._start = message
        elif self._start is None or message["type"] != "http.response.body":
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._whole(self._start)

    async def _whole(self, start: Message) -> None:
        page = self._body.replace(_BEFORE, self._scripts + _BEFORE, 1)
        headers = MutableHeaders(raw=list(start["headers"]))
        for name in _TELLS_WHETHER_CHANGED:
            del headers[name]
        if self._body:  # none is sent where only the headers were asked for
            headers["content-length"] = str(len(page))
        await self._send({**start, "headers": headers.raw})
        await self._send({"type": "http.response.body", "body": page})

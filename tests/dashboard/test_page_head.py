"""The page's own scripts stand in every HTML page, before Streamlit's, and in nothing else."""

import gzip
import socket
import threading
import time
import urllib.request

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import Route

from dashboard.page_head import SCRIPTS, PageHead

PAGE = "<html><head><title>T</title><script type=module src=app.js></script></head><body>" + "x" * 5000 + "</body></html>"
ASKS = {"accept": "text/html,*/*"}


async def in_pieces():
    for at in range(0, len(PAGE), 700):
        yield PAGE[at : at + 700]


@pytest.fixture
def ask(tmp_path):
    """What a server on loopback answers: the headers and the body as it was sent."""
    file = tmp_path / "index.html"
    file.write_text(PAGE)
    routes = [
        Route("/", lambda _: FileResponse(file)),
        Route("/pieces", lambda _: StreamingResponse(in_pieces(), media_type="text/html")),
        Route("/data", lambda _: Response(PAGE, media_type="application/json")),
    ]
    app = Starlette(routes=routes, middleware=[Middleware(PageHead), Middleware(GZipMiddleware)])
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.01)

        def asked(path, headers, method="GET"):
            url = f"http://127.0.0.1:{listening.getsockname()[1]}{path}"
            request = urllib.request.Request(url, headers=headers, method=method)
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - our own server
                return answer.headers, answer.read()

        yield asked
        server.should_exit = True
        thread.join(10)


def with_scripts(page):
    scripts = "".join(f"<script>{script.read_text()}</script>" for script in SCRIPTS)
    return page.replace("</head>", f"{scripts}</head>")


def test_there_are_scripts_and_none_ends_the_element_it_stands_in():
    assert [script.stem for script in SCRIPTS] == ["bundles", "clearing", "copying", "page_list", "sending", "steps", "ways"]
    assert not any("</script" in script.read_text().lower() for script in SCRIPTS)


@pytest.mark.parametrize("path", ["/", "/pieces"])
def test_page_has_them_also_where_the_app_would_pack_it_or_sends_it_in_pieces(ask, path):
    headers, body = ask(path, ASKS | {"accept-encoding": "gzip"})
    assert body.decode() == with_scripts(PAGE)
    assert int(headers["content-length"]) == len(body)


def test_browser_that_kept_a_page_gets_it_whole(ask):
    kept, _ = ask("/", {"accept": "*/*"})
    headers, body = ask("/", ASKS | {"if-none-match": kept["etag"], "if-modified-since": kept["last-modified"]})
    assert body.decode() == with_scripts(PAGE)
    assert "etag" not in headers and "last-modified" not in headers


def test_headers_alone(ask):
    headers, body = ask("/", ASKS, "HEAD")
    assert headers["content-type"].startswith("text/html") and body == b""


@pytest.mark.parametrize(("path", "asks"), [("/data", ASKS), ("/", {"accept": "*/*"}), ("/pieces", {"accept": "application/json"})])
def test_all_else_passes_as_it_is(ask, path, asks):
    assert ask(path, asks)[1].decode() == PAGE


def test_other_requests_are_packed_as_before(ask):
    headers, body = ask("/data", {"accept": "application/json", "accept-encoding": "gzip"})
    assert headers["content-encoding"] == "gzip" and gzip.decompress(body).decode() == PAGE

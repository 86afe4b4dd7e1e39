"""What `streamlit run` serves: the app with its own scripts, each run of it at once, and what is published, read before anyone asks."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware

from dashboard.at_once import AtOnce
from dashboard.page_head import PageHead
from dashboard.reading_ahead import ReadingAhead
from dashboard.themes_once import tell_themes_once

SCRIPT = Path(__file__).with_name("app.py")


@asynccontextmanager
async def _reading_ahead(_: Any) -> AsyncIterator[None]:
    reading = ReadingAhead()
    reading.start()
    yield
    reading.end()


tell_themes_once()
app = st.App(SCRIPT, lifespan=_reading_ahead, middleware=[Middleware(PageHead), Middleware(AtOnce)])

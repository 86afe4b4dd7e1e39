"""What `streamlit run` serves: the app, each run of it at once, and the publication in force, read before a visitor asks for it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware

from dashboard.at_once import AtOnce
from dashboard.reading_ahead import ReadingAhead

SCRIPT = Path(__file__).with_name("app.py")


@asynccontextmanager
async def _reading_ahead(_: Any) -> AsyncIterator[None]:
    reading = ReadingAhead()
    reading.start()
    yield
    reading.end()


app = st.App(SCRIPT, lifespan=_reading_ahead, middleware=[Middleware(AtOnce)])

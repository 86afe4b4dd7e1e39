"""How the dashboard is started: the command line and the environment of its server."""

import os
import sys
from pathlib import Path

from dashboard.server_options import streamlit_options

APP = Path(__file__).with_name("server.py")


def command(*, port: int = 8501, address: str = "127.0.0.1", headless: bool = True) -> list[str]:
    """The command that serves the app; `-P` keeps a reader's own folders off the import path."""
    options = streamlit_options() | {
        "server.port": str(port),
        "server.address": address,
        "browser.serverAddress": address,
        "server.headless": headless,
    }
    flags = [f"--{name}={str(value).lower() if isinstance(value, bool) else value}" for name, value in options.items()]
    return [sys.executable, "-P", "-m", "streamlit", "run", str(APP), *flags]


def environment(database_url: str | None, data_dir: Path) -> dict[str, str]:
    """The server's environment: where its database is, over what the caller has."""
    given = {key: value for key, value in os.environ.items() if key != "KEYINV_DATABASE_URL"}
    given["KEYINV_DATA_DIR"] = str(data_dir)
    if database_url:
        given["KEYINV_DATABASE_URL"] = database_url
    return given

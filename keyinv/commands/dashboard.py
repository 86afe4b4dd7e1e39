"""`keyinv dashboard`: serves the app."""

import os
import subprocess
import sys
from pathlib import Path

import click

from keyinv.invocation import Invocation, KeyinvCommand

DEFAULT_PORT = 8501


@click.command("dashboard", cls=KeyinvCommand)
@click.option("--port", type=click.IntRange(1, 65535), default=DEFAULT_PORT, show_default=True)
def serve_dashboard(invocation: Invocation, port: int) -> None:
    """Serve the dashboard on this machine until it is interrupted."""
    with invocation.warehouse():  # holds an embedded Postgres open for as long as the app is served
        serve(invocation, port)


def serve(invocation: Invocation, port: int = DEFAULT_PORT) -> None:
    """Run the app in a process of its own; returns when that ends."""
    import dashboard

    app = Path(dashboard.__file__).parent / "app.py"
    environment = os.environ | {"KEYINV_DATA_DIR": str(invocation.settings.data_dir)}
    if invocation.settings.database_url:
        environment["KEYINV_DATABASE_URL"] = invocation.settings.database_url
    invocation.say(f"dashboard: http://localhost:{port}  (interrupt to stop)")
    options = ["--server.port", str(port), "--server.headless", "true", "--browser.gatherUsageStats", "false"]
    address = ["--server.address", "127.0.0.1", "--client.toolbarMode", "viewer"]
    command = [sys.executable, "-P", "-m", "streamlit", "run", str(app), *options, *address]
    subprocess.run(command, env=environment, check=False)  # noqa: S603 our own interpreter and app


COMMAND = serve_dashboard

"""`keyinv dashboard`: serves the app."""

import subprocess

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
    from dashboard.serving import command, environment

    variables = environment(invocation.settings.database_url, invocation.settings.data_dir)
    invocation.say(f"dashboard: http://localhost:{port}  (interrupt to stop)")
    subprocess.run(command(port=port), env=variables, check=False)  # noqa: S603 our own interpreter and app


COMMAND = serve_dashboard

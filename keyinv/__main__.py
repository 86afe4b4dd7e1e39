"""The command `keyinv`: its sub-commands are the modules of `keyinv/commands`, each naming its `COMMAND`."""

import importlib
import pkgutil
import sys

import click

from keyinv import commands
from keyinv.invocation import failed


class Commands(click.Group):
    """The commands, found by folder scan and imported only when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 the library's signature
        """Every module of the folder, as it is typed."""
        return sorted(module.name.rstrip("_") for module in pkgutil.iter_modules(commands.__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The named command, or None."""
        for module_name in (cmd_name, f"{cmd_name}_"):
            if module_name in {module.name for module in pkgutil.iter_modules(commands.__path__)}:
                command: click.Command = importlib.import_module(f"{commands.__name__}.{module_name}").COMMAND
                return command
        del ctx
        return None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="ai-key-inventory")
def keyinv() -> None:
    """The register of every API key, token and certificate held at AI providers.

    Try `keyinv demo` first: it makes an organisation, loads, checks, publishes and shows it.
    """


def main() -> None:
    """Run the command line and leave with the exit code that INTERFACE.md promises."""
    try:
        code = keyinv(standalone_mode=False)  # gives the code of an Exit instead of raising it
    except click.Abort:
        sys.exit(130)
    except click.ClickException as wrong_usage:
        wrong_usage.show()
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:  # noqa: BLE001 the last place that can speak to the person
        sys.exit(failed(error, verbose="-v" in sys.argv or "--verbose" in sys.argv))
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()

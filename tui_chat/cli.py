"""The command line: what to run, with which options."""

import sys
from pathlib import Path
from typing import Final

import click

from tui_chat import __version__

# Imports of what a command needs stand inside it: `--help` must not wait for a screen library.

_DEFAULT_PORT: Final = 6667

_port = click.IntRange(0, 65535)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tui-chat")
def main() -> None:
    """Chat in the terminal, on a server of your own. Any IRC client may join."""


@main.command()
@click.option("--host", help="Address to listen on; 0.0.0.0 lets other machines in.")
@click.option("--port", type=_port, help=f"Port to listen on.  [default: {_DEFAULT_PORT}]")
@click.option("--state", type=click.Path(path_type=Path), help="Folder for the server's files.")
@click.option("--password", help="A word that everybody must know to join.")
@click.option("--config", "file", type=click.Path(path_type=Path), help="Configuration in TOML.")
def server(
    host: str | None,
    port: int | None,
    state: Path | None,
    password: str | None,
    file: Path | None,
) -> None:
    """Run a server until Ctrl+C."""
    from tui_chat.server import config, logs, serving  # noqa: PLC0415

    try:
        settings = config.load(file) if file else config.Config()
        settings = config.overridden(settings, host=host, port=port, password=password)
        serving.prepare_state(state or config.default_state())
        logs.set_up()
        serving.serve(settings, serving.announce)
    except (config.ConfigError, serving.ServerError) as error:
        _fail(str(error))


def _fail(sentence: str) -> None:
    click.echo(f"tui-chat: {sentence}", err=True)
    sys.exit(1)

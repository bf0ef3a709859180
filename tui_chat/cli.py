"""The command line: what to run, with which options."""

import sys
from pathlib import Path
from typing import Final, NoReturn

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


@main.command()
@click.argument("host")
@click.argument("port", type=_port, default=_DEFAULT_PORT)
@click.option("--nick", default="", help="Your nickname; without it you are asked.")
@click.option("--channel", "channels", multiple=True, metavar="CHANNEL", help="Join it; repeatable.")
@click.option("--password", default="", help="The server's password.")
def connect(host: str, port: int, nick: str, channels: tuple[str, ...], password: str) -> None:
    """Join the server at HOST, full screen. PORT is 6667 if not given."""
    from tui_chat.client.run import ClientOptions, run_client  # noqa: PLC0415

    options = ClientOptions(host, port, nick, _channel_names(channels), password)
    sys.exit(run_client(options))


@main.command()
@click.option("--host", help="Address to listen on; 0.0.0.0 lets other machines in.")
@click.option("--port", type=_port, help=f"Port to listen on.  [default: {_DEFAULT_PORT}]")
@click.option("--state", type=click.Path(path_type=Path), help="Folder for the server's files.")
@click.option("--nick", default="", help="Your nickname; without it you are asked.")
@click.option("--password", help="A word that everybody must know to join.")
def host(
    host: str | None,
    port: int | None,
    state: Path | None,
    nick: str,
    password: str | None,
) -> None:
    """Run a server and join it: the quickest way to chat."""
    from tui_chat.client.run import ClientOptions, run_client  # noqa: PLC0415
    from tui_chat.server import background, config, serving  # noqa: PLC0415

    settings = config.overridden(config.Config(), host=host, port=port, password=password)
    try:
        serving.prepare_state(state or config.default_state())
        with background.BackgroundServer(settings) as running:
            server = running.server
            options = ClientOptions(
                server.local_host,
                server.port,
                nick,
                password=password or "",
                invitation=f"tui-chat connect {server.reachable_host} {server.port}",
                others=lambda: running.users() - 1,
            )
            status = run_client(options)
    except serving.ServerError as error:
        _fail(str(error))
    sys.exit(status)


def _channel_names(written: tuple[str, ...]) -> tuple[str, ...]:
    """The channels as they are called: a name without its # is meant with it."""
    names = (name for names in written for name in names.split(",") if name)
    return tuple(name if name[0] in "#&+!" else f"#{name}" for name in names)


def _fail(sentence: str) -> NoReturn:
    click.echo(f"tui-chat: {sentence}", err=True)
    sys.exit(1)

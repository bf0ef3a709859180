"""Commands for those who run a server: server, host, history, backup, replay."""

import sys
from pathlib import Path
from typing import Final

import click

from tui_chat import stdio
from tui_chat.cli import client_commands
from tui_chat.cli.one_line_errors import fail
from tui_chat.cli.shared_click_parameters import EXPORT_FORMAT, Folder, Port
from tui_chat.cli.unix_only_commands import unix_only
from tui_chat.config import DEFAULT_PORT

# Imports of what a command needs stand inside it: `--help` must not wait for a screen library.

_port = Port(lowest=0)


@click.command()
@click.option("--host", help="Address to listen on; 0.0.0.0 or :: lets other computers in.")
@click.option("--port", type=_port, help=f"Port to listen on.  [default: {DEFAULT_PORT}]")
@click.option("--state", type=Folder(), help="Folder for the server's files.")
@click.option("--password", help="Password that others need to join.")
@click.option("--ssh", type=_port, help="Port for people who join with ssh.")
@click.option("--web", type=_port, help="Port for people who join with a browser.")
@click.option("--lines", type=_port, help="Port for people who join with netcat (not encrypted).")
@click.option("--cluster", metavar="KEY", help="Key file of a network on several machines.")
@click.option("--node", type=click.IntRange(1), help="Number of this machine in the key file.")
@click.option(
    "--config", "file", type=click.Path(path_type=Path), help="Configuration file (TOML)."
)
@click.option(
    "--log-format",
    type=click.Choice(["auto", "plain", "json"]),
    help="Format of the log; auto is coloured in a terminal.  [default: auto]",
)
@click.option(
    "--record",
    type=click.Path(path_type=Path),
    help="Record everything except passwords in a new file. See `tui-chat replay`.",
)
@click.option(
    "--print-config", is_flag=True, help="Print all settings with their defaults and exit."
)
@click.option(
    "--check-config",
    is_flag=True,
    help="Check whether the server would start now, and exit.",
)
@unix_only
def server(
    host: str | None,
    port: int | None,
    state: Path | None,
    password: str | None,
    ssh: int | None,
    web: int | None,
    lines: int | None,
    cluster: str | None,
    node: int | None,
    file: Path | None,
    log_format: str | None,
    record: Path | None,
    print_config: bool,
    check_config: bool,
) -> None:
    """Run a server until Ctrl+C."""
    from tui_chat.server.config import config_schema, load  # noqa: PLC0415
    from tui_chat.server.process import banner, logging_setup, serve_until_signal  # noqa: PLC0415
    from tui_chat.server.process import server as serving  # noqa: PLC0415
    from tui_chat.server.process.state_folder.creation_and_lock import prepare_state  # noqa: PLC0415
    from tui_chat.server.store import StoreError  # noqa: PLC0415

    if print_config:
        from tui_chat.server.config.config_schema import config_text  # noqa: PLC0415

        stdio.say(config_text(), end="")
        return

    def read() -> config_schema.Config:
        said = load.load(file) if file else config_schema.Config()
        ways = {"ssh": ssh, "web": web, "lines": lines}
        return load.overridden(
            said, host=host, port=port, password=password, cluster=cluster, node=node, **ways
        )

    try:
        settings = read()
        folder = state or load.default_state()
        if check_config:
            from tui_chat.server.process import config_trial_start  # noqa: PLC0415

            if found := config_trial_start.problems(settings, folder):
                fail(*found)
            stdio.say(f"No problems found in {file or 'the default configuration'}.")
            return
        prepare_state(folder)
        logging_setup.set_up(style=log_format or settings.log.format)
        serve_until_signal.serve(settings, banner.announce, folder, read, record)
    except config_schema.ConfigError as error:
        fail(*error.sentences)
    except (serving.ServerError, StoreError) as error:
        fail(str(error))


@click.command()
@click.option("--host", help="Address to listen on; 0.0.0.0 or :: lets other computers in.")
@click.option("--port", type=_port, help=f"Port to listen on.  [default: {DEFAULT_PORT}]")
@click.option("--state", type=Folder(), help="Folder for the server's files.")
@click.option("--nick", default="", help="Your nickname; asked for if not given.")
@click.option("--password", help="Password that others need to join.")
@click.option("--ssh", type=_port, help="Port for people who join with ssh.")
@click.option("--web", type=_port, help="Port for people who join with a browser.")
@click.option("--lines", type=_port, help="Port for people who join with netcat (not encrypted).")
@unix_only
def host(
    host: str | None,
    port: int | None,
    state: Path | None,
    nick: str,
    password: str | None,
    ssh: int | None,
    web: int | None,
    lines: int | None,
) -> None:
    """Run a server and join it: the quickest way to chat.

    F6 shows how others join, and can let them in.
    """
    from tui_chat.cli.hosted_server import hosted  # noqa: PLC0415
    from tui_chat.client.run import run_client  # noqa: PLC0415
    from tui_chat.server.config import config_schema, load  # noqa: PLC0415
    from tui_chat.server.process import server as serving  # noqa: PLC0415

    ours = client_commands.settings(None)
    try:
        theirs = load.overridden(
            config_schema.Config(),
            host=host,
            port=port,
            password=password,
            ssh=ssh,
            web=web,
            lines=lines,
        )
        with hosted(theirs, state, nick or ours.config.nick) as options:
            status = run_client(options, ui=ours.ui)
    except (config_schema.ConfigError, serving.ServerError) as error:
        fail(str(error))
    sys.exit(status)


@click.group()
def history() -> None:
    """Export the messages of your server."""


@history.command("export")
@click.argument("channel")
@EXPORT_FORMAT
@click.option("--state", type=Folder(), help="Folder for the server's files.")
def history_export(channel: str, style: str, state: Path | None) -> None:
    """Print all messages of CHANNEL, oldest first. The server may be running."""
    from tui_chat.server import store  # noqa: PLC0415
    from tui_chat.server.config import load  # noqa: PLC0415
    from tui_chat.server.process.state_folder import history_export, node_name_file  # noqa: PLC0415

    folder = state or load.default_state()
    try:
        if name := node_name_file.node_of(folder):
            stdio.complain(f"This is the history of {name}.")
        for entry in history_export.exported(folder, channel):
            if style == "jsonl":
                stdio.say_json(history_export.as_data(entry))
            else:
                stdio.say(history_export.as_text(entry))
    except store.StoreError as error:
        fail(str(error))


@click.command()
@click.argument("destination", type=click.Path(path_type=Path))
@click.option("--state", type=Folder(), help="Folder for the server's files.")
@click.option(
    "--config",
    "file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Configuration file to copy as well.",
)
@unix_only
def backup(destination: Path, state: Path | None, file: Path | None) -> None:
    """Copy a server's state to the new folder DESTINATION. The server may be running.

    To restore it, stop the server, replace its state folder with the copy, and start it again. Or
    start a server with --state DESTINATION.
    """
    from tui_chat.server import store  # noqa: PLC0415
    from tui_chat.server.config import load  # noqa: PLC0415
    from tui_chat.server.process.state_folder import backup as backups  # noqa: PLC0415
    from tui_chat.server.process.state_folder import node_name_file  # noqa: PLC0415

    try:
        copied = backups.back_up(state or load.default_state(), destination, file)
    except store.StoreError as error:
        fail(str(error))
    name = node_name_file.node_of(state or load.default_state())
    stdio.say(f"Copied {', '.join(copied)}{name and f' of {name}'} to {destination}.")


@click.command()
@click.argument("recording", type=click.Path(path_type=Path))
@unix_only
def replay(recording: Path) -> None:
    """Replay a RECORDING of a server, made with `server --record`.

    It contains what people said and where they connected from, but no passwords, password hashes
    or channel keys. Prints what failed, and what there was at the end.
    """
    from tui_chat.server import exception_logging  # noqa: PLC0415
    from tui_chat.server.core.events import Event  # noqa: PLC0415
    from tui_chat.server.core.state.state_digest import digest  # noqa: PLC0415
    from tui_chat.server.recording import recording_and_replay as files  # noqa: PLC0415
    from tui_chat.server.recording.recording_and_replay import replay as replayed  # noqa: PLC0415

    def tell(line: int, event: Event, error: Exception) -> None:
        what = f"Line {line}, {exception_logging.describe_event(event)}, could not be handled:"
        stdio.say(f"{what}\n{exception_logging.traceback_lines(error)}")

    try:
        beginning, network, count = replayed(recording, tell)
    except files.RecordingError as error:
        fail(str(error))
    stdio.say(
        f"{count} events, recorded by tui-chat {beginning.version}. At the end, people: "
        f"{len(network.users)}, channels: {len(network.channels)}, accounts: "
        f"{len(network.accounts)}, digest: {digest(network.snapshot())[:16]}."
    )


COMMANDS: Final = (server, host, history, backup, replay)

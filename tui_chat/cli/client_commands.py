"""Commands for who joins a server: connect, send, tail, doctor, log."""

import contextlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar

import click

from tui_chat import stdio
from tui_chat.cli.cluster_commands import tell_engine
from tui_chat.cli.one_line_errors import fail
from tui_chat.cli.shared_click_parameters import EXPORT_FORMAT, Port

if TYPE_CHECKING:
    from tui_chat.client.config.config_with_cli_overrides import CommandLineOptions, Settings
    from tui_chat.client.config.connection_and_ui_options import ClientOptions

# Imports of what a command needs stand inside it: `--help` must not wait for a screen library.

Command = TypeVar("Command", bound=Callable[..., Any])

_FILE: Final = click.Path(dir_okay=False, path_type=Path)
_PORT: Final = Port()
_OPTIONS: Final = (
    click.option("--nick", default="", help="Your nickname."),
    click.option(
        "--password",
        default="",
        envvar="TUI_CHAT_PASSWORD",
        show_envvar=True,
        help="The server's password.",
    ),
    click.option("--account", default="", help="The account to log in to."),
    click.option(
        "--account-password",
        default="",
        envvar="TUI_CHAT_ACCOUNT_PASSWORD",
        show_envvar=True,
        help="The account's password.",
    ),
    click.option(
        "--account-key",
        type=_FILE,
        help="Your key (NIST P-256, PEM), to log in with instead of a password.",
    ),
    click.option(
        "--tls/--no-tls",
        default=None,
        help="Require encryption, or connect without it.  [default: encrypted if possible]",
    ),
    click.option(
        "--certificate",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="Your certificate with its key (PEM), to log in with.",
    ),
    click.option(
        "--accept-new-certificate",
        "accept",
        is_flag=True,
        help="Accept the server's certificate even if it has changed.",
    ),
    click.option(
        "--config", "file", type=_FILE, help="Configuration file to use instead of the usual one."
    ),
)


class _ToOneServer(click.Command):
    """A command with the arguments HOST PORT, which may be written HOST:PORT as for `connect`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the port of HOST:PORT behind the host."""
        from tui_chat.client.connect.server_address import (  # noqa: PLC0415
            AddressError,
            parse_address,
        )

        given, _rest, _order = self.make_parser(ctx).parse_args(list(args))
        host = given.get("host")
        if isinstance(host, str):
            with contextlib.suppress(AddressError):
                address = parse_address(host)
                if address.port is not None and given.get("port") != str(address.port):
                    place = args.index(host) + 1
                    args = [*args[:place], str(address.port), *args[place:]]
        return super().parse_args(ctx, args)


def reaching(command: Command) -> Command:
    """The options of every command that connects: `file` and the fields of `CommandLineOptions`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.command()
@click.argument("host", required=False)
@click.argument("port", type=_PORT, required=False)
@click.option(
    "--channel", "channels", multiple=True, metavar="CHANNEL", help="Channel to join; repeatable."
)
@click.option(
    "--also",
    multiple=True,
    metavar="HOST[:PORT]",
    help="Another server, in the same window; repeatable.",
)
@reaching
@click.option("--plain", is_flag=True, help="Plain lines instead of the full screen.")
@click.option(
    "--print-config", is_flag=True, help="Print all settings with their defaults and exit."
)
@click.option("--check-config", is_flag=True, help="Check the configuration and exit.")
def connect(
    host: str | None,
    port: int | None,
    channels: tuple[str, ...],
    also: tuple[str, ...],
    file: Path | None,
    plain: bool,
    print_config: bool,
    check_config: bool,
    **given: Any,
) -> None:
    """Join the server at HOST, full screen. PORT is 6667 if not given.

    HOST may be the name of a server in the configuration, or the line of an invitation. Without
    HOST, the servers with "autoconnect" are joined, or you choose one.
    """
    from tui_chat.client.connect.password_sources import PasswordError  # noqa: PLC0415
    from tui_chat.client.run import run_client  # noqa: PLC0415

    if check_config:
        _check_config(file)
    said = settings(file)
    if print_config:
        from tui_chat.client.config.load import config_text  # noqa: PLC0415

        stdio.say(config_text(), end="")
        return
    asked = _command_line_options(channels=channel_names(channels), **given)
    try:
        where = [_at(said, host, port, asked)] if host else [*said.automatic(asked)]
        where += [_at(said, other, None, asked.for_others()) for other in also]
    except PasswordError as error:
        fail(str(error))
    if not where:
        from tui_chat.cli.start_screen import start  # noqa: PLC0415

        sys.exit(start(said))
    sys.exit(run_client(where[0], also=tuple(where[1:]), ui=said.ui, plain=plain))


@click.command(cls=_ToOneServer)
@click.argument("host")
@click.argument("port", type=_PORT)
@click.argument("target")
@click.argument("text", required=False)
@reaching
@click.option(
    "--as-one", is_flag=True, help="Send standard input as one message, not one per line."
)
@click.option("--notice", is_flag=True, help="Send it as a notice, which bots do not answer.")
@click.option(
    "--file",
    "upload",
    type=_FILE,
    help="Send a file and its address. Place and time are removed from pictures.",
)
def send(
    host: str,
    port: int,
    target: str,
    text: str | None,
    file: Path | None,
    as_one: bool,
    notice: bool,
    upload: Path | None,
    **given: Any,
) -> None:
    """Send TEXT, or standard input, to TARGET: a channel or person.

    The exit status is 0 if the server accepted all of it.
    """
    from tui_chat.client.headless.send import send_text  # noqa: PLC0415

    options, insist = _server_options(file, host, port, given)
    status = send_text(
        options, target, text, as_one=as_one, notice=notice, insist=insist, upload=upload
    )
    sys.exit(status)


@click.command(cls=_ToOneServer)
@click.argument("host")
@click.argument("port", type=_PORT)
@click.argument("channel")
@reaching
@click.option(
    "-n",
    "--lines",
    "count",
    default=10,
    type=click.IntRange(0),
    show_default=True,
    help="How many earlier messages to print first.",
)
@click.option("--json", is_flag=True, help="One JSON object per line.")
@click.option("--events", is_flag=True, help="Also show who joins and leaves.")
@click.option("--follow/--no-follow", default=True, help="Keep printing new messages.")
def tail(
    host: str,
    port: int,
    channel: str,
    file: Path | None,
    count: int,
    json: bool,
    events: bool,
    follow: bool,
    **given: Any,
) -> None:
    """Print the messages of CHANNEL until Ctrl+C."""
    from tui_chat.client.headless.tail import tail_channel  # noqa: PLC0415

    options, insist = _server_options(file, host, port, given)
    (name,) = channel_names((channel.partition(",")[0] or "#",))
    status = tail_channel(
        options, name, count=count, follow=follow, json=json, events=events, insist=insist
    )
    sys.exit(status)


@click.command()
@click.argument("host", required=False)
@click.argument("port", type=_PORT, required=False)
@reaching
def doctor(host: str | None, port: int | None, file: Path | None, **given: Any) -> None:
    """Check this terminal, and the connection to the server at HOST."""
    from tui_chat.client.doctor.run import run_doctor  # noqa: PLC0415

    options = _server_options(file, host, port, given)[0] if host else None
    if options is None:
        from tui_chat.client.language import language_choice  # noqa: PLC0415

        language_choice.use()
    status = run_doctor(options, file)
    sys.exit(0 if tell_engine() and not status else 1)


@click.group()
def log() -> None:
    """Print the messages of servers that keep no history."""


@log.command("export")
@click.argument("name", required=False, default="")
@click.option("--server", default="", metavar="HOST[:PORT]", help="Only messages of this server.")
@EXPORT_FORMAT
def log_export(name: str, server: str, style: str) -> None:
    """Print the log of NAME, a channel or person, oldest first. Without NAME: everything.

    Clients may be running.
    """
    from tui_chat.client.chat_log.export import ExportError, exported  # noqa: PLC0415
    from tui_chat.client.memory.remembered_state_store import default_folder  # noqa: PLC0415

    try:
        for logged in exported(default_folder(), name, server):
            if style == "jsonl":
                stdio.say_json(logged.as_data())
            else:
                stdio.say(logged.as_text())
    except ExportError as error:
        fail(str(error))


def channel_names(written: tuple[str, ...]) -> tuple[str, ...]:
    """The channels as they are called: a name without its # is meant with it."""
    from tui_chat.client.connect.server_address import full_channel_name  # noqa: PLC0415

    names = (name for names in written for name in names.split(",") if name)
    return tuple(map(full_channel_name, names))


def _check_config(file: Path | None) -> NoReturn:
    from tui_chat.client.config.checks import checked  # noqa: PLC0415
    from tui_chat.client.config.load import ConfigError, default_path  # noqa: PLC0415
    from tui_chat.client.language.i18n import _  # noqa: PLC0415

    try:
        problems = checked(file)
    except ConfigError as error:
        fail(str(error))
    if problems:
        fail(*problems)
    stdio.say(_("No problems found in {path}.").format(path=file or default_path()))
    sys.exit(0)


def settings(file: Path | None) -> "Settings":
    """The configuration; its faults are printed on standard error."""
    from tui_chat.client.config.config_with_cli_overrides import settings_of  # noqa: PLC0415
    from tui_chat.client.config.load import ConfigError  # noqa: PLC0415

    try:
        found = settings_of(file)
    except ConfigError as error:
        fail(str(error))
    for problem in found.problems:
        stdio.complain(problem)
    return found


def _command_line_options(**said: Any) -> "CommandLineOptions":
    from tui_chat.client.config.config_with_cli_overrides import CommandLineOptions  # noqa: PLC0415

    return CommandLineOptions(**said)


def _server_options(
    file: Path | None, host: str, port: int | None, given: dict[str, Any]
) -> tuple["ClientOptions", bool]:
    """Where to go, with a nickname, and whether that is one that was asked for."""
    from msgspec.structs import replace  # noqa: PLC0415

    from tui_chat.client.config.connection_and_ui_options import login_name  # noqa: PLC0415
    from tui_chat.client.connect.password_sources import PasswordError  # noqa: PLC0415

    try:
        options = _at(settings(file), host, port, _command_line_options(**given))
    except PasswordError as error:
        fail(str(error))
    # The channels of a configured server are for who stays there.
    options = replace(options, channels=())
    return replace(options, nick=options.nick or options.account or login_name()), bool(
        given["nick"]
    )


def _at(
    said: "Settings", written: str, port: int | None, given: "CommandLineOptions"
) -> "ClientOptions":
    """How to go to a server of the configuration, by its name, or to a written address.

    Raises PasswordError.
    """
    from msgspec.structs import replace  # noqa: PLC0415

    from tui_chat.client.config.connection_and_ui_options import invited  # noqa: PLC0415
    from tui_chat.client.connect.server_address import AddressError, parse_address  # noqa: PLC0415

    if any(server.name == written for server in said.config.servers):
        return said.at(written, port, given)
    try:
        address = parse_address(written, str(port or ""))
    except AddressError as error:
        fail(str(error))
    tls = given.tls if given.tls is not None else address.tls
    channels = given.channels or address.channels
    options = said.at(address.host, address.port, replace(given, tls=tls, channels=channels))
    return invited(options, address) if address.token else options


COMMANDS: Final = (connect, send, tail, doctor, log)
"""For the command line."""

"""`tui-chat` alone: ask where to go, then go there."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Final

from msgspec.structs import replace

from tui_chat.cli.unix_only_commands import missing
from tui_chat.client.config.config_with_cli_overrides import CommandLineOptions, Settings
from tui_chat.client.config.connection_and_ui_options import ClientOptions, StartOptions
from tui_chat.client.connect.lan_discovery import Found, LanDiscovery
from tui_chat.client.connect.password_sources import PasswordError
from tui_chat.client.memory.remembered_state_store import Memories, default_folder
from tui_chat.client.run import run_start

_MOST: Final = 9
"""Servers that are offered: one for each digit."""


def start(settings: Settings) -> int:
    """Show the start screen; gives the exit status of the chat that follows."""
    with ExitStack() as stack:

        def host() -> ClientOptions:
            if sentence := missing():
                raise ValueError(sentence)
            from tui_chat.cli.hosted_server import hosted  # noqa: PLC0415 - few who start host
            from tui_chat.server.config.config_schema import Config  # noqa: PLC0415
            from tui_chat.server.process.server import ServerError  # noqa: PLC0415

            try:
                return stack.enter_context(hosted(Config(), nick=settings.config.nick))
            except ServerError as error:
                raise ValueError(str(error)) from error

        def reach(host: str, port: int) -> ClientOptions:
            try:
                return settings.at(host, port, CommandLineOptions())
            except PasswordError as error:
                raise ValueError(str(error)) from error

        recent = tuple(_recent(settings, Memories(default_folder())))[:_MOST]
        return run_start(StartOptions(recent, reach, host, _discover_servers), ui=settings.ui)


def _discover_servers(found: Found) -> Callable[[], object]:
    """Look for servers on the same network; gives what ends that."""
    discovery = LanDiscovery(found)
    discovery.start()
    return discovery.stop


def _recent(settings: Settings, memories: Memories) -> Iterator[ClientOptions]:
    """The servers of the configuration, then those that were used lately.

    Where a password has to be had from elsewhere, it is when the person has picked the server.
    """
    offered: set[tuple[str, int]] = set()
    for server in settings.config.servers:
        offered.add((server.host, server.port))
        if not (server.password_command or server.account_password_command or server.keyring):
            yield settings.at(server.name, None, CommandLineOptions())
    for visited in memories.recent():
        if (visited.host, visited.port) not in offered:
            options = settings.at(visited.host, visited.port, CommandLineOptions())
            yield replace(options, nick=visited.nick or options.nick)

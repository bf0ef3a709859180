"""A server that lives as long as the client beside it: for `tui-chat host` and the start screen."""

import importlib.util
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from tui_chat.client.config.connection_and_ui_options import ClientOptions
from tui_chat.client.connect.hosting_interface import WELCOME, SharingError
from tui_chat.client.connect.join_instructions import Door, Invitation
from tui_chat.client.language.i18n import _
from tui_chat.server.config.config_schema import DEFAULT_HOST, Config, Listen, Server
from tui_chat.server.config.load import default_state
from tui_chat.server.process.server import ServerError
from tui_chat.server.process.server_thread import BackgroundServer
from tui_chat.server.process.state_folder.creation_and_lock import prepare_state
from tui_chat.server.store import StoreError

_PLACES: Final = {
    Door.WEB: Listen(port=6680, web=True),
    Door.SSH: Listen(port=2222, tls=False, plain=True, ssh=True),
    Door.NETCAT: Listen(port=2323, tls=False, plain=True, lines="ask"),
}
"""Where each door is, if its port is free."""
_EVERYWHERE: Final = "0.0.0.0"  # noqa: S104 - what sharing with the network means


def in_our_language(config: Config) -> Config:
    """The configuration with the words that others read in the language of whoever hosts."""
    if config.server.welcome != Server().welcome:
        return config
    return replace(config, server=replace(config.server, welcome=_(WELCOME)))


class HostedServer:
    """The server beside the client (`tui_chat.client.connect.hosting_interface.Hosting`)."""

    def __init__(self, running: BackgroundServer, password: str) -> None:
        self._running = running
        self._password = password
        host = running.server.host
        self._shared_on = _EVERYWHERE if running.server.is_local else host

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, "" without encryption."""
        return self._running.server.ways_to_join.fingerprint

    async def connect(self) -> socket.socket:
        """A connection that makes the client the server's owner. Raises OSError."""
        return self._running.connect_owner()

    def others(self) -> int:
        """How many people are there besides the owner."""
        return self._running.users() - 1

    def invitation(self) -> Invitation:
        """How others join at present."""
        server = self._running.server
        ways = server.ways_to_join
        found = {Door.WEB: ways.web, Door.SSH: ways.ssh, Door.NETCAT: ways.lines}
        missing = () if _has_ssh() else (Door.SSH,)
        return Invitation(
            ways.client,
            self._password,
            not server.is_local,
            ways=tuple((door, texts[0]) for door, texts in found.items() if texts),
            closed=tuple(door for door in Door if not found[door] and door not in missing),
            missing=tuple(door for door in missing if not found[door]),
        )

    async def share(self, *, shared: bool, doors: Sequence[Door] = ()) -> None:
        """Let other computers join from now on, through these doors too, or no longer.

        Each door takes its usual port, or any free one. Raises SharingError, for a door only
        when the others are open.
        """
        host = self._shared_on if shared else DEFAULT_HOST
        await self._listen_on(host)
        fault: SharingError | None = None
        for door in doors:
            if door not in dict(self.invitation().ways):
                try:
                    await self._open(door)
                except SharingError as error:
                    fault = error
        if fault is not None:
            raise fault

    async def _open(self, door: Door) -> None:
        place = _PLACES[door]
        host = self._running.server.host
        try:
            await self._listen_on(host, replace(place, host=host))
        except SharingError:
            await self._listen_on(host, replace(place, host=host, port=0))

    async def _listen_on(self, host: str, *more: Listen) -> None:
        try:
            await self._running.listen_on(host, *more)
        except ServerError as error:
            raise SharingError(str(error)) from error


def _has_ssh() -> bool:
    return importlib.util.find_spec("asyncssh") is not None


@contextmanager
def hosted(config: Config, folder: Path | None = None, nick: str = "") -> Iterator[ClientOptions]:
    """How to join the server that runs meanwhile, as its owner.

    Raises ServerError when it cannot run.
    """
    state = folder or default_state()
    try:
        prepare_state(state)
    except StoreError as error:
        raise ServerError(str(error)) from error
    with BackgroundServer(in_our_language(config), state, hosted=True) as running:
        server, password = running.server, config.server.password
        hosting = HostedServer(running, password)
        yield ClientOptions(
            server.local_host, server.port, nick, password=password, hosting=hosting
        )

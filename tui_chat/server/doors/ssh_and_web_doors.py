"""The doors that the configuration asks for."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from tui_chat.server.config.config_schema import Config
from tui_chat.server.doors.visitor_lifecycle_and_limits import Visitors
from tui_chat.server.engine.node import Node
from tui_chat.server.transport.connection_factory import Acceptor

if TYPE_CHECKING:
    from tui_chat.server.doors.ssh_door import SshDoor
    from tui_chat.server.doors.web_door import WebDoor


class DoorError(Exception):
    """A door cannot be opened; the text is one sentence that says why and what to do."""


class Doors:
    """Opens each door when it is first configured; then it stays, though nothing may listen."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        acceptor: Acceptor,
        node: Node,
        state: Path | None,
        port: int,
        host_secret: str = "",
    ) -> None:
        """The files of doors are in the folder `state`; `port` is for those who have a client.

        The key for ssh is made of `host_secret`, if there is one: nodes of a network share it.
        """
        self._loop = loop
        self._acceptor = acceptor
        self._node = node
        self._state = state
        self._port = port
        self._host_secret = host_secret
        self.visitors: Visitors | None = None
        self._loading: asyncio.Task[None] | None = None
        self.ssh: SshDoor | None = None
        self.web: WebDoor | None = None

    def __len__(self) -> int:
        """How many connections by ssh, pages in browsers, and visitors' clients there are."""
        return sum(len(one) for one in (self.ssh, self.web, self.visitors) if one is not None)

    def use(self, config: Config) -> None:
        """Have the doors of this configuration. Raises DoorError; then nothing changes."""
        if self.visitors is not None:
            self.visitors.limits = config.visitors
        if self.ssh is None and any(place.ssh for place in config.also_listen):
            self._open_ssh(config)
        if self.web is None and any(place.web for place in config.also_listen):
            self._open_web(config)

    def check_timeouts(self, now: float) -> None:
        """End the visits that are over."""
        if self.visitors is not None:
            self.visitors.check_timeouts(now)
        if self.web is not None:
            self.web.check_timeouts(now)

    def close(self) -> None:
        """End all visits, and tell the visitors."""
        self._acceptor.ssh_door = None
        self._acceptor.web_sockets = {}
        if self.web is not None:
            self.web.close()
        if self.visitors is not None:
            self.visitors.close()
        if self.ssh is not None:
            self.ssh.close()

    def _open_ssh(self, config: Config) -> None:
        try:
            from tui_chat.server.doors.ssh_door import SshDoor  # noqa: PLC0415 - an optional package
            from tui_chat.server.doors.ssh_host_key import HostKeyError, host_key  # noqa: PLC0415
        except ImportError as error:
            sentence = 'ssh needs the package asyncssh: pip install "tui-chat[doors]"'
            raise DoorError(f"{sentence}.") from error
        try:
            key = host_key(self._state, self._host_secret)
        except HostKeyError as error:
            raise DoorError(str(error)) from error
        visitors = self._have_visitors(config)
        self.ssh = SshDoor(self._loop, visitors, self._node, key, self._port)
        self._acceptor.ssh_door = self.ssh.accept

    def _open_web(self, config: Config) -> None:
        from tui_chat.server.doors.web_door import WebDoor  # noqa: PLC0415 - 20 ms, where needed

        visitors, acceptor = self._have_visitors(config), self._acceptor
        self.web = WebDoor(self._loop, visitors, self._node, self._port, acceptor.site)
        acceptor.web_site, acceptor.web_sockets = self.web.site, self.web.sockets

    def _have_visitors(self, config: Config) -> Visitors:
        if self.visitors is None:
            self.visitors = Visitors(self._loop, self._acceptor, config.visitors, self._ban_of)
            self._loading = self._loop.create_task(self.visitors.prepare())
        return self.visitors

    def _ban_of(self, peer: str) -> str:
        ban = self._node.network.bans.find_address(peer, self._node.now())
        return "" if ban is None else ban.reason or "no reason was given"

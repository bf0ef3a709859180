"""A running server: listens, keeps the time, and ends well."""

import asyncio
import contextlib
import ipaddress
import logging
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Self

import msgspec

from tui_chat import __version__
from tui_chat.server.config.load import Config, ConfigError, Listen
from tui_chat.server.core.events import ClientId
from tui_chat.server.core.settings import Settings
from tui_chat.server.engine import error_reports
from tui_chat.server.engine.node import Node
from tui_chat.server.limits.addresses import Addresses, Disguise
from tui_chat.server.limits.cloaks import cloak, cloak_key, derived
from tui_chat.server.limits.sendq_limit import relieve
from tui_chat.server.process.control_socket import Control
from tui_chat.server.process.network_addresses import network_addresses
from tui_chat.server.process.state_folder import secure
from tui_chat.server.process.state_lock import locked
from tui_chat.server.store import StoreError
from tui_chat.server.transport.acceptor import Reception
from tui_chat.server.transport.certificates import CertificateError
from tui_chat.server.transport.endpoints import Doors
from tui_chat.server.transport.incoming import Door
from tui_chat.server.transport.listeners import ListenError
from tui_chat.server.transport.poller import lookout
from tui_chat.server.workers.password_worker import PasswordDesk
from tui_chat.server.workers.storage import Keeping
from tui_chat.wire.message import Message

_log: Final = logging.getLogger(__name__)
_SWEEP: Final = 5.0
"""Seconds between two looks at who is silent."""
_OWNERS_DOOR: Final = Door(Listen(tls=False, plain=True), encryption=None, owner=True)
_FAREWELL: Final = 2.0
"""Seconds that the last lines have to reach the clients."""


class ServerError(Exception):
    """The server cannot run; the text is one sentence that says why and what to do."""


class Server:
    """A server in this process: `async with Server(config, state) as server`, then `server.port`.

    What it keeps lies in the folder `state`, in memory if that is None; then it has no certificate
    of its own either, and encrypts only with a configured one. Entering raises ServerError when
    it cannot listen; leaving tells the clients and closes.
    """

    def __init__(
        self,
        config: Config,
        state: Path | None = None,
        read_again: Callable[[], Config] | None = None,
        *,
        hosted: bool = False,
    ) -> None:
        """`read_again` gives the configuration as it is now, for REHASH; it raises ConfigError.

        `hosted` says that a person runs the server from a client in the same process, and owns it:
        that client comes through `take_owner`.
        """
        self._hosted = hosted
        self._state = state
        self._config = config
        self._read_again = read_again or (lambda: self._config)
        self._started = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
        self.host = config.listen.host
        self.port = config.listen.port
        """Where it listens; a configured 0 becomes the port that the system gave."""
        # There from entering on, made in this order.
        self.doors: Doors
        self._cloak_key: bytes
        self.node: Node
        self.addresses: Addresses
        self.reception: Reception
        self._stack: contextlib.AsyncExitStack
        """What is to be closed at the end."""

    async def __aenter__(self) -> Self:
        async with contextlib.AsyncExitStack() as stack:
            try:
                self._enter(stack)
            except (StoreError, CertificateError, ListenError) as error:
                raise ServerError(str(error)) from error
            await self._take_orders(stack)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self._stack.aclose()

    def _enter(self, stack: contextlib.AsyncExitStack) -> None:
        """What is closed at the end is closed in the opposite order."""
        loop = asyncio.get_running_loop()
        config = self._config
        if self._state is not None:
            if self._state.is_dir():
                secure(self._state)
            stack.enter_context(locked(self._state))
        self.doors = Doors(config, self._state)
        stack.callback(self.doors.close)
        self.port = self.doors.main.port
        self._cloak_key = self._find_cloak_key()
        keeping = Keeping(config.history, self._state)
        stack.push_async_callback(keeping.close)
        node = Node(self._settings(), loop.call_soon, keeping.history, keeping.records)
        self.node = node
        node.reload = self.reload_for
        keeping.serve(node)
        passwords = PasswordDesk(config.accounts, derived(self._cloak_key, "salts"))
        passwords.serve(node)
        stack.callback(passwords.close)
        watching = lookout(loop)
        stack.callback(watching.close)
        stack.push_async_callback(self._say_farewell)
        sweeper = loop.create_task(self._sweep())
        stack.callback(sweeper.cancel)
        limits, flood = config.connections, config.address_flood.rate()
        self.addresses = Addresses(limits, flood, self._disguise(config))
        self.reception = Reception(node, config, self.addresses, loop, watching)
        self.reception.sts_port = config.sts.port
        stack.callback(self.reception.close)
        if config.metrics.port:
            self._show_metrics(stack)
        self.doors.open(self.reception)
        stack.callback(self.doors.close)

    def _show_metrics(self, stack: contextlib.AsyncExitStack) -> None:
        place = self._config.metrics
        try:
            from tui_chat.server.process.metrics import MetricsServer  # noqa: PLC0415 - an extra

            stack.callback(MetricsServer(self, place).close)
        except ImportError as error:
            words = 'The key "metrics.port" needs the package prometheus-client: install it.'
            raise ServerError(words) from error
        except OSError as error:
            words = f"Cannot show metrics on {place.host} port {place.port}: {error.strerror}."
            raise ServerError(words) from error

    async def _take_orders(self, stack: contextlib.AsyncExitStack) -> None:
        if self._state is None:
            return
        control = Control(self.node, self._state)
        try:
            await control.open()
        except OSError as error:
            _log.warning("tui-chat account cannot reach this server: %s", error)
        stack.push_async_callback(control.close)

    async def _say_farewell(self) -> None:
        node = self.node
        node.tell_all(Message("ERROR", ("Closing link: the server is shutting down",)))
        connections = node.sockets
        for connection in connections:
            connection.stop_reading()
            connection.close()
        loop = asyncio.get_running_loop()
        deadline = loop.time() + _FAREWELL
        # Once, at the end of the process: an event for each connection would cost all of them.
        while loop.time() < deadline and not all(one.is_done() for one in connections):  # noqa: ASYNC110
            await asyncio.sleep(0.01)

    # Changes while it runs.

    def reload(self) -> str:
        """Read the configuration and the certificates again; nobody is dropped.

        Gives a sentence that says how that went. If something is wrong, all stays as it was.
        """
        try:
            config = self._read_again()
            self.doors.use(config)
        except (ConfigError, CertificateError, ListenError) as error:
            return f"The configuration stays as it was: {error}"
        fixed = _fixed(self._config, config)
        self._config = config
        self.port = self.doors.main.port
        self.host = config.listen.host
        self._put_in_force(config)
        if fixed:
            return f"The configuration was read again; changed only by a restart: {fixed}."
        return "The configuration was read again."

    def listen_on(self, host: str) -> None:
        """Listen on another address, on the same port. Nobody is dropped.

        Raises ListenError; then all stays as it was.
        """
        listen = msgspec.structs.replace(self._config.listen, host=host, port=self.port)
        config = msgspec.structs.replace(self._config, listen=listen)
        self.doors.use(config)
        self._config = self.reception.config = config
        self.host = host
        _log.info("listening on %s port %d", host, self.port)

    def take_owner(self, connected: socket.socket) -> None:
        """Take in the client of the person who runs the server: it is at the other end.

        Only this process has that end, so nobody else can come this way.
        """
        connected.setblocking(False)
        self.reception.arrive(_OWNERS_DOOR, connected, "")

    def reload_for(self, client: ClientId) -> None:
        """The same for an operator, who is told how that went."""
        said = self.reload()
        _log.info("%s", said)
        session = self.node.network.sessions.get(client)
        if session is not None:
            self.node.say(client, Message("NOTICE", (session.nick, said), self.node.network.name))

    def _put_in_force(self, config: Config) -> None:
        node, now = self.node, asyncio.get_running_loop().time()
        limits, flood = config.connections, config.address_flood.rate()
        self.addresses.use(limits, flood, self._disguise(config))
        self.reception.config = config
        self.reception.sts_port = config.sts.port
        for connection in node.sockets:
            connection.hold_to(config.flood, config.timeouts, now)
        node.configure(self._settings())

    def _settings(self) -> Settings:
        settings = self._config.settings(f"tui-chat-{__version__}", self._started)
        return msgspec.structs.replace(settings, hosted=self._hosted)

    def _disguise(self, config: Config) -> Disguise:
        key = self._cloak_key
        return (lambda address: cloak(key, address)) if config.server.hide_addresses else None

    def _find_cloak_key(self) -> bytes:
        try:
            return cloak_key(self._state)
        except OSError as error:
            file = error.filename or self._state  # a disk that is full names none
            raise ServerError(f"Cannot use {file}: {error.strerror}.") from error

    # Where it is.

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach it."""
        return self.host in {"localhost", "::1"} or self.host.startswith("127.")

    @property
    def local_host(self) -> str:
        """Under which address this machine itself reaches it."""
        return {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104

    @property
    def reachable_hosts(self) -> tuple[str, ...]:
        """The addresses of this machine that others can type; none if it is in no network."""
        if self.host not in {"", "0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
            return (self.host,)
        kinds = {"0.0.0.0": (4,), "::": (6,)}.get(self.host, (4, 6))  # noqa: S104 - as above
        found = network_addresses()
        return tuple(one for one in found if ipaddress.ip_address(one).version in kinds)

    async def _sweep(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(_SWEEP)
            try:
                self._sweep_once(loop.time())
            except Exception as error:  # noqa: BLE001 - nobody who is silent would be ended again
                error_reports.report("those who are silent could not be looked after", error)

    def _sweep_once(self, now: float) -> None:
        for connection in self.node.sockets:
            try:
                connection.check_alive(now)
            except Exception as error:  # noqa: BLE001 - it is one of many
                error_reports.report("a connection could not be looked after", error)
        given_up = relieve(self.node.sockets)
        if given_up:
            _log.warning("%d connections were ended: too much waited for them", given_up)
        self.reception.check_patience(now)
        self.addresses.tidy(now)


def _fixed(before: Config, after: Config) -> str:
    """The keys that differ and count only after a restart."""
    keys = (
        ("server", ("name", "casemapping")),
        ("history", ("enabled", "keep_days", "keep_messages", "durability")),
        ("accounts", ("hash_cost", "hash_queue")),
        ("log", ("format",)),
        ("metrics", ("host", "port")),
    )
    return ", ".join(
        f"{section}.{key}"
        for section, names in keys
        for key in names
        if getattr(getattr(before, section), key) != getattr(getattr(after, section), key)
    )

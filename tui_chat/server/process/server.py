"""A running server: starts all parts, changes them while it runs, and stops them in order."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Self

import msgspec

from tui_chat import __version__
from tui_chat.server import SetupError
from tui_chat.server.config.config_schema import (
    Config,
    ConfigError,
    Files,
    Listen,
    changed_restart_only_keys,
)
from tui_chat.server.core.commands.registration.webirc import HideAddress
from tui_chat.server.core.commands.server.server_invitation import MakeInvitation, NewInvitation
from tui_chat.server.core.events import ClientId
from tui_chat.server.core.settings import Settings
from tui_chat.server.doors.ssh_and_web_doors import DoorError, Doors
from tui_chat.server.engine.clock import SYSTEM_CLOCK, Clock
from tui_chat.server.engine.node import Node
from tui_chat.server.engine.pending_requests import soon
from tui_chat.server.files.file_host import FileHost
from tui_chat.server.files.http_login import Logins
from tui_chat.server.limits.address_limits import AddressLimiter, Cloak
from tui_chat.server.limits.cloaks import cloak, cloak_key, derived
from tui_chat.server.process.cluster_membership import ClusterMembership, take_part
from tui_chat.server.process.control_socket import ControlSocket
from tui_chat.server.process.invitation_orders import new_token
from tui_chat.server.process.lan_announcement import Announced, LanAnnouncement
from tui_chat.server.process.periodic_checks import PeriodicChecks
from tui_chat.server.process.state_folder.creation_and_lock import locked, secure
from tui_chat.server.process.state_folder.node_name_file import refuse_alone
from tui_chat.server.process.ways_to_join import (
    WaysToJoin,
    invitation_lines,
    local_host,
    reachable_hosts,
    ways_to_join,
)
from tui_chat.server.recording.recording_and_replay import Recording, RecordingError
from tui_chat.server.store import StoreError
from tui_chat.server.transport.configured_listeners import Endpoints, EndpointsError
from tui_chat.server.transport.connection_factory import Acceptor
from tui_chat.server.transport.incoming_connection import Endpoint
from tui_chat.server.transport.listeners import InUse, never
from tui_chat.server.transport.poller import make_poller
from tui_chat.server.workers.password_worker import PasswordWorker
from tui_chat.server.workers.storage_setup_and_threads import Storage
from tui_chat.wire.message import Message

_log: Final = logging.getLogger(__name__)
_OWNERS_ENDPOINT: Final = Endpoint(Listen(tls=False, plain=True), encryption=None, owner=True)
_LAST_LINES: Final = 2.0
"""Seconds for the last lines to reach the clients."""


class ServerError(Exception):
    """The server cannot run; the text is one sentence that says why and what to do."""


class Server:
    """A server in this process: `async with Server(config, state) as server`, then `server.port`.

    Its files are in the folder `state`. If that is None, everything is in memory, and the server
    encrypts only with a configured certificate. Entering raises ServerError if it cannot listen;
    leaving tells the clients and closes.
    """

    def __init__(
        self,
        config: Config,
        state: Path | None = None,
        read_again: Callable[[], Config] | None = None,
        *,
        hosted: bool = False,
        clock: Clock = SYSTEM_CLOCK,
        may_be_in_use: InUse = never,
        record: Path | None = None,
    ) -> None:
        """`read_again` reads the configuration, for REHASH; it raises ConfigError.

        `hosted` says that a person runs the server from a client in the same process, and owns it:
        that client connects through `take_owner`. `may_be_in_use` is as for `Listener`: only a
        check starts a server that does not listen everywhere. All events are recorded in the new
        file `record`.
        """
        self._may_be_in_use = may_be_in_use
        self._record = record
        self._hosted = hosted
        self._clock = clock
        self._state = state
        self._config = self._usable(config)
        self._read_again = read_again or (lambda: self._config)
        self._started = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
        self.host = config.listen.host
        self.port = config.listen.port
        """Where it listens; a configured 0 becomes the port that the system gave."""
        # Made on entering, in this order.
        self.cluster: ClusterMembership | None = None
        """Only in a network on several machines."""
        self.endpoints: Endpoints
        self._cloak_key: bytes
        self.node: Node
        self.addresses: AddressLimiter
        self.acceptor: Acceptor
        self.doors: Doors
        self._lan = LanAnnouncement()
        self.files: FileHost | None = None
        self._stack: contextlib.AsyncExitStack
        """Closes everything at the end."""

    async def __aenter__(self) -> Self:
        async with contextlib.AsyncExitStack() as stack:
            try:
                self._claim_state(stack)
                if self._config.cluster.key:
                    part = take_part(
                        self._config.cluster, self._state, self._settings(), self._clock
                    )
                    self.cluster = await stack.enter_async_context(part)
                self._enter(stack)
                if self.cluster is not None:
                    port = 0 if self.endpoints.main.place.path else self.port
                    address = self._config.cluster.address
                    await self.cluster.join(self.node, address, port, is_local=self.is_local)
                self._open(stack)
            except (StoreError, EndpointsError, DoorError, RecordingError, SetupError) as error:
                raise ServerError(str(error)) from error
            await self._take_orders(stack)
            if self.cluster is None:  # else the other nodes must know who is gone
                stack.callback(self.node.begin_stop)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self._stack.aclose()

    @property
    def ended(self) -> asyncio.Future[str] | None:
        """Done with a sentence when the server cannot go on; None if it always can."""
        return None if self.cluster is None else self.cluster.ended

    def _claim_state(self, stack: contextlib.AsyncExitStack) -> None:
        if self._state is not None:
            if self._state.is_dir():
                secure(self._state)
            stack.enter_context(locked(self._state))
            if not self._config.cluster.key:
                refuse_alone(self._state)

    def _enter(self, stack: contextlib.AsyncExitStack) -> None:
        """Make everything; it is closed in the opposite order."""
        loop = asyncio.get_running_loop()
        config = self._config
        certificate = None if self.cluster is None else self.cluster.certificate
        self.endpoints = Endpoints(config, self._state, self._may_be_in_use, certificate)
        stack.callback(self.endpoints.close)
        self.port = self.endpoints.main.port
        self._cloak_key = self._find_cloak_key()
        storage = Storage(config.history, self._state)
        stack.push_async_callback(storage.close)
        history = storage.history
        if self.cluster is not None:
            history = self.cluster.history(history)
            stack.push_async_callback(self.cluster.close)  # nothing is kept after this
        node = Node(self._settings(), loop.call_soon, history, storage.records, clock=self._clock)
        self.node = node
        node.reload = self.reload_for
        if self._record is not None:
            recording = Recording(self._record, node.network.settings)
            stack.callback(recording.close)
            node.record(recording.add, recording.begin_with)
        storage.serve(node)
        passwords = PasswordWorker(config.accounts, derived(self._cloak_key, "salts"))
        passwords.serve(node)
        stack.callback(passwords.close)
        watching = make_poller(loop)
        stack.callback(watching.close)
        stack.push_async_callback(self._close_connections)
        limits, flood = config.connections, config.address_flood.rate()
        self.addresses = AddressLimiter(limits, flood, self._cloak(config))
        hidden = soon(lambda asked: self.addresses.shown(asked.host), loop.call_soon)
        node.answer_with(HideAddress, hidden)
        node.answer_with(MakeInvitation, soon(self._new_invitation, loop.call_soon))
        self.acceptor = Acceptor(node, config, self.addresses, loop, watching)
        self.acceptor.sts_port = config.sts.port
        stack.callback(self.acceptor.close)
        self._serve_files(stack, loop)
        if config.metrics.port:
            self._show_metrics(stack)
        host_secret = "" if self.cluster is None else self.cluster.host_secret
        self.doors = Doors(loop, self.acceptor, node, self._state, self.port, host_secret)
        stack.callback(self.doors.close)
        timeouts = (self.acceptor.check_timeouts, self.doors.check_timeouts)
        checks = PeriodicChecks(node, (*timeouts, self._announce, self._tidy))
        stack.callback(checks.close)

    def _open(self, stack: contextlib.AsyncExitStack) -> None:
        """Let people in."""
        self.doors.use(self._config)
        self.endpoints.open(self.acceptor)
        stack.callback(self.endpoints.close)
        stack.push_async_callback(asyncio.to_thread, self._lan.close)
        self._announce(asyncio.get_running_loop().time())
        if self.cluster is not None:
            stack.push_async_callback(self.cluster.leave)

    def _serve_files(
        self, stack: contextlib.AsyncExitStack, loop: asyncio.AbstractEventLoop
    ) -> None:
        """Serve the files of people; without a state folder there are none."""
        if self._state is None:
            return
        config = self._config
        logins = Logins(self.node, loop.call_soon)
        durable = config.history.durability == "power"
        self.files = FileHost(
            *(config.files, self._state, logins, loop, self.node.now), durable=durable
        )
        stack.callback(self.files.close)
        if config.files.url:
            self.acceptor.site.add(self.files.path, self.files.answer)

    def _show_metrics(self, stack: contextlib.AsyncExitStack) -> None:
        try:
            from tui_chat.server.process import metrics  # noqa: PLC0415 - needs an optional package
        except ImportError as error:
            words = 'The key "metrics.port" needs more packages: pip install "tui-chat[metrics]".'
            raise ServerError(words) from error
        network = metrics.NetworkCollector(self.node, self.addresses, self.acceptor)
        opened = metrics.open_metrics(network, self._config.metrics, self._may_be_in_use)
        if opened is not None:
            stack.callback(opened.close)

    async def _take_orders(self, stack: contextlib.AsyncExitStack) -> None:
        if self._state is None:
            return
        control = ControlSocket(self.node, self._state, self._places, self._invited)
        try:
            await control.open()
        except OSError as error:
            _log.warning(
                "`tui-chat account` and `tui-chat invite` cannot reach this server: %s", error
            )
        stack.push_async_callback(control.close)

    async def _close_connections(self) -> None:
        node = self.node
        connections = node.sockets
        node.send_to_all(Message("ERROR", ("Closing link: the server is shutting down",)))
        for connection in connections:
            connection.stop_reading()
            connection.close()
        loop = asyncio.get_running_loop()
        deadline = loop.time() + _LAST_LINES
        # Once, at the end of the process: an event for each connection would cost all of them.
        while loop.time() < deadline and not all(one.is_done() for one in connections):  # noqa: ASYNC110
            await asyncio.sleep(0.01)

    def _places(self) -> tuple[Listen, ...]:
        """Where it listens, the metrics included, with the ports that the system gave."""
        places = [
            msgspec.structs.replace(one.place, port=one.port) for one in self.endpoints.listeners
        ]
        metrics = self._config.metrics
        return (*places, *([Listen(metrics.host, metrics.port)] if metrics.port else []))

    def _invited(self, token: str) -> tuple[str, ...]:
        return invitation_lines(self.ways_to_join, token)

    def _new_invitation(self, _asked: MakeInvitation) -> NewInvitation:
        token = new_token()
        return NewInvitation(token, self._invited(token))

    # Changes while it runs.

    def reload(self) -> str:
        """Read the configuration and the certificates again; no connection is ended.

        Gives a sentence with the result. If something is wrong, nothing changes.
        """
        try:
            config = self._read_again()
            self.doors.use(config)
            self.endpoints.use(config)
        except (ConfigError, DoorError, EndpointsError) as error:
            return f"The configuration was not changed: {error}"
        fixed = ", ".join(changed_restart_only_keys(self._config, config))
        self._config = config = self._usable(config)
        self.port = self.endpoints.main.port
        self.host = config.listen.host
        self._put_in_force(config)
        who = "" if self.cluster is None else f" by {self.cluster.name}"
        if fixed:
            return f"The configuration was read again{who}; a restart is needed to change: {fixed}."
        return f"The configuration was read again{who}."

    def listen_on(self, host: str, *more: Listen) -> None:
        """Listen on another address, on the same port, and in more places. Nobody is dropped.

        Other places of the same address go with it. Raises DoorError and EndpointsError; then all
        stays as it was.
        """
        before, change = self._config, msgspec.structs.replace
        listen = change(before.listen, host=host, port=self.port)
        also = tuple(
            change(one, host=host) if one.host == before.listen.host and not one.path else one
            for one in (*before.also_listen, *more)
        )
        config = change(before, listen=listen, also_listen=also)
        self.doors.use(config)
        self.endpoints.use(config)
        self._config = self.acceptor.config = config
        self.host = host
        self._offer_files()
        self._announce(asyncio.get_running_loop().time())
        _log.info("listening on %s port %d", host, self.port)

    def _offer_files(self) -> None:
        """Where a person hosts, take files on the port of the page for browsers."""
        pages = self.ways_to_join.web if self._hosted and self._state is not None else ()
        url = next((f"{page}files" for page in pages if page.startswith("https:")), "")
        if url != self._config.files.url:
            files = msgspec.structs.replace(self._config.files, url=url)
            self._config = msgspec.structs.replace(self._config, files=files)
            self._put_in_force(self._config)

    def _announce(self, now: float) -> None:
        """Tell the local network that we are here, if it can reach us."""
        said = None
        if self.announces_itself and (hosts := self.reachable_hosts):
            people, network = len(self.node.network.users), self._config.server.network
            said = Announced(network, self.port, hosts, people)
        self._lan.tell(said, now)

    def _tidy(self, now: float) -> None:
        """Drop what is out of date."""
        if self.files is not None:
            self.files.tidy()
        self.addresses.tidy(now)

    def take_owner(self, connected: socket.socket) -> None:
        """Take in the client of the person who runs the server: it is at the other end.

        Only this process has that end, so nobody else can come this way.
        """
        connected.setblocking(False)
        self.acceptor.accept(_OWNERS_ENDPOINT, connected, "")

    def reload_for(self, client: ClientId) -> None:
        """The same for an operator, who gets the sentence."""
        said = self.reload()
        _log.info("%s", said)
        session = self.node.session(client)
        if session is not None:
            self.node.send_to(
                client, Message("NOTICE", (session.nick, said), self.node.network.name)
            )

    def _put_in_force(self, config: Config) -> None:
        node, now = self.node, asyncio.get_running_loop().time()
        limits, flood = config.connections, config.address_flood.rate()
        self.addresses.use(limits, flood, self._cloak(config))
        self.acceptor.config = config
        self.acceptor.sts_port = config.sts.port
        if self.files is not None:
            self.files.use(config.files)
        if self.files is not None and config.files.url:
            self.acceptor.site.add(self.files.path, self.files.answer)
        for connection in node.sockets:
            connection.set_limits(config.flood, config.timeouts, now)
        node.configure(self._settings())

    def _usable(self, config: Config) -> Config:
        """Without a state folder there is no place for files."""
        return config if self._state is not None else msgspec.structs.replace(config, files=Files())

    def _settings(self) -> Settings:
        return self._config.settings(f"tui-chat-{__version__}", self._started)

    def _cloak(self, config: Config) -> Cloak:
        key = self._cloak_key
        return (lambda address: cloak(key, address)) if config.server.hide_addresses else None

    def _find_cloak_key(self) -> bytes:
        if self.cluster is not None:
            return self.cluster.cloak_key
        try:
            return cloak_key(self._state)
        except OSError as error:
            file = error.filename or self._state  # a disk that is full names none
            raise ServerError(f"Cannot use {file}: {error.strerror}.") from error

    # Where it is.

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach it."""
        return Listen(self.host).is_local

    @property
    def announces_itself(self) -> bool:
        """Whether it is announced to the local network."""
        is_reached = not self.is_local and not self.endpoints.main.place.path
        return is_reached and self._config.server.announce

    @property
    def local_host(self) -> str:
        """The address at which this machine itself reaches the server."""
        return local_host(self.host)

    @property
    def ways_to_join(self) -> WaysToJoin:
        """How others reach it at present."""
        named = self._config.invitations.address
        return ways_to_join((named,) if named else self.reachable_hosts, self.endpoints)

    @property
    def reachable_hosts(self) -> tuple[str, ...]:
        """The addresses of this machine that others can type; none if it is in no network."""
        return reachable_hosts(self.host)

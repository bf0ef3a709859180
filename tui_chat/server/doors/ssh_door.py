"""The door for `ssh -p PORT NICK@HOST`: the full client in the visitor's terminal, locked."""

import asyncio
import hashlib
import logging
import re
import socket
from collections.abc import Coroutine, Sequence
from typing import Final

import asyncssh

from tui_chat.server.core.accounts.password_requests_and_checks import refusal_of_server_password
from tui_chat.server.core.events import Guessed
from tui_chat.server.core.state.address_keys import address_key
from tui_chat.server.doors.client_environment import client_environment
from tui_chat.server.doors.limited_ssh_transport import LimitedTransport
from tui_chat.server.doors.visitor_lifecycle_and_limits import Visit, Visitor, Visitors
from tui_chat.server.doors.visitor_pty import Terminal
from tui_chat.server.engine.node import Node
from tui_chat.server.limits.address_limits import AdmittedConnection, RefusedConnectionError
from tui_chat.visitor_protocol import Limits, Start

_log: Final = logging.getLogger(__name__)
logging.getLogger("asyncssh").setLevel(logging.WARNING)  # else six lines for each visitor
_PATIENCE: Final = 60.0
"""Seconds from the connection to the start of the client: somebody may type a passphrase."""
_UNFINISHED: Final = 100
"""Connections without a client, in all; each is about 100 kB."""
_ATTEMPTS: Final = 3
"""Passwords that may be tried on a connection."""
_WINDOW: Final = 1 << 16
"""Bytes that a client may send before we have read them."""
_QUEUED: Final = 1 << 15
"""Bytes painted that may wait for the visitor's terminal; then the client waits."""
_MOST_CHANNELS: Final = 10
_MOST_VARIABLES: Final = 64
"""Environment variables that a visitor's ssh may send."""
_CHANNEL: Final = re.compile(r"#[^\s,\x00-\x1f\x7f]{1,63}")
_NO_COMMANDS: Final = "There are no commands here, only channels: ssh HOST '#lobby'"
_LOST: Final = "The client has ended unexpectedly. Try again."
_STOPPING: Final = "The server is shutting down."
_RESET: Final = (
    "\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?1016l"  # mouse
    "\x1b[?1004l\x1b[?2004l\x1b[?2048l\x1b[<u"  # focus, paste, sizes, keyboard
    "\x1b[?1049l\x1b[?25h\x1b[0m"  # first screen, cursor, colours
)
"""What gives a terminal back to its shell after a client that was killed."""


class SshDoor:
    """Takes in people who come by ssh, within the limits of `visitors`."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        visitors: Visitors,
        node: Node,
        key: asyncssh.SSHKey,
        port: int,
    ) -> None:
        """`key` is the server's; `port` is for those who have a client."""
        self.loop = loop
        self.visitors = visitors
        self.node = node
        self.port = port
        self.fingerprint: str = key.get_fingerprint()
        """As ssh shows it: SHA256:..."""
        self._options = asyncssh.SSHServerConnectionOptions(
            server_host_keys=[key],
            server_version="tui-chat",
            encoding=None,
            line_editor=False,
            agent_forwarding=False,
            x11_forwarding=False,
            compression_algs=None,
            gss_host=None,
            login_timeout=_PATIENCE,
            keepalive_interval=60,
            window=_WINDOW,
        )
        self._all: dict[SshConnection, None] = {}
        self._unfinished: dict[SshConnection, None] = {}
        """Those without a client, the oldest first."""
        self._begun: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._all)

    def accept(self, accepted: socket.SocketType, admitted: AdmittedConnection) -> None:
        """Take over a socket, and count it out when it is closed."""
        connection = SshConnection(self, admitted)
        self._all[connection] = self._unfinished[connection] = None
        while len(self._unfinished) > _UNFINISHED:
            oldest = next(iter(self._unfinished))
            self.finished(oldest)
            oldest.end()
        whole = socket.socket(
            accepted.family, accepted.type, accepted.proto, fileno=accepted.detach()
        )
        self.run(connection.begin(whole, self._options))

    def run(self, work: Coroutine[None, None, None]) -> None:
        """Run this beside everything else."""
        task = self.loop.create_task(work)
        self._begun.add(task)
        task.add_done_callback(self._begun.discard)

    def finished(self, connection: "SshConnection") -> None:
        """Its client is being started, or it is being closed."""
        self._unfinished.pop(connection, None)

    def forget(self, connection: "SshConnection") -> None:
        """It is closed."""
        self.finished(connection)
        if connection in self._all:
            del self._all[connection]
            connection.admitted.group.leave()

    def close(self) -> None:
        """End all connections."""
        for connection in tuple(self._all):
            connection.end(_STOPPING)


class SshConnection(asyncssh.SSHServer):
    """One connection: who comes, proven or not, and one session at most."""

    def __init__(self, door: SshDoor, admitted: AdmittedConnection) -> None:
        self.door = door
        self.admitted = admitted
        self.nick = ""
        """The user name of ssh."""
        self.key = ""
        """SHA-256 of the public key that is proven once the login is complete, "" for none."""
        self.entry = ""
        """The server's password, or the token of an invitation in its place."""
        self._attempts = 0
        self._session: SshSession | None = None
        self._connection: asyncssh.SSHServerConnection | None = None
        self._transport: LimitedTransport | None = None
        self._is_over = False

    async def begin(
        self, accepted: socket.socket, options: asyncssh.SSHServerConnectionOptions
    ) -> None:
        """Speak ssh on this socket."""
        loop = self.door.loop
        mine = asyncssh.SSHServerConnectionOptions(options=options, server_factory=lambda: self)
        above = asyncssh.SSHServerConnection(loop, mine)
        transport = LimitedTransport(above, loop, self._room, self._lost, self._check_size)
        self._transport = transport
        try:
            await loop.create_connection(lambda: transport, sock=accepted)
        except OSError:
            accepted.close()
            self._lost()
        if self._is_over:
            transport.abort()

    @property
    def password(self) -> str:
        """The server's, "" for none."""
        return self.door.node.network.settings.password

    @property
    def account(self) -> str:
        """The account that knows the key, "" for a guest."""
        found = self.door.node.network.accounts.certified(self.key) if self.key else None
        return "" if found is None else found.name

    def end(self, why: str = "") -> None:
        """Close, with a reason that ssh shows; at once where none is given."""
        self._is_over = True
        if self._session is not None:
            self._session.hang_up()
        if self._transport is None:
            return
        if why and self._connection is not None:
            self._connection.disconnect(asyncssh.DISC_BY_APPLICATION, why)
            self._transport.abort_soon()
        else:
            self._transport.abort()

    def close(self) -> None:
        """Close when what was written is out."""
        if self._connection is not None and self._transport is not None:
            self._connection.close()
            self._transport.abort_soon()

    def _room(self, there_is: bool) -> None:
        if self._session is not None:
            self._session.room(there_is)

    def _check_size(self) -> None:
        if self._session is not None and self._session.is_too_large:
            self.end("Too many environment variables")

    def _lost(self) -> None:
        if self._session is not None:
            self._session.hang_up()
        self.door.forget(self)

    # What asyncssh calls.

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        """The handshake begins."""
        self._connection = conn
        self.door.loop.call_later(_PATIENCE, self._end_unfinished)

    def begin_auth(self, username: str) -> bool:
        """Everybody is asked who they are, so that keys are offered."""
        self.nick = username
        return True

    def public_key_auth_supported(self) -> bool:
        """A key logs in to an account, or can be added to one."""
        return True

    def validate_public_key(self, _username: str, key: asyncssh.SSHKey) -> bool:
        """Accept any key; if the server has a password, only the key of an account."""
        self.key = hashlib.sha256(key.public_data).hexdigest()
        return not self.password or bool(self.account)

    def kbdint_auth_supported(self) -> bool:
        """Guests, who are asked for the server's password if there is one."""
        return True

    def get_kbdint_challenge(
        self, _username: str, _lang: str, _submethods: str
    ) -> bool | tuple[str, str, str, Sequence[tuple[str, bool]]]:
        """The question for the password, if there is one."""
        self.key = ""  # one was perhaps offered, but not proven
        return ("", "", "", [("Password of this server: ", False)]) if self.password else True

    def validate_kbdint_response(self, _username: str, responses: Sequence[str]) -> bool:
        """Whether it is right."""
        self.key = ""
        self._attempts += 1
        if self._attempts > _ATTEMPTS:
            self.end("Too many wrong passwords")
            return False
        if not self.password:
            return True
        node, address = self.door.node, address_key(self.admitted.host)
        now, given = node.now(), "".join(responses)
        why, is_guess = refusal_of_server_password(node.network, address, given, now)
        if is_guess:
            node.backplane.submit(Guessed(node.id, now, address))
        elif why and given:
            self.end(why)
        if not why:
            self.entry = given
        return not why

    def session_requested(self) -> "SshSession | bool":
        """Only one."""
        if self._session is not None:
            return False
        self._session = SshSession(self)
        return self._session

    def _end_unfinished(self) -> None:
        if self._session is None or not self._session.is_begun:
            self.end("Nothing was asked for")


class SshSession(asyncssh.SSHServerSession[bytes]):
    """The terminal, or the pipes, of one visitor."""

    def __init__(self, connection: SshConnection) -> None:
        self.is_begun = False
        self._connection = connection
        self._door = connection.door
        self._channel: asyncssh.SSHServerChannel[bytes] | None = None
        self._term: str | None = None
        """Its type; None without a terminal."""
        self._channels: tuple[str, ...] = ()
        self._early = bytearray()
        """What was typed before the client was there; its window limits it."""
        self._has_ended_input = False
        self._terminal: Terminal | None = None
        self._visitor: Visitor | None = None
        self._is_over = False

    @property
    def is_too_large(self) -> bool:
        """Whether more environment variables came than are of any use: asyncssh keeps them all."""
        channel = self._channel
        return channel is not None and len(channel.get_environment_bytes()) > _MOST_VARIABLES

    def hang_up(self) -> None:
        """The visitor is gone: end their client."""
        self._is_over = True
        if self._visitor is not None:
            self._visitor.hang_up()

    def room(self, there_is: bool) -> None:
        """Whether there is room for what the client paints."""
        if self._terminal is not None:
            if there_is:
                self._terminal.resume()
            else:
                self._terminal.pause()

    # What asyncssh calls.

    def connection_made(self, chan: "asyncssh.SSHServerChannel[bytes]") -> None:
        """The channel is open."""
        self._channel = chan
        chan.set_write_buffer_limits(high=_QUEUED)

    def connection_lost(self, _exc: Exception | None) -> None:
        """The channel is closed, and with it the connection: it had no other."""
        self.hang_up()
        self._connection.close()

    def pty_requested(
        self, term_type: str, _term_size: tuple[int, int, int, int], _term_modes: object
    ) -> bool:
        """The visitor has a terminal."""
        self._term = term_type
        return True

    def terminal_size_changed(self, width: int, height: int, *_pixels: int) -> None:
        """The visitor's terminal has another size."""
        if self._terminal is not None:
            self._terminal.resize(width, height)

    def shell_requested(self) -> bool:
        """The client, in place of a shell."""
        return not self.is_begun

    def exec_requested(self, command: str) -> bool:
        """The client, in these channels."""
        if self.is_begun:
            return False
        words = command.split()
        self._channels = tuple(word for word in words if _CHANNEL.fullmatch(word))
        if len(self._channels) < len(words) or len(words) > _MOST_CHANNELS:
            self._channels = ()
            self._is_over = True
        return True

    def session_started(self) -> None:
        """Start the client."""
        self.is_begun = True
        self._door.finished(self._connection)
        if self._is_over:
            self._refuse(_NO_COMMANDS)
        else:
            self._door.run(self._start())

    def data_received(self, data: bytes, _datatype: object) -> None:
        """The visitor has typed."""
        if self._visitor is not None:
            self._visitor.type(data)
        elif not self._is_over and len(self._early) < _WINDOW:
            self._early += data

    def eof_received(self) -> bool:
        """The visitor types nothing more, but may still read."""
        self._has_ended_input = True
        if self._terminal is not None:
            self._terminal.end_input()
        return True

    def pause_writing(self) -> None:
        """The visitor's terminal is slow."""
        self.room(False)

    def resume_writing(self) -> None:
        """It has caught up."""
        self.room(True)

    # The client.

    async def _start(self) -> None:
        connection, door = self._connection, self._door
        await door.visitors.prepare()
        channel = self._channel
        if self._is_over or channel is None:
            return
        plain = self._term is None
        terminal = Terminal(door.loop, self._painted, self._hold, pipes=plain)
        if not plain:
            columns, rows, *_pixels = channel.get_terminal_size()
            terminal.resize(columns, rows)
        start = Start(
            0,
            Limits(0, 0),
            nick=connection.nick,
            account=connection.account,
            password=connection.entry or connection.password,
            channels=self._channels,
            host=door.node.network.name,
            port=door.port,
            secured=True,
            plain=plain,
            environment=client_environment(self._term or "dumb", _environment(channel)),
        )
        visit = Visit(connection.admitted.host, start, connection.key)
        try:
            self._visitor = door.visitors.begin(visit, terminal, self._ended)
        except RefusedConnectionError as refusal:
            self._refuse(str(refusal))
            return
        self._terminal = terminal
        if self._early:
            self._visitor.type(bytes(self._early))
            self._early.clear()
        if self._has_ended_input:
            terminal.end_input()

    def _painted(self, data: bytes) -> None:
        if self._channel is not None and not self._channel.is_closing():
            self._channel.write(data)

    def _hold(self, is_held: bool) -> None:
        if self._channel is not None:
            if is_held:
                self._channel.pause_reading()
            else:
                self._channel.resume_reading()

    def _refuse(self, why: str) -> None:
        channel = self._channel
        if channel is not None and not channel.is_closing():
            end = "\n" if self._term is None else "\r\n"
            channel.write_stderr(f"{why}{end}".encode())
            channel.exit(1)

    def _ended(self, status: int) -> None:
        channel = self._channel
        if channel is None or channel.is_closing():
            return
        if status < 0:  # it was killed, and could not restore the terminal
            if self._term is not None:
                channel.write(_RESET.encode())
            self._refuse(_STOPPING if self._connection.door.visitors.is_closed else _LOST)
        else:
            channel.exit(status)


def _environment(channel: "asyncssh.SSHServerChannel[bytes]") -> dict[str, str]:
    return {str(name): str(value) for name, value in channel.get_environment().items()}

"""Sockets that listen: TCP and Unix."""

import asyncio
import errno
import logging
import socket
import stat
from collections.abc import Callable, Iterable
from pathlib import Path
from socket import SocketType
from typing import Final

import msgspec

from tui_chat.server.config.config_schema import Listen

_log: Final = logging.getLogger(__name__)
_BACKLOG: Final = 4096
"""Connections that may wait to be accepted: a short backlog stalls a burst of new clients."""
_AT_ONCE: Final = 256
"""Connections accepted in one tick: connected clients must not wait for a crowd."""
_PAUSE: Final = 1.0
"""Seconds until we accept again after the system ran out of descriptors or memory."""
_EXHAUSTED: Final = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}
_EVERYWHERE: Final = "::"
_SHARED: Final = 0o660
"""Permissions of a Unix socket: for the server's user and group."""


class ListenError(Exception):
    """Cannot listen; the text is one sentence that says why and what to do."""


InUse = Callable[[Listen], bool]
"""Whether a place may be in use already: by the server that is to be replaced."""


def never(_place: Listen) -> bool:
    """For a server that starts: whatever is in use is in its way."""
    return False


class Listener:
    """The listening sockets of one endpoint. Raises ListenError.

    A place that `may_be_in_use` and is has none.
    """

    def __init__(self, place: Listen, may_be_in_use: InUse = never) -> None:
        self.place = place
        self._loop: asyncio.AbstractEventLoop | None = None
        self._accepted: Callable[[SocketType, str], None] = _refuse_all
        self.port = place.port
        """Where it listens; a configured 0 becomes the port that the system gave."""
        try:
            self._sockets = [_unix_socket(Path(place.path))] if place.path else _tcp_sockets(place)
        except (OSError, UnicodeError) as error:
            in_use = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
            if not (in_use and may_be_in_use(place)):
                raise ListenError(_in_words(error, place)) from error
            self._sockets = []
        if self._sockets and not place.path:
            self.port = self._sockets[0].getsockname()[1]

    def start(
        self, loop: asyncio.AbstractEventLoop, accepted: Callable[[SocketType, str], None]
    ) -> None:
        """Accept connections; `accepted` is called with the socket and the peer's address."""
        self._loop = loop
        self._accepted = accepted
        for one in self._sockets:
            loop.add_reader(one, self._accept, one)

    def close(self) -> None:
        """Stop listening."""
        has_file = bool(self.place.path and self._sockets)
        for one in self._sockets:
            if self._loop is not None:
                self._loop.remove_reader(one)
            one.close()
        self._sockets.clear()
        if has_file:
            Path(self.place.path).unlink(missing_ok=True)

    def open_again(self) -> None:
        """Listen on the same port again, after `close`. Raises ListenError."""
        place = msgspec.structs.replace(self.place, port=self.port)
        try:
            self._sockets = _tcp_sockets(place)
        except OSError as error:
            raise ListenError(_in_words(error, place)) from error
        if self._loop is not None:
            self.start(self._loop, self._accepted)

    def _accept(self, listening: socket.socket) -> None:
        kind = (listening.family, listening.type, listening.proto)
        for _ in range(_AT_ONCE):
            try:
                # accept() would make an object of three times the size, in ten times the time.
                accepted, peer = listening._accept()  # type: ignore[attr-defined]  # noqa: SLF001
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:
                if error.errno in _EXHAUSTED:
                    self._pause(listening, error)
                    return
                raise
            slim = SocketType(*kind, accepted)
            slim.setblocking(False)
            self._accepted(slim, str(peer[0]) if isinstance(peer, tuple) else "")

    def _pause(self, listening: socket.socket, error: OSError) -> None:
        """Stop accepting for a moment; new connections wait in the backlog."""
        assert self._loop is not None  # noqa: S101 - it accepts, so it was started
        _log.error("cannot accept more connections for now: %s", error.strerror)
        self._loop.remove_reader(listening)
        self._loop.call_later(_PAUSE, self._go_on, listening)

    def _go_on(self, listening: socket.socket) -> None:
        if listening in self._sockets and self._loop is not None:
            self._loop.add_reader(listening, self._accept, listening)


def _refuse_all(accepted: SocketType, _peer: str) -> None:
    accepted.close()


def _tcp_sockets(place: Listen) -> list[socket.socket]:
    """One for each address that the host stands for, all on one port."""
    made: list[socket.socket] = []
    port = place.port
    try:
        for family, address in addresses(place.host):
            made.append(_tcp_socket(family, (address, port)))
            port = made[0].getsockname()[1]
    except OSError:
        for one in made:
            one.close()
        raise
    return made


def addresses(host: str) -> Iterable[tuple[socket.AddressFamily, str]]:
    """What a host to listen on stands for; "::" is IPv4, too. Raises OSError and UnicodeError."""
    if host == _EVERYWHERE:
        return ((socket.AF_INET6, host), (socket.AF_INET, "0.0.0.0"))  # noqa: S104 - as asked for
    # Given as a string, it would be taken through IDNA, whose tables take 4 ms to import.
    name = host.encode() if host.isascii() else host
    found = socket.getaddrinfo(name or None, 0, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    return dict.fromkeys((family, str(address[0])) for family, _, _, _, address in found)


def _tcp_socket(family: socket.AddressFamily, where: tuple[str, int]) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Accepted sockets inherit it: no line waits for the acknowledgement of the one before.
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if family == socket.AF_INET6:
            # IPv4 has a socket of its own: on every system, and with plain addresses.
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.setblocking(False)
        made.bind(where)
        made.listen(_BACKLOG)
    except OSError:
        made.close()
        raise
    return made


def _unix_socket(path: Path) -> socket.socket:
    if path.exists() and stat.S_ISSOCK(path.stat().st_mode) and not _is_answered(path):
        path.unlink()  # left behind by a server that was killed
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        made.setblocking(False)
        made.bind(str(path))
        path.chmod(_SHARED)
        made.listen(_BACKLOG)
    except OSError:
        made.close()
        raise
    return made


def _is_answered(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as trial:
        return trial.connect_ex(str(path)) == 0


def _path_in_words(error: OSError, path: str) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"The socket {path} is in use: stop what uses it, or choose another path."
    return f"Cannot listen on {path}: {error.strerror or error}."


def _in_words(error: OSError | UnicodeError, place: Listen) -> str:
    host, port = place.host, place.port
    if isinstance(error, UnicodeError | socket.gaierror):  # no name of a host can be written so
        return f"There is no address {host!r} on this machine."
    if place.path:
        return _path_in_words(error, place.path)
    match error.errno:
        case errno.EADDRINUSE:
            return f"Port {port} on {host} is in use: stop what uses it, or choose another --port."
        case errno.EACCES:
            return f"Port {port} is not allowed: choose one above 1023 with --port."
        case errno.EADDRNOTAVAIL:
            return f"{host} is not an address of this machine: choose another --host."
    return f"Cannot listen on {host} port {port}: {error.strerror or error}."

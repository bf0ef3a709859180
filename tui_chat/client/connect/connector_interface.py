"""Connections for a link: the interface of whatever opens them, and the plainest way to."""

import asyncio
import ssl
from typing import NamedTuple, Protocol

from tui_chat.client.connection_security import Recognised, Security
from tui_chat.client.session.model.sts_policy_and_cleartext_passwords import StsPolicy


class Opened(NamedTuple):
    """An open connection. `port` may be another than the one that was asked for.

    While it is not certain yet that the server does not encrypt, `upgrade` waits for its answer:
    it gives an encrypted connection to use instead of this one, or None if there is none. It
    raises what `Connector.open` does; the server encrypts then, too. Cancel it with the connection.
    """

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    security: Security
    port: int
    upgrade: "asyncio.Task[Opened | None] | None" = None


async def settled(opened: Opened) -> Opened:
    """The connection to use once it is certain whether the server encrypts.

    Raises what `Connector.open` does.
    """
    if opened.upgrade is None:
        return opened
    encrypted = None
    try:
        encrypted = await opened.upgrade
    except BaseException:
        opened.writer.transport.abort()
        raise
    if encrypted is None:
        return opened._replace(upgrade=None)
    opened.writer.transport.abort()
    return encrypted


def give_up(opening: "asyncio.Task[Opened | None]") -> None:
    """Use no connection that this opens, or has opened."""
    if not opening.done():
        opening.cancel()
        return
    if opening.cancelled() or opening.exception() is not None:
        return
    if (opened := opening.result()) is not None:
        opened.writer.transport.abort()


class Connector(Protocol):
    """How a link gets its connections."""

    async def open(self) -> Opened:
        """A new connection.

        Raises OSError, TimeoutError, UnicodeError, UntrustedError, TrustError.
        """

    def demand(self, port: int) -> None:
        """The server demands encryption, on this port (IRCv3 sts)."""

    def accept(self) -> None:
        """The person accepts the certificate that was refused."""

    @property
    def port(self) -> int:
        """The port of the last attempt, whether anybody answered there or not."""

    @property
    def policy(self) -> StsPolicy | None:
        """The policy that the server announced before."""

    def keep(self, policy: StsPolicy | None) -> None:
        """The server announced this policy over the current connection."""


class DirectConnector:
    """Connects as it is told, and remembers nothing."""

    def __init__(self, host: str, port: int, tls: ssl.SSLContext | None) -> None:
        self._host = host
        self._port = port
        self._tls = tls

    async def open(self) -> Opened:
        """Connect."""
        streams = await connect_streams(self._host, self._port, self._tls)
        recognised = Recognised.NOTHING if self._tls is None else Recognised.SAME
        return Opened(*streams, Security(recognised, trusted=self._tls is None), self._port)

    def demand(self, port: int) -> None:
        """Go there, encrypted."""
        self._port = port
        self._tls = self._tls or ssl.create_default_context()

    def accept(self) -> None:
        """Nothing was refused."""

    @property
    def port(self) -> int:
        """The port that it was given."""
        return self._port

    @property
    def policy(self) -> StsPolicy | None:
        """None is remembered."""
        return None

    def keep(self, policy: StsPolicy | None) -> None:
        """Nothing is remembered."""


async def connect_streams(
    host: str, port: int, tls: ssl.SSLContext | None, patience: float | None = None
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Connect to the address of a host that answers first.

    `patience` is the time for the TLS handshake, in seconds. Raises OSError, UnicodeError.
    """
    return await asyncio.open_connection(
        host,
        port,
        ssl=tls,
        ssl_handshake_timeout=patience if tls is not None else None,
        happy_eyeballs_delay=0.25,
    )

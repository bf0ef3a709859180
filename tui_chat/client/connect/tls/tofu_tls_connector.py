"""Opens connections: encrypted if the server can do it, and only to the server that we know."""

import asyncio
import contextlib
import enum
import ipaddress
import ssl
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

from tui_chat.client.connect.connector_interface import Opened, connect_streams, give_up
from tui_chat.client.connect.known_servers import (
    KnownServer,
    KnownServers,
    Standing,
    TrustError,
    certification_lost,
    changed,
    no_encryption,
    not_the_configured,
    other_port_not_certified,
    plaintext_not_allowed,
)
from tui_chat.client.connect.tls import server_certificate
from tui_chat.client.connect.tls.tls_contexts import TlsContexts
from tui_chat.client.connect.tls.tls_handshake_progress import HandshakeProgress
from tui_chat.client.connection_security import Recognised, Security
from tui_chat.client.session.model.sts_policy_and_cleartext_passwords import StsPolicy

HANDSHAKE: Final = 10.0
"""Seconds for the TLS handshake with a server that is known to encrypt."""
FIRST_HANDSHAKE: Final = 2.0
"""The same for a new server: many without TLS wait in silence for a line that never comes.

One that does not answer soon is spoken to in the clear meanwhile, but told no password.
"""
_NO_TLS: Final = (ssl.SSLError, ConnectionResetError, ConnectionAbortedError, BrokenPipeError)
"""The errors of a TLS handshake with a server that does not encrypt."""
_ASK_AGAIN: Final = 86_400.0
"""Seconds after which a server that does not encrypt is asked again."""


class EncryptionChoice(enum.Enum):
    """What the person chose about encryption."""

    AUTOMATIC = "auto"
    """Encrypted, except for servers that never were."""
    REQUIRED = "required"
    NEVER = "never"


class TrustingConnector:
    """Tries encryption first, and recognises the server by an authority or by last time.

    The person trusts the server at the host and port that they named. Where it sends us (IRCv3
    sts) somebody else may listen, another user of the machine for one: there the server must be
    known already, or an authority must vouch for it. So whatever is said over a connection from
    here, passwords included, is said to a server that the person named or trusts.

    `certificate` is a PEM file with a certificate of ours and its key, to be shown. `accept`
    takes the server's certificate whatever it was before, once. If there are `fingerprints`, they
    alone say which certificates the server may show, wherever it is.
    """

    def __init__(
        self,
        host: str,
        port: int,
        known: KnownServers,
        *,
        choice: EncryptionChoice = EncryptionChoice.AUTOMATIC,
        certificate: Path | None = None,
        accept: bool = False,
        fingerprints: frozenset[str] = frozenset(),
    ) -> None:
        self._host = host
        self._asked = port
        self._fingerprints = fingerprints
        self._known = known
        self._choice = choice
        self._accepting = accept
        self._accepted = ""
        self._refused = ""
        self._demanded: int | None = None
        self._policy: StsPolicy | None = None
        self._port = port
        self._is_certified = False
        self._progress: HandshakeProgress | None = None
        self._contexts = TlsContexts(certificate, self._note_handshake)

    # What the link tells

    def demand(self, port: int) -> None:
        """Connect to that port next, and never again without encryption."""
        self._demanded = port

    def accept(self) -> None:
        """Accept the certificate that was refused last, and no other."""
        self._accepted = self._refused

    @property
    def port(self) -> int:
        """The port of the last attempt."""
        return self._port

    @property
    def policy(self) -> StsPolicy | None:
        """The policy of the host when it was last connected to."""
        return self._policy

    def keep(self, policy: StsPolicy | None) -> None:
        """Remember it for every connection to the host, if an authority vouches for who says it.

        One who vouches for himself may be anybody with a port of that machine.
        """
        if not self._is_certified:
            return
        self._policy = policy
        with contextlib.suppress(TrustError):  # told when it is gone to next
            self._known.put_policy(self._host, policy)

    # Opening

    async def open(self) -> Opened:
        """Connect, and check the identity of the server."""
        self._is_certified = False
        opened = await self._open()
        recognised = opened.security.recognised
        told = bool(self._fingerprints) and recognised is not Recognised.NOTHING
        self._is_certified = told or recognised is Recognised.CERTIFIED
        return opened

    async def _open(self) -> Opened:
        port, sent_on = self._destination()
        self._port = port
        seen = self._known.get(self._host, port)
        # A server that sends us to its encrypted port overrules the choice (IRCv3 sts).
        if self._choice is EncryptionChoice.NEVER and not sent_on:
            if seen is not None and seen.encrypted:
                raise plaintext_not_allowed(self._host, self._known.path)
            return await self._in_the_clear(port)
        if self._fingerprints:
            return await self._as_configured(port, seen)
        if seen is not None and seen.encrypted:
            return await self._as_known(port, seen)
        if sent_on:
            return await self._where_we_were_sent(port)
        required = self._choice is EncryptionChoice.REQUIRED
        lately = seen is not None and time.time() - seen.last_seen < _ASK_AGAIN
        if lately and not required:
            return await self._in_the_clear(port)
        return await self._open_first_time(port, required=required)

    def _destination(self) -> tuple[int, bool]:
        """The port to go to, and whether the server rather than the person chose it.

        A server that was spoken to encrypted where the person named it sends nobody elsewhere.
        """
        named = self._known.get(self._host, self._asked)
        if named is not None and named.encrypted:
            self._policy = None
            return self._asked, False
        self._policy = self._known.policy(self._host, time.time())
        if self._demanded is not None:
            return self._demanded, True
        if self._policy is not None:
            return self._policy.port, True
        return self._asked, False

    async def _as_configured(self, port: int, seen: KnownServer | None) -> Opened:
        try:
            opened = await self._encrypted(port, HANDSHAKE)
        except _NO_TLS as no:
            raise no_encryption(self._host, port) from no
        shown = opened.security.fingerprint
        if shown not in self._fingerprints:
            opened.writer.transport.abort()
            raise not_the_configured(self._host, port, shown)
        return self._pin(opened, Recognised.SAME, since=seen.first_seen if seen is not None else 0)

    async def _where_we_were_sent(self, port: int) -> Opened:
        try:
            return await self._certified(port, HANDSHAKE)
        except ssl.SSLCertVerificationError as error:
            opened, shown = await self._if_accepted(port)
            if opened is not None:
                return opened
            reason = error.verify_message.rstrip(".")
            raise other_port_not_certified(self._host, self._asked, port, reason, shown) from None
        except _NO_TLS as no:
            raise no_encryption(self._host, port) from no

    async def _open_first_time(self, port: int, *, required: bool) -> Opened:
        progress = self._progress = HandshakeProgress()
        if required:
            try:
                return await self._first_met(port, HANDSHAKE)
            except _NO_TLS as no:
                raise no_encryption(self._host, port) from no
        encrypting = asyncio.create_task(self._if_it_encrypts(port))
        try:
            if await progress.is_silent(encrypting):
                return await self._meanwhile_in_the_clear(port, encrypting)
            opened = await encrypting
        except BaseException:
            give_up(encrypting)
            raise
        if opened is None:
            opened = await self._in_the_clear(port)
            with _aborted_on_failure(opened.writer):
                self._remember(port, Standing.PLAIN)
        return opened

    async def _meanwhile_in_the_clear(
        self, port: int, encrypting: "asyncio.Task[Opened | None]"
    ) -> Opened:
        """A connection to a server that does not answer encrypted, and may do so yet."""
        try:
            opened = await self._in_the_clear(port)
        except OSError:
            encrypted = await encrypting
            if encrypted is None:
                raise
            return encrypted
        encrypting.add_done_callback(partial(self._is_certain, port))
        return opened._replace(upgrade=encrypting)

    def _is_certain(self, port: int, encrypting: "asyncio.Task[Opened | None]") -> None:
        if encrypting.cancelled() or encrypting.exception() is not None:
            return
        opened = encrypting.result()
        if opened is not None:
            self._is_certified = opened.security.recognised is Recognised.CERTIFIED
            return
        with contextlib.suppress(TrustError):  # told when it is gone to next
            self._remember(port, Standing.PLAIN)

    async def _if_it_encrypts(self, port: int) -> Opened | None:
        """An encrypted connection, None if the server answers otherwise or not at all."""
        try:
            return await self._first_met(port, FIRST_HANDSHAKE)
        except _NO_TLS:
            if self._progress is not None and self._progress.is_answered:
                raise  # somebody cuts its answer short
            return None

    async def _first_met(self, port: int, patience: float) -> Opened:
        opened = await self._recognised(port, patience)
        certified = opened.security.recognised is Recognised.CERTIFIED
        return opened if certified else self._pin(opened, Recognised.NEW)

    async def _recognised(self, port: int, patience: float) -> Opened:
        if not server_certificate.may_be_public(self._host):
            # Most servers at such addresses sign their own certificates. Loading all authorities
            # takes 30 ms, and finding that none knows the server takes one more connection.
            opened = await self._encrypted(port, patience)
            if server_certificate.is_self_signed(server_certificate.shown_by(opened.writer)):
                return opened
            opened.writer.transport.abort()
        try:
            return await self._certified(port, patience)
        except ssl.SSLCertVerificationError:
            return await self._encrypted(port, patience)

    async def _as_known(self, port: int, seen: KnownServer) -> Opened:
        if seen.standing is Standing.PINNED:
            return await self._as_pinned(port, seen)
        return await self._as_certified(port, seen)

    async def _as_pinned(self, port: int, seen: KnownServer) -> Opened:
        opened = await self._encrypted(port, HANDSHAKE)
        shown = opened.security.fingerprint
        if shown == seen.fingerprint:
            recognised = Recognised.SAME if seen.last_seen else Recognised.INVITED
            return self._pin(opened, recognised, since=seen.first_seen)
        if self._is_accepted(shown):
            return self._pin(opened, Recognised.ACCEPTED)
        opened.writer.transport.abort()
        try:
            return await self._certified(port, HANDSHAKE)  # it got a better one
        except ssl.SSLCertVerificationError:
            self._refused = shown
            raise changed(self._host, port, seen, shown) from None

    async def _as_certified(self, port: int, seen: KnownServer) -> Opened:
        try:
            return await self._certified(port, HANDSHAKE, since=seen.first_seen)
        except ssl.SSLCertVerificationError as error:
            opened, shown = await self._if_accepted(port)
            if opened is not None:
                return opened
            reason = error.verify_message.rstrip(".")
            raise certification_lost(self._host, reason, shown) from None

    async def _if_accepted(self, port: int) -> tuple[Opened | None, str]:
        """A connection if the person accepts the certificate there, and its fingerprint."""
        opened = await self._encrypted(port, HANDSHAKE)
        shown = opened.security.fingerprint
        if self._is_accepted(shown):
            return self._pin(opened, Recognised.ACCEPTED), shown
        opened.writer.transport.abort()
        self._refused = shown
        return None, shown

    def _is_accepted(self, fingerprint: str) -> bool:
        accepted = self._accepting or fingerprint == self._accepted
        self._accepting = False
        return accepted

    # The kinds of connection

    async def _in_the_clear(self, port: int) -> Opened:
        streams = await connect_streams(self._host, port, None)
        trusted = self._choice is EncryptionChoice.NEVER or _is_this_machine(streams[1])
        return Opened(*streams, Security(trusted=trusted), port)

    async def _certified(self, port: int, patience: float, *, since: float = 0.0) -> Opened:
        context = self._contexts.get(certified=True)
        streams = await connect_streams(self._host, port, context, patience)
        shown = server_certificate.fingerprint(streams[1])
        security = Security(Recognised.CERTIFIED, shown, server_certificate.issuer(streams[1]))
        with _aborted_on_failure(streams[1]):
            self._remember(port, Standing.CERTIFIED, security.fingerprint, since)
        return Opened(*streams, security, port)

    async def _encrypted(self, port: int, patience: float) -> Opened:
        """A connection to anybody: the caller compares the fingerprint before anything is sent."""
        streams = await connect_streams(
            self._host, port, self._contexts.get(certified=False), patience
        )
        security = Security(Recognised.NEW, server_certificate.fingerprint(streams[1]))
        return Opened(*streams, security, port)

    def _note_handshake(self, connection: ssl.SSLObject) -> None:
        if self._progress is not None:
            self._progress.note(connection)

    def _pin(self, opened: Opened, recognised: Recognised, *, since: float = 0.0) -> Opened:
        fingerprint = opened.security.fingerprint
        with _aborted_on_failure(opened.writer):
            self._remember(opened.port, Standing.PINNED, fingerprint, since)
        return opened._replace(security=Security(recognised, fingerprint))

    def _remember(
        self, port: int, standing: Standing, fingerprint: str = "", since: float = 0.0
    ) -> None:
        now = time.time()
        self._known.put(self._host, port, KnownServer(standing, since or now, now, fingerprint))


@contextlib.contextmanager
def _aborted_on_failure(writer: asyncio.StreamWriter) -> Iterator[None]:
    """Leave no connection open that nobody is going to have."""
    try:
        yield
    except BaseException:
        writer.transport.abort()
        raise


def _is_this_machine(writer: asyncio.StreamWriter) -> bool:
    peer = writer.get_extra_info("peername")
    return bool(peer) and ipaddress.ip_address(peer[0].partition("%")[0]).is_loopback

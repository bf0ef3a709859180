"""Encryption: TLS 1.2 or later, with certificates of clients welcome but not needed.

The standard library can only ask for client certificates that an authority vouches for; those that
people log in with (SASL EXTERNAL) are mostly their own. So this builds on pyOpenSSL, without its
sockets. That takes a tenth of a second to import: only when somebody comes, or there is time.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from tui_chat.server.limits.rates import Rate
from tui_chat.server.transport.certificates import Certificate
from tui_chat.server.transport.layers import UNLIMITED, Layer
from tui_chat.server.transport.poller import cut

if TYPE_CHECKING:
    from OpenSSL import SSL

_log: Final = logging.getLogger(__name__)
_RECORD: Final = 1 << 14
"""Bytes of text in one TLS record at most (RFC 8446 5.1)."""
_WRAPPING: Final = 64
"""Bytes of a record besides its text, and more than those that we use take."""
_UNFINISHED: Final = _RECORD + 1024
"""Bytes of which nothing has to come up yet: those of a record that is not complete."""
_LINE: Final = 512
"""Bytes without text that count as a line: new keys may be asked for in 27."""
_CIPHERS: Final = b"ECDHE+AESGCM:ECDHE+CHACHA20"
"""For TLS 1.2; those of 1.3 are all good."""
_SOON: Final = 14
"""Days before its end in which a certificate should be renewed."""
HANDSHAKE: Final = 0x16
"""The first byte of a TLS connection (RFC 8446 5.1), and of no line of IRC."""


class Encryption:
    """Wraps connections with a certificate, which may be changed for those to come."""

    def __init__(self, certificate: Certificate) -> None:
        self.certificate = certificate
        self._context: SSL.Context | None = None

    def use(self, certificate: Certificate) -> None:
        """Show this certificate from now on."""
        self.certificate = certificate
        self._context = None

    def context(self) -> SSL.Context:
        """OpenSSL's side of it; made when first asked for. May be asked from any thread."""
        if self._context is None:
            self._context = _context(self.certificate)
        return self._context


def _context(certificate: Certificate) -> SSL.Context:
    from OpenSSL import SSL  # noqa: PLC0415

    _warn_of_its_end(certificate)
    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.set_min_proto_version(SSL.TLS1_2_VERSION)
    context.set_cipher_list(_CIPHERS)
    context.set_options(SSL.OP_NO_COMPRESSION | SSL.OP_NO_RENEGOTIATION)
    # A silent connection gives its buffers back: 34 kB less for each.
    context.set_mode(SSL.MODE_RELEASE_BUFFERS)
    context.use_certificate_chain_file(str(certificate.chain))
    context.use_privatekey_file(str(certificate.key))
    context.set_session_id(b"tui-chat")
    context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
    # Any certificate will do: the client proves that it has its key, and only its fingerprint
    # counts (IRCv3 sasl-3.1, EXTERNAL).
    context.set_verify(SSL.VERIFY_PEER, lambda *_: True)
    return context


def _warn_of_its_end(certificate: Certificate) -> None:
    """Whoever checks it will be refused then; we go on, for those who know it by itself."""
    from cryptography import x509  # noqa: PLC0415

    end = x509.load_pem_x509_certificate(certificate.chain.read_bytes()).not_valid_after_utc
    days = (end - datetime.now(UTC)).days
    if days < 0:
        _log.error("the certificate %s has expired on %s", certificate.chain, end.date())
    elif days < _SOON:
        _log.warning("the certificate %s expires on %s", certificate.chain, end.date())


class TlsLayer(Layer):
    """The server's side of one encrypted connection."""

    __slots__ = ("_closing", "_errors", "_idle", "_paused", "_tls")

    def __init__(
        self,
        above: asyncio.Protocol,
        loop: asyncio.AbstractEventLoop,
        patience: float,
        encryption: Encryption,
        rate: Rate = UNLIMITED,
    ) -> None:
        super().__init__(above, loop, patience, rate)
        from OpenSSL import SSL  # noqa: PLC0415

        self._errors = SSL
        self._tls = SSL.Connection(encryption.context(), None)
        self._tls.set_accept_state()
        self._closing = False
        self._paused = False
        self._idle = 0
        """Bytes that came and of which nothing came up, since they were last charged."""

    def data_received(self, data: bytes) -> None:
        """Shake hands, then pass on what was encrypted."""
        if self._closing:
            return
        self._idle += len(data)
        self._tls.bio_write(data)
        if self._is_open or self._shake_hands():
            self._read()
        waste = self._idle - _UNFINISHED
        if waste > 0 and not (self._closing or self._paused):
            self._idle = _UNFINISHED
            self._charge(waste / _LINE)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing of what is left comes up any more."""
        self._closing = True
        super().connection_lost(exc)

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Encrypt and send."""
        if self._closing or not self._is_open:
            return
        tls = self._tls
        rest = memoryview(data)
        while rest:
            # With a buffer in memory this never has to wait.
            rest = rest[tls.send(rest) :]
        self._flush(len(data))

    def pause_reading(self) -> None:
        """Take nothing more, not even the peer's farewell: what it said before comes first."""
        self._paused = True
        super().pause_reading()

    def resume_reading(self) -> None:
        """Go on, first with what came meanwhile."""
        self._paused = False
        super().resume_reading()
        self._loop.call_soon(self._read_on)

    def close(self) -> None:
        """Say so to the peer, and close once everything is out."""
        if not self._closing:
            self._closing = True
            try:
                self._tls.shutdown()
            except self._errors.Error:
                pass  # it went wrong before: there is nobody to say it to
            else:
                self._flush()
            self._below.close()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """`ssl_object`, and `fingerprint`: SHA-256 of the client's certificate, "" without one."""
        match name:
            case "ssl_object":
                return self._tls
            case "fingerprint":
                return self._fingerprint()
        return super().get_extra_info(name, default)

    def _shake_hands(self) -> bool:
        try:
            self._tls.do_handshake()
        except self._errors.WantReadError:
            self._flush()
            return False
        except self._errors.Error:
            self._fail()
            return False
        self._flush()
        self._open()
        return True

    def _read_on(self) -> None:
        """As the lookout has it read: whoever cannot be served is cut."""
        try:
            self._read()
        except Exception as error:  # noqa: BLE001 - a part of what it said would be missing
            cut(self, error)

    def _read(self) -> None:
        tls, errors = self._tls, self._errors
        while not (self._closing or self._paused):
            try:
                data = tls.recv(_RECORD)
            except errors.WantReadError:
                break
            except errors.ZeroReturnError:
                self.close()
                return
            except errors.Error:
                self._fail()
                return
            self._idle = max(0, self._idle - len(data) - _WRAPPING)
            self._above.data_received(data)
        if not self._closing:
            self._flush()

    def _end_rest(self) -> None:
        super()._end_rest()
        if not (self._closing or self._paused):
            super().resume_reading()

    def _fail(self) -> None:
        """The peer broke the rules: it is sent OpenSSL's alert, and cut off."""
        self._flush()
        self._closing = True
        self._below.close()

    def _flush(self, size: int = 0) -> None:
        """Send what OpenSSL has to say; `size` bytes of text are among it."""
        room = got = size + size // 64 + _RECORD
        try:
            while got == room:
                data = self._tls.bio_read(room)
                got = len(data)
                self._below.write(data)
        except self._errors.WantReadError:
            return  # nothing, or no more, to say

    def _fingerprint(self) -> str:
        shown = self._tls.get_peer_certificate()
        return "" if shown is None else shown.digest("sha256").decode().replace(":", "").lower()

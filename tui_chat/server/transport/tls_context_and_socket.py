"""Encryption: TLS 1.2 or later, with certificates of clients welcome but not needed.

The standard library can only ask for client certificates that an authority vouches for; those that
people log in with (SASL EXTERNAL) are mostly their own. So this builds on pyOpenSSL. It takes a
tenth of a second to import: only when a client comes, or when there is time.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final, cast

from tui_chat.server.transport.certificates import Certificate, CertificateError

if TYPE_CHECKING:
    from socket import SocketType

    from OpenSSL import SSL

_log: Final = logging.getLogger(__name__)
_RECORD: Final = 1 << 14
"""Bytes of text in one TLS record at most (RFC 8446 5.1)."""
_CALL: Final = 4 * _RECORD
"""Bytes that OpenSSL is given in one call. It takes all of them or, as far as it says, none."""
_WRAPPING: Final = 64
"""Bytes of a record besides its text, and more than those that we use take."""
_CIPHERS: Final = b"ECDHE+AESGCM:ECDHE+CHACHA20"
"""For TLS 1.2; those of 1.3 are all good."""
_CORK: Final[int | None] = getattr(socket, "TCP_CORK", None)
"""Linux holds incomplete packets back while it is set."""
_NO_AUTO_CHAIN: Final = 0x8
"""SSL_MODE_NO_AUTO_CHAIN, which pyOpenSSL does not name."""
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
        """OpenSSL's side of it; made when first asked for. May be asked from any thread.

        Raises CertificateError.
        """
        if self._context is None:
            self._context = _context(self.certificate)
        return self._context


def _context(certificate: Certificate) -> SSL.Context:
    from OpenSSL import SSL  # noqa: PLC0415

    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.set_min_proto_version(SSL.TLS1_2_VERSION)
    context.set_cipher_list(_CIPHERS)
    context.set_options(SSL.OP_NO_COMPRESSION | SSL.OP_NO_RENEGOTIATION)
    # A peer that hangs up without a farewell is still sent what was written before.
    context.set_options(SSL.OP_IGNORE_UNEXPECTED_EOF)
    # A silent connection gives its buffers back: 34 kB less for each.
    # What the file holds is shown: nothing is looked for at each handshake to make a chain of it.
    context.set_mode(SSL.MODE_RELEASE_BUFFERS | _NO_AUTO_CHAIN)
    try:
        _warn_of_its_end(certificate)
        context.use_certificate_chain_file(str(certificate.chain))
        context.use_privatekey_file(str(certificate.key))
        context.check_privatekey()
    except (SSL.Error, ValueError, OSError) as error:
        raise CertificateError(
            f"The certificate {certificate.chain} with the key {certificate.key} cannot be used "
            f"for encryption: {error}."
        ) from error
    # Sessions are resumed from tickets, which the clients keep: nothing is kept here.
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
        _log.error("the certificate %s expired on %s: renew it", certificate.chain, end.date())
    elif days < _SOON:
        _log.warning("the certificate %s expires on %s", certificate.chain, end.date())


class TlsError(OSError):
    """The peer broke the rules of TLS. OpenSSL has sent it an alert; the connection is over."""


class EndError(OSError):
    """The peer has nothing more to say."""


class WantsReadError(BlockingIOError):
    """To go on, OpenSSL has to read first."""


@cache
def _openssl() -> tuple[Any, Any, Any]:
    """OpenSSL's functions, those of cffi, and a buffer to read into, which all share.

    The methods of pyOpenSSL make three more calls for each read and write.
    """
    from cryptography.hazmat.bindings.openssl.binding import Binding  # noqa: PLC0415

    return Binding.lib, Binding.ffi, Binding.ffi.new("char[]", _RECORD)


class TlsSocket:
    """A non-blocking socket whose bytes are encrypted; it is used as a socket is.

    OpenSSL reads from the descriptor and writes to it by itself: nothing is copied on the way.
    """

    __slots__ = (
        "_buffer",
        "_connection",
        "_cork",
        "_end",
        "_ffi",
        "_lib",
        "_read",
        "_ssl",
        "_write",
        "raw",
        "records",
        "wants_read",
    )

    def __init__(self, raw: SocketType, encryption: Encryption) -> None:
        from OpenSSL import SSL  # noqa: PLC0415

        self.raw = raw
        self._connection = SSL.Connection(encryption.context(), cast("socket.socket", raw))
        self._connection.set_accept_state()
        self._lib, self._ffi, self._buffer = _openssl()
        self._read, self._write = self._lib.SSL_read, self._lib.SSL_write
        self._ssl: Any = self._connection._ssl  # noqa: SLF001
        # One record without text at a time: a peer that sends nothing else must not keep us here.
        # Several records of ours in one call: entering OpenSSL for each is a tenth of the work.
        self._lib.SSL_clear_mode(
            self._ssl, self._lib.SSL_MODE_AUTO_RETRY | self._lib.SSL_MODE_ENABLE_PARTIAL_WRITE
        )
        self._cork = _CORK if raw.family in {socket.AF_INET, socket.AF_INET6} else None
        self._end: OSError | None = None
        """What ended the reading; OpenSSL says so only once."""
        self.records = 0
        """How many records held the text that was read last."""
        self.wants_read = False
        """Whether the last write has to wait until something is read, not for room."""

    @property
    def has_ended(self) -> bool:
        """Whether nothing more can be read. `recv` says why."""
        return self._end is not None

    def do_handshake(self) -> None:
        """Go on with the handshake as far as can be done now.

        Raises WantsReadError, BlockingIOError when there is no room to write, TlsError, OSError.
        """
        done = self._lib.SSL_do_handshake(self._ssl)
        if done != 1:
            raise self._error(done)

    def recv(self, size: int) -> bytes:
        """Of what came, some `size` bytes; b"" at the end, which may not have been announced.

        Raises BlockingIOError when there is no text yet, TlsError, OSError.
        """
        pieces: list[bytes] = []
        while size > 0 and self._end is None:
            got = self._read(self._ssl, self._buffer, _RECORD)
            if got <= 0:
                error = self._error(got)
                if not isinstance(error, BlockingIOError):
                    self._end = error
                elif not pieces:
                    raise error
                break
            pieces.append(self._ffi.buffer(self._buffer, got)[:])
            size -= got + _WRAPPING
        self.records = len(pieces)
        if pieces:
            return pieces[0] if len(pieces) == 1 else b"".join(pieces)
        if self._end is None or isinstance(self._end, EndError):
            return b""
        raise self._end

    def send(self, data: bytes | bytearray | memoryview) -> int:
        """Encrypt and send as many bytes as there is room for; say how many that were.

        Raises BlockingIOError if there were none, TlsError, OSError. What was not sent has to
        begin the next call: OpenSSL may have encrypted it already.
        """
        size = len(data)
        if size <= _RECORD:
            # Most writes are this one call: a call of Python's more would be felt.
            sent: int = self._write(
                self._ssl, data if type(data) is bytes else self._ffi.from_buffer(data), size
            )
            if sent != size:
                raise self._write_error(sent)
            return sent
        cork = self._cork
        if cork is None:
            return self._send_records(data, size)
        # OpenSSL writes each record by itself. The system makes few packets of many records while
        # they are held back: that is a third more for each second of the processor.
        self.raw.setsockopt(socket.IPPROTO_TCP, cork, 1)
        try:
            return self._send_records(data, size)
        finally:
            self.raw.setsockopt(socket.IPPROTO_TCP, cork, 0)

    def sendmsg(self, pieces: Iterable[bytes | memoryview]) -> int:
        """The same for several pieces."""
        data = b"".join(pieces)
        return self.send(data) if data else 0

    def say_goodbye(self) -> None:
        """Tell the peer that this is all (close_notify). Raises BlockingIOError without room."""
        lib = self._lib
        done = lib.SSL_shutdown(self._ssl)
        if done < 0:
            error = self._error(done)
            if isinstance(error, BlockingIOError) and not isinstance(error, WantsReadError):
                raise error

    def fileno(self) -> int:
        """The descriptor."""
        return self.raw.fileno()

    def close(self) -> None:
        """Close the socket at once."""
        self.raw.close()

    @property
    def ssl_object(self) -> SSL.Connection:
        """What pyOpenSSL knows of it."""
        return self._connection

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the client's certificate; "" without one."""
        shown = self._connection.get_peer_certificate()
        return "" if shown is None else shown.digest("sha256").decode().replace(":", "").lower()

    def _send_records(self, data: bytes | bytearray | memoryview, size: int) -> int:
        """Send more than a record holds."""
        rest = memoryview(data)
        sent = 0
        while sent < size:
            step = min(size - sent, _CALL)
            done = self._write(self._ssl, self._ffi.from_buffer(rest[sent : sent + step]), step)
            if done != step:
                error = self._write_error(done)
                if sent and isinstance(error, BlockingIOError):
                    break
                raise error
            sent += step
        return sent

    def _write_error(self, result: int) -> OSError:
        error = self._error(result)
        self.wants_read = isinstance(error, WantsReadError)
        return error

    def _error(self, result: int) -> OSError:
        """Why OpenSSL did not do it."""
        lib = self._lib
        number, why = self._ffi.errno, lib.SSL_get_error(self._ssl, result)
        if why == lib.SSL_ERROR_WANT_READ:
            return WantsReadError()
        if why == lib.SSL_ERROR_WANT_WRITE:
            return BlockingIOError()
        lib.ERR_clear_error()  # or it would be taken for the next connection's
        if why == lib.SSL_ERROR_ZERO_RETURN:
            return EndError()
        if why == lib.SSL_ERROR_SSL:
            return TlsError("TLS failed")
        error = OSError(number, "the connection was lost")
        return EndError() if number == 0 or isinstance(error, BlockingIOError) else error

"""One HTTP request to a server that we know, or that an authority vouches for.

It blocks, so it is for a thread; `cancel` ends it from another one. A file host is often the chat
server itself, with a certificate of its own making: then it must be the one that the chat showed.
"""

import contextlib
import hashlib
import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from typing import BinaryIO, Final, NamedTuple
from urllib.parse import SplitResult, urlsplit

from tui_chat.client.files import FileError
from tui_chat.client.language.i18n import _

PATIENCE: Final = 30.0
"""Seconds for each step."""
_LONGEST_ANSWER: Final = 120.0
"""Seconds in which an answer must be complete, however it trickles in."""
_PIECE: Final = 1 << 16


class Answer(NamedTuple):
    """A response; `body` has at most as many bytes as were wanted."""

    status: int
    headers: Mapping[str, str]
    """By lower-case name."""
    body: bytes
    is_whole: bool


class HttpExchange:
    """One request. `fingerprint` is that of the chat's certificate, "" if it showed none.

    `may_be_plain` if the file may travel unencrypted: only where the chat does, too. With
    `must_be_chat`, whoever does not show the chat's certificate is told nothing.
    """

    def __init__(
        self,
        url: str,
        *,
        fingerprint: str = "",
        may_be_plain: bool = False,
        must_be_chat: bool = False,
    ) -> None:
        """Raises FileError for an address that we do not go to."""
        try:
            self._parts = urlsplit(url)
            self._port = self._parts.port
        except ValueError as error:
            raise FileError(_("{address} is not a valid address.").format(address=url)) from error
        if must_be_chat and self._parts.scheme == "http":
            raise FileError(_not_the_chat(self._parts.hostname or url))
        schemes = {"https", "http"} if may_be_plain else {"https"}
        if self._parts.scheme not in schemes or not self._parts.hostname:
            text = _("{address} is not encrypted, but the chat is.")
            raise FileError(text.format(address=url))
        self._fingerprint = fingerprint
        self._must_be_chat = must_be_chat
        self._socket: socket.socket | None = None
        self._is_cancelled = False
        self._is_late = False

    def cancel(self) -> None:
        """End it, from another thread."""
        self._is_cancelled = True
        if self._socket is not None:
            with contextlib.suppress(OSError):
                # Not that of TLS, which would take the connection apart under its reader.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def _end_late(self) -> None:
        self._is_late = True
        self.cancel()

    def run(
        self,
        method: str,
        headers: Mapping[str, str],
        body: BinaryIO | None = None,
        *,
        most: int = 4096,
    ) -> Answer:
        """Send the request; at most `most` bytes of the answer are read. Raises FileError."""
        host = self._parts.hostname or ""
        try:
            connection = self._connect()
            # The connection forgets it when the answer begins.
            self._socket = connection.sock
            try:
                return self._exchange(connection, method, headers, body, most)
            finally:
                connection.close()
        except FileError:
            raise
        except ssl.SSLError as error:
            reason = getattr(error, "verify_message", "") or error.reason or str(error)
            text = _("{host} is not trusted: {reason}.")
            raise FileError(text.format(host=host, reason=str(reason).rstrip("."))) from error
        except TimeoutError as error:
            raise FileError(_("{host} does not answer.").format(host=host)) from error
        except (OSError, UnicodeError, http.client.HTTPException) as error:
            if self._is_late:
                raise FileError(_("{host} does not answer.").format(host=host)) from error
            reason = getattr(error, "strerror", None) or type(error).__name__
            text = _("{host} cannot be reached: {reason}.")
            raise FileError(text.format(host=host, reason=reason)) from error

    def _exchange(
        self,
        connection: http.client.HTTPConnection,
        method: str,
        headers: Mapping[str, str],
        body: BinaryIO | None,
        most: int,
    ) -> Answer:
        if self._is_cancelled:
            raise FileError(_("Cancelled."))
        # A server that will not have it all has answered before that, and says why.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError, ssl.SSLEOFError):
            connection.request(method, _target(self._parts), body, dict(headers))
        timer = threading.Timer(_LONGEST_ANSWER, self._end_late)
        timer.daemon = True
        timer.start()
        try:
            response = connection.getresponse()
            said = {name.lower(): value for name, value in response.getheaders()}
            content = b""
            while len(content) <= most and (piece := response.read(_PIECE)):
                content += piece
        finally:
            timer.cancel()
        if self._is_late:
            raise TimeoutError
        if self._is_cancelled:
            raise FileError(_("Cancelled."))
        return Answer(response.status, said, content[:most], len(content) <= most)

    def _connect(self) -> http.client.HTTPConnection:
        parts = self._parts
        host = parts.hostname or ""
        if parts.scheme == "http":
            connection = http.client.HTTPConnection(host, self._port, timeout=PATIENCE)
            connection.connect()
            return connection
        if self._must_be_chat:
            return self._as_the_chat(host)
        try:
            return _encrypted(host, self._port, ssl.create_default_context())
        except ssl.SSLCertVerificationError:
            if not self._fingerprint:
                raise
            return self._as_the_chat(host)

    def _as_the_chat(self, host: str) -> http.client.HTTPConnection:
        """A connection to whoever has the certificate that the chat server showed."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        connection = _encrypted(host, self._port, context)
        shown = connection.sock.getpeercert(binary_form=True) or b""
        if hashlib.sha256(shown).hexdigest() != self._fingerprint:
            connection.close()
            if self._must_be_chat:
                raise FileError(_not_the_chat(host))
            text = _(
                "{host} has a different certificate from the chat server's, and no authority "
                "vouches for it."
            )
            raise FileError(text.format(host=host))
        return connection


def _encrypted(host: str, port: int | None, context: ssl.SSLContext) -> http.client.HTTPSConnection:
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    connection = http.client.HTTPSConnection(host, port, timeout=PATIENCE, context=context)
    try:
        connection.connect()
    except BaseException:
        connection.close()
        raise
    return connection


def _not_the_chat(host: str) -> str:
    return _("{host} is not the server that you chat on.").format(host=host)


def _target(parts: SplitResult) -> str:
    query = f"?{parts.query}" if parts.query else ""
    return (parts.path or "/") + query

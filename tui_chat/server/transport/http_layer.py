"""Tells WebSockets from other HTTP, which is answered here; below the layer for WebSockets."""

import asyncio
import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final

from tui_chat.server import exception_logging
from tui_chat.server.core.state.address_keys import read_address
from tui_chat.server.http.handlers_by_path import Body, Site
from tui_chat.server.http.request import BadRequest, HeadBuffer, NotHttp, Request
from tui_chat.server.http.response import Response, plain
from tui_chat.server.limits.address_limits import RefusedConnectionError
from tui_chat.server.limits.peer_addresses import LOCAL, is_local
from tui_chat.server.transport.layer import Layer
from tui_chat.server.transport.origins import Origins

_CHUNK: Final = 1 << 16
"""Bytes of a file that are read and queued at once."""
_SLOWEST: Final = 1 << 13
"""Bytes a second that a body takes at least: whoever is slower is cut off."""
_NOT_FOUND: Final = plain(HTTPStatus.NOT_FOUND, "There is nothing here.")
_NO_PAGE: Final = plain(
    HTTPStatus.UPGRADE_REQUIRED,
    "This is an IRC server: it speaks WebSocket here.",
    {"Upgrade": "websocket"},
)
_NOT_IRC: Final = b"ERROR :This port is for web browsers: IRC is spoken on another one\r\n"


_WITH_PORT: Final = re.compile(r"\[([^]]+)\](?::[0-9]+)?|([0-9.]+):[0-9]+")
"""An address as some proxies write it: else whoever comes would count as the proxy."""
_NO_SOCKETS: Final[Mapping[str, "SocketMaker"]] = {}


Mover = Callable[[str, bool], None]
"""Counts the connection for another address, and notes whether the way to it is encrypted.

Raises RefusedConnectionError.
"""


class HttpLayer(Layer):
    """The first request of a connection decides what it becomes.

    One that asks for a WebSocket is passed on, and all bytes after it, too: to what `sockets` makes
    for its path, else to the protocol above. Any other is answered by the handler of `site` for its
    path; that ends the connection. As everywhere, whoever sends no complete head within `patience`
    seconds is cut off.
    """

    __slots__ = (
        "_body",
        "_counted",
        "_deadline",
        "_file",
        "_forwarded",
        "_head",
        "_is_answered",
        "_left",
        "_site",
        "_sockets",
        "_unread",
        "host",
        "is_allowed_origin",
        "is_encrypted",
        "is_private",
        "origins",
        "request",
    )

    request: Request

    def __init__(
        self,
        above: asyncio.Protocol,
        loop: asyncio.AbstractEventLoop,
        patience: float,
        site: Site,
        host: str,
        origins: Origins,
        *,
        sockets: Mapping[str, "SocketMaker"] = _NO_SOCKETS,
        is_secure: bool = False,
        forwarded: Mover | None = None,
    ) -> None:
        """`is_secure` if a proxy says that the client's side is encrypted.

        `forwarded`, if it is a proxy that says for whom it asks in headers of its own, is told.
        """
        super().__init__(above, loop, patience)
        self._counted = above
        """The protocol that counts the connection, and counts it out when it is lost."""
        self._site = site
        self._sockets = sockets
        self._forwarded = forwarded
        self.origins = origins
        self.host = host
        self.is_encrypted = is_secure
        self.is_private = is_secure or host == LOCAL or is_local(host)
        self.is_allowed_origin = False
        self._head: HeadBuffer | None = HeadBuffer()
        self._body: Body | None = None
        self._unread = 0
        """Bytes of the body that are still to come."""
        self._is_answered = False
        self._file: Response | None = None
        """The response whose file is being sent,"""
        self._left = 0
        """and how many bytes of it are left."""
        self._deadline: asyncio.TimerHandle | None = None

    # Called by the transport below.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note whether the line is encrypted."""
        super().connection_made(transport)
        self.is_encrypted |= transport.get_extra_info("ssl_object") is not None
        self.is_private |= self.is_encrypted

    def data_received(self, data: bytes) -> None:
        """Pass it on, or to whoever takes the body."""
        if self.is_open:
            self.above.data_received(data)
        elif self._head is not None and not self._is_answered:
            self._read_head(self._head, data)
        elif self._body is not None:
            self._read_body(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell who waits for the body."""
        self._stop_deadline()
        self._give_up_body()
        self._close_file()
        self._is_answered = True
        super().connection_lost(exc)
        if self.above is not self._counted:
            self._counted.connection_lost(exc)

    def pause_writing(self) -> None:
        """A file waits; a WebSocket is told."""
        if self.is_open:
            super().pause_writing()

    def resume_writing(self) -> None:
        """Send more of the file."""
        if self.is_open:
            super().resume_writing()
        elif self._file is not None:
            self._send_file()

    # Called by the protocol above.

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Pass it on."""
        self.below.write(data)

    # Called by handlers.

    def answer(self, response: Response) -> None:
        """Send the response, the only one, and close."""
        if self._is_answered:
            if not isinstance(response.body, bytes):
                response.body.close()
            return None
        self._is_answered = True
        self._body = None
        body = response.body
        bare = self._head is None and self.request.method == "HEAD"
        if isinstance(body, bytes):
            self.below.write(response.head() + (b"" if bare else body))
            return self._end()
        self._file, self._left = response, 0 if bare else response.length
        self._limit(self._left)
        self.below.write(response.head())
        return self._send_file()

    # The request.

    def _read_head(self, head: HeadBuffer, data: bytes) -> None:
        try:
            found = head.feed(data)
            if found is None:
                return
            request, rest = found
            length = request.length
        except NotHttp:
            self.below.write(_NOT_IRC)
            self._is_answered = True
            self._end()
            return
        except BadRequest as bad:
            self.answer(plain(bad.status, bad.sentence))
            return
        self.request = request
        self._head = None
        if self._forwarded is not None:
            try:
                self._use_forwarded_headers(request, self._forwarded)
            except RefusedConnectionError as refusal:
                self.answer(plain(HTTPStatus.SERVICE_UNAVAILABLE, f"{refusal}."))
                return
        if request.upgrades_to_websocket:
            if (make := self._sockets.get(request.path)) is not None:
                self.above = make(self)
            self.connect_above()
            self.above.data_received(head.received)
            return
        self.stop_timer()
        self._begin(request, length)
        if self._body is not None and (rest or not length):
            self._read_body(rest)

    def _use_forwarded_headers(self, request: Request, forwarded: Mover) -> None:
        """Take the proxy's word for who asks: of several in a row, the last one knows it.

        Where it says nothing, the way to whoever asks is not taken for private.
        """
        self.is_private = self.is_encrypted
        said = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
        if written := _WITH_PORT.fullmatch(said):
            said = written[1] or written[2]
        try:
            self.host = host = str(read_address(said))
        except ValueError:
            return
        self.is_encrypted = request.headers.get("x-forwarded-proto", "").strip() == "https"
        self.is_private = self.is_encrypted or is_local(host)
        forwarded(host, self.is_encrypted)

    def _begin(self, request: Request, length: int) -> None:
        origin = request.headers.get("origin")
        hosts = request.headers.get("host", "")
        self.is_allowed_origin = self.origins.allow([origin] if origin else [], hosts)
        handler = self._site.find(request.path)
        if handler is None:
            self.answer(_NO_PAGE if request.path == "/" else _NOT_FOUND)
            return
        self._unread = length
        try:
            body = handler(self)
        except Exception as error:  # noqa: BLE001 - others are served on this loop
            self._fail(error)
            return
        if self._is_answered:
            return
        self._body = body
        self._limit(length)
        if body is not None and request.headers.get("expect", "").lower() == "100-continue":
            self.below.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _read_body(self, data: bytes) -> None:
        body = self._body
        if body is None:
            return
        piece = data[: self._unread]
        self._unread -= len(piece)
        try:
            if piece:
                body.feed(piece)
            if not self._unread and self._body is not None:
                self._body = None
                body.finish()
        except Exception as error:  # noqa: BLE001 - the same
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        exception_logging.report("a request over HTTP could not be answered", error)
        self._give_up_body()
        words = "The server could not do that. Try again later."
        self.answer(plain(HTTPStatus.INTERNAL_SERVER_ERROR, words))

    def _give_up_body(self) -> None:
        body, self._body = self._body, None
        if body is not None:
            try:
                body.abandon()
            except Exception as error:  # noqa: BLE001 - the same
                exception_logging.report("a request over HTTP could not be aborted", error)

    # The response.

    def _send_file(self) -> None:
        response = self._file
        if response is None or isinstance(response.body, bytes):
            return
        try:
            while self._left and self.below.get_write_buffer_size() <= _CHUNK:
                piece = response.body.read(min(_CHUNK, self._left))
                if not piece:  # it is shorter than was announced
                    self.below.abort()
                    return
                self._left -= len(piece)
                self.below.write(piece)
                if self.below.is_closing():
                    return
        except OSError as error:
            exception_logging.report("a file could not be read", error)
            self.below.abort()
            return
        if not self._left:
            self._close_file()
            self._end()

    def _close_file(self) -> None:
        response, self._file = self._file, None
        if response is not None and not isinstance(response.body, bytes):
            response.body.close()

    def _end(self) -> None:
        self._stop_deadline()
        self.stop_timer()
        self.below.close()

    def _limit(self, size: int) -> None:
        """Cut the peer off if so many bytes take too long."""
        self._stop_deadline()
        seconds = self.patience + size / _SLOWEST
        self._deadline = self.loop.call_later(seconds, self._run_out)

    def _run_out(self) -> None:
        self._deadline = None
        self._give_up_body()
        self.below.abort()

    def _stop_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


SocketMaker = Callable[[HttpLayer], asyncio.Protocol]
"""Makes the protocol for a WebSocket; it gets the request with `data_received`, as it came."""

"""HTTP responses. Each is the last on its connection, which keeps both sides simple."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import BinaryIO, Final

import msgspec

_ALWAYS: Final = {
    "Connection": "close",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class Response(msgspec.Struct, frozen=True):
    """A response; `body` is bytes, or an open file of which `size` bytes are sent."""

    status: int
    body: bytes | BinaryIO = b""
    size: int = -1
    """Bytes of the body; -1 is those of `body`, or none of a file."""
    headers: Mapping[str, str] = {}

    @property
    def length(self) -> int:
        """Bytes of the body."""
        if self.size >= 0:
            return self.size
        return len(self.body) if isinstance(self.body, bytes) else 0

    def head(self) -> bytes:
        """The status line and the headers, with the empty line behind them."""
        lines = [f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}"]
        headers = {**_ALWAYS, **self.headers}
        if self.status != HTTPStatus.NO_CONTENT:
            headers["Content-Length"] = str(self.length)
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")


def plain(status: int, sentence: str, headers: Mapping[str, str] | None = None) -> Response:
    """A response with a sentence for whoever reads it."""
    kind = {"Content-Type": "text/plain; charset=utf-8"}
    return Response(status, f"{sentence}\n".encode(), headers=kind | dict(headers or {}))

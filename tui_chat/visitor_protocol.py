"""What the server and the client it runs for a visitor say to each other.

The server starts one process that has the client loaded (`tui_chat.client.visitor.spawner`), and
sends it a `Start` for each visitor, with file descriptors beside it: the ends of the visitor's
terminal, and last a control socket. Both sockets keep the boundaries of messages.
"""

from typing import Final

import msgspec

LONGEST: Final = 1 << 14
"""Bytes of a message."""
CONNECT: Final = b"connect"
"""On the control socket, from the client: make a connection to the server.

The answer is `CONNECTED` with the connection's descriptor, or a sentence that says why not. When
the server closes the control socket, the client ends; when the client ends, the server sees it.
"""
CONNECTED: Final = b"connected"
FAILED: Final = b"failed "
"""On the control socket, from the client: it has made a mistake, with the traceback behind this."""


class Limits(msgspec.Struct, frozen=True):
    """What the process of one visitor may use."""

    memory: int
    """Bytes of memory of its own."""
    cpu: int
    """Seconds of the processor, in all."""
    files: int = 64
    """Open files."""


class Start(msgspec.Struct, frozen=True, tag="start"):
    """Start a client for a visitor. `number` is not used twice.

    `nick` is proposed, or used at once if the person `has_chosen` it. `account` is proven by the
    connection. `host` and `port` are for other clients. `secured` says that the visitor's line is
    encrypted, `trusted` that nobody can read it although it is not. `plain` is one of lines, with
    three ends of pipes instead of a terminal.
    """

    number: int
    limits: Limits
    nick: str = ""
    has_chosen: bool = False
    account: str = ""
    password: str = ""
    channels: tuple[str, ...] = ()
    host: str = ""
    port: int = 0
    secured: bool = False
    trusted: bool = False
    plain: bool = False
    environment: dict[str, str] = {}


class Kill(msgspec.Struct, frozen=True, tag="kill"):
    """End the client of a visitor at once."""

    number: int


class Ended(msgspec.Struct, frozen=True, tag="ended"):
    """The client of a visitor has ended, with this exit status; negative after a signal."""

    number: int
    status: int


Order = Start | Kill

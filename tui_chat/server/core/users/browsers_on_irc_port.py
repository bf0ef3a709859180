"""Refusing browsers that a web page makes connect to the IRC port.

A page can make the browser of anybody who visits it send a request with IRC commands in it, even to
a server that only the visitor's machine can reach. So such a connection is closed before the lines
behind the beginning of the request are handled.
"""

import re
from typing import Final

from tui_chat.server.core.context import Context
from tui_chat.server.core.users import session_start_and_end
from tui_chat.wire.message import Message

NOT_HTTP: Final = "This is an IRC server: it does not speak HTTP"
_METHODS: Final = {
    *("CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PRI", "PROPFIND", "PUT"),
    "TRACE",
}
_VERSION: Final = re.compile(r"HTTP/\d(\.\d)?")


def is_http(message: Message) -> bool:
    """Whether a line is part of an HTTP request, where it is no command that we know.

    A page may choose an IRC command as its method. Then the next line, the header Host, gives it
    away: no IRC command ends with a colon.
    """
    command, params = message.command, message.params
    return is_method(command) or (
        len(params) == 2 and _VERSION.fullmatch(params[1].rstrip(" ")) is not None
    )


def is_method(command: str) -> bool:
    """Whether a command is one of HTTP, or begins a header."""
    return command in _METHODS or command.endswith(":")


def refuse(ctx: Context) -> None:
    """Close the connection, before anything behind the request is heard."""
    ctx.log("turned away", host=ctx.session.host, reason=NOT_HTTP)
    ctx.close(NOT_HTTP)
    session_start_and_end.end_session(ctx, NOT_HTTP)

"""Browsers that speak to us without knowing.

A web page may have them send anything behind the first lines of a request, from the machine of
whoever looks at it: to a server that only this machine can reach, too.
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
    """Whether a line that is no command before registration is one of a request.

    A page may choose any method, and with it a command that we know; then it is the header Host,
    the next line, that tells: no command of IRC ends with a colon.
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

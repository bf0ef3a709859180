"""What the command line, or a file, asks of the client."""

import ssl
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClientOptions:
    """Where to go, and as whom.

    `nick` "" asks the person. `channels` are joined once the server has taken us in. `tls` is
    the context to encrypt with, None for a plain connection.

    For a server that ends with the client: `invitation` is the line by which others join, and
    `others` counts who else is connected.
    """

    host: str
    port: int = 6667
    nick: str = ""
    channels: tuple[str, ...] = ()
    password: str = ""
    tls: ssl.SSLContext | None = None
    invitation: str = ""
    others: Callable[[], int] | None = None

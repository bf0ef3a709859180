"""The timeouts of connections."""

import msgspec


class Timeouts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Timeouts, in seconds."""

    handshake: float = 10
    """For the handshake of TLS or a WebSocket."""
    registration: float = 30
    """From the connection to the end of registration."""
    ping: float = 90
    """Of silence, until the server pings the client."""
    pong: float = 60
    """Of silence, until it closes the connection."""

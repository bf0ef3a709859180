"""The timeouts of connections."""

import msgspec


class Timeouts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Timeouts, in seconds."""

    handshake: float = 10
    """For a TLS or WebSocket handshake."""
    registration: float = 30
    """For a new client to send its nickname and log in."""
    ping: float = 90
    """Without a message from a client, before the server pings it."""
    pong: float = 60
    """Without an answer to the ping, before the server closes the connection."""

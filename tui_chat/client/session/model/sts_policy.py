"""How a server wants to be connected to (IRCv3 sts)."""

import msgspec


class StsPolicy(msgspec.Struct, frozen=True):
    """Speak to the server on `port`, encrypted, until this time (seconds of Unix time)."""

    port: int
    until: float

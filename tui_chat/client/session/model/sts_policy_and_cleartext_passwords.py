"""How safe a connection must be: whether it may carry passwords, and when it must be TLS. Pure.

The connector ensures that the connection leads to a server that the person named or trusts. This
module decides what others on the network may read, for every program of the client.
"""

import msgspec


def may_say_passwords(*, secured: bool, trusted: bool, may_send_us_on: bool) -> bool:
    """Whether passwords may be sent over a connection: the server's, or those of accounts.

    `secured` means that it is encrypted; `trusted` that nobody can listen, or that the person
    does not mind. `may_send_us_on` means that the server may still redirect us to TLS (IRCv3 sts).
    Whoever can delay or cut our attempts to encrypt can also listen to what is not encrypted.
    """
    return secured or (trusted and not may_send_us_on)


class StsPolicy(msgspec.Struct, frozen=True):
    """Speak to the server on `port`, encrypted, until this time (seconds of Unix time)."""

    port: int
    until: float

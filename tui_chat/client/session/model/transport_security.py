"""How safe a connection must be: which passwords it may carry, and when it must be TLS. Pure.

The connector ensures that the connection leads to a server that the person named or trusts. This
module decides what others on the network may read, for every program of the client.
"""

import enum

import msgspec


class Secret(enum.Enum):
    """A password that others must not learn."""

    SERVER_PASSWORD = "server password"  # noqa: S105 - a name
    """PASS: many people know it."""
    ACCOUNT_PASSWORD = "account password"  # noqa: S105 - a name
    """The person's own, where it is sent as it is: SASL PLAIN, REGISTER, NickServ."""


def may_be_said(secret: Secret, *, secured: bool, trusted: bool, may_send_us_on: bool) -> bool:
    """Whether `secret` may be sent over a connection.

    `secured` means that it is encrypted; `trusted` that nobody can listen, or that the person
    does not mind. `may_send_us_on` means that the server may still redirect us to TLS (IRCv3 sts).
    """
    if secured:
        return True
    if may_send_us_on:
        return False
    return trusted or secret is Secret.SERVER_PASSWORD


class StsPolicy(msgspec.Struct, frozen=True):
    """Speak to the server on `port`, encrypted, until this time (seconds of Unix time)."""

    port: int
    until: float

"""Which passwords may be said over a connection: the one place that decides. Pure.

That a connection leads to a server that the person named or trusts is the door's to see to; what
others on the way may read is decided here, for every program of the client.
"""

import enum


class Secret(enum.Enum):
    """What others are not to learn."""

    SERVER_PASSWORD = "server password"  # noqa: S105 - a name
    """PASS: many know it."""
    ACCOUNT_PASSWORD = "account password"  # noqa: S105 - a name
    """One person's own, where it goes over the line as it is: SASL PLAIN, REGISTER, NickServ."""


def may_be_said(secret: Secret, *, secured: bool, trusted: bool, may_send_us_on: bool) -> bool:
    """Whether `secret` may be said over a connection.

    `secured` is one that is encrypted; `trusted` one that nobody can listen to, or where the
    person does not mind. `may_send_us_on` while a server in the clear may still send us to where
    it is encrypted (IRCv3 sts).
    """
    if secured:
        return True
    if may_send_us_on:
        return False
    return trusted or secret is Secret.SERVER_PASSWORD

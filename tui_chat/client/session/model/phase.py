"""The phases of a connection: from no connection to a server that has let us in.

Two groups of facts are not phases, because each holds in several: how safe the connection is
(`secured`, `trusted`, `may_send_us_on`), and how it will end (`farewell`, `dismissed`,
`refuses_reconnect`).
"""

import enum
from typing import Final


class Phase(enum.IntEnum):
    """A phase of one connection; each comes after all phases above it."""

    OFFLINE = 0
    """There is no connection."""
    HOLDING_BACK = 1
    """Our password waits until the server had its chance to redirect us to TLS (IRCv3 sts)."""
    CONNECTED = 2
    """We may introduce ourselves, but have no nickname yet."""
    INTRODUCED = 3
    """NICK and USER are sent."""
    REGISTERED = 4
    """The server has let us in (RPL_WELCOME)."""
    WELCOMED = 5
    """Its welcome is complete: channels can be joined and messages sent."""
    SETTLED = 6
    """It has also answered our first PING: we know the channels that it put us in by itself."""


_NEXT: Final = {
    Phase.OFFLINE: {Phase.HOLDING_BACK, Phase.CONNECTED},
    # A server that lets us in before it was told who we are must not be told later.
    Phase.HOLDING_BACK: {Phase.CONNECTED, Phase.REGISTERED},
    Phase.CONNECTED: {Phase.INTRODUCED, Phase.REGISTERED},
    Phase.INTRODUCED: {Phase.REGISTERED},
    Phase.REGISTERED: {Phase.WELCOMED},
    Phase.WELCOMED: {Phase.SETTLED},
    Phase.SETTLED: set[Phase](),
}
"""The phases that may follow each; OFFLINE may follow all."""


class PhaseError(Exception):
    """A phase cannot follow another: a mistake of ours, whatever the server does."""


def following(phase: Phase, new: Phase) -> Phase:
    """Give `new`, if it may follow `phase`. Raises PhaseError."""
    if new is not Phase.OFFLINE and new not in _NEXT[phase]:
        raise PhaseError(f"{new.name} cannot follow {phase.name}")
    return new


class FirstChannel:
    """How far we are on the way into a first channel, over all connections of a run."""

    __slots__ = ("first_waiting", "was_reached")

    def __init__(self) -> None:
        self.was_reached = False
        """Whether any channel has let us in."""
        self.first_waiting: int | None = None
        """The id of the first line of the server's page that waits for a channel."""

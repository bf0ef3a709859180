"""Whether a lost connection is tried again, after how long, and at which node of a network."""

import random
from typing import Final

from tui_chat.client.connect.node_connector import NodeConnector
from tui_chat.client.session import Session
from tui_chat.wire.nodes_capability import CUT_OFF

LONGEST_WAIT: Final = 60.0
LONGEST_ROUND_WAIT: Final = 4.0
"""Seconds, and a quarter more or less, between two rounds over the nodes of a network: when more
than half of them are back, so are we."""
_SPREAD: Final = 0.3
"""Seconds in which the clients of a node that is lost go to another."""
_STAYED: Final = 60.0
"""A connection that lasted so many seconds starts the delays between attempts afresh."""


class RetryPolicy:
    """Decides about the next attempt of a link. `nodes` is None where there is one server only."""

    def __init__(self, session: Session, nodes: NodeConnector | None) -> None:
        self._session = session
        self._nodes = nodes
        self._attempt = 0
        self._opened_at = 0.0
        self._was_dismissed = self._is_cut_off = self._was_put_out = False

    def start_over(self) -> None:
        """Count attempts from the beginning: the person wants to connect."""
        self._attempt = 0
        self._was_dismissed = False

    def next_attempt(self) -> int:
        """The number of the attempt that begins now; the first after a good connection is 1."""
        self._attempt += 1
        return self._attempt

    def opened(self, now: float) -> None:
        """The attempt has succeeded at this time, in seconds of the loop's clock."""
        self._opened_at = now

    def wait(self, now: float, *, ended: bool, is_reached: bool) -> float | None:
        """Seconds until the next attempt, after a connection was lost or not made; None for never.

        `ended` says that the person closed the link, or that the certificate was refused;
        `is_reached` that the server could be reached.
        """
        # A server may register us and disconnect us at once: that is no good connection.
        stayed = self._session.registered and now - self._opened_at >= _STAYED
        if stayed:
            self._attempt = 0
        wait = self._delay() if not ended and self._tries_again() else None
        if not ended and self._goes_elsewhere(is_reached=is_reached, afresh=stayed):
            wait = random.uniform(0, _SPREAD)  # noqa: S311 - not a secret
        return wait

    def _tries_again(self) -> bool:
        if self._session.refuses_reconnect:
            return False
        if self._session.was_registered or self._says_cut_off:
            return True
        # A server that is just starting, or ending, may say ERROR to whoever comes.
        once, self._was_dismissed = self._was_dismissed, self._session.dismissed
        return self._session.dismissed and not once

    def _delay(self) -> float:
        if not self._attempt:
            self._is_cut_off = self._was_put_out = False
        if self._says_cut_off:
            self._is_cut_off = True
        elif self._session.registered and self._session.dismissed:
            self._was_put_out = bool(self._attempt)
        is_soon_back = self._is_cut_off or (self._nodes is not None and self._nodes.are_several)
        if self._was_put_out or not is_soon_back:
            return backoff(self._attempt)
        return min(backoff(self._attempt), jittered(LONGEST_ROUND_WAIT))

    @property
    def _says_cut_off(self) -> bool:
        """Whether the server says that it cannot reach the others of its network."""
        return CUT_OFF in self._session.farewell

    def _goes_elsewhere(self, *, is_reached: bool, afresh: bool) -> bool:
        """Whether the next attempt is at another node of the network, without delay."""
        if self._nodes is None or self._session.refuses_reconnect:
            return False
        if is_reached and not (self._session.was_registered or self._says_cut_off):
            return False
        return self._nodes.move_on(afresh=afresh)


def backoff(attempt: int) -> float:
    """Seconds to wait after so many failures: 1, 2, 4... 60, each up to a quarter more or less.

    The chance keeps the clients of a server that restarts from coming back all at once.
    """
    seconds = min(LONGEST_WAIT, 2.0 ** min(attempt, 10) / 2 if attempt else 1.0)
    return jittered(seconds)


def jittered(seconds: float) -> float:
    """`seconds`, up to a quarter more or less at random."""
    return seconds * random.uniform(0.75, 1.25)  # noqa: S311 - not a secret

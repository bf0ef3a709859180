"""Finding out whether anybody is still at the other end of a connection."""

import asyncio
from collections.abc import Callable
from typing import Final, Protocol

from tui_chat.server.core.events import ClientId
from tui_chat.server.engine.node import Node
from tui_chat.server.limits.timeouts import Timeouts
from tui_chat.wire.message import Message

_RECENT_SECONDS: Final = 1.0
"""Seconds for which a client counts as alive after its last bytes."""
_LOST: Final = "Connection lost before all that came in was heard"


class Peer(Protocol):
    """A connection, as its keepalive sees it."""

    client: ClientId

    @property
    def is_closed(self) -> bool:
        """Whether the client's input is ignored: the connection is being closed."""

    @property
    def is_input_paused(self) -> bool:
        """Whether the client is not read just now."""

    @property
    def has_hung_up(self) -> bool:
        """Whether the peer has closed its side; bytes before that may be unread."""


class Keepalive:
    """Pings one client that is silent, and ends its connection if there is no answer.

    Its connection sets `active_at` and calls `ping_answered` as bytes arrive. The methods take the
    connection as `peer`: a reference to it would be a cycle.
    """

    __slots__ = (
        "_loop",
        "_node",
        "_opened_at",
        "_waiting",
        "active_at",
        "is_pinged",
        "timeouts",
    )

    def __init__(
        self, node: Node, loop: asyncio.AbstractEventLoop, timeouts: Timeouts, now: float
    ) -> None:
        self._node = node
        self._loop = loop
        self.timeouts = timeouts
        self._opened_at = self.active_at = now
        self.is_pinged = False
        """Whether nothing has come since the last ping."""
        self._waiting: list[Callable[[bool], None]] | None = None
        """Called with whether the client is alive; None for nobody."""

    def ping_answered(self) -> None:
        """Note that bytes came after a ping."""
        self.is_pinged = False
        self._settle(alive=True)

    def lost(self) -> None:
        """Note that the connection is gone."""
        self._settle(alive=False)

    def check(self, peer: Peer, now: float) -> None:
        """Ping a silent client; end a dead one, and one that does not register in time.

        `now` is the loop's time, in seconds. Called at intervals for every connection: cheaper
        than a timer each.
        """
        limits = self.timeouts
        if peer.is_closed:
            return
        if not self._node.is_registered(peer.client):
            # However much the client sends: bytes alone do not register it.
            if now - self._opened_at > limits.registration:
                self._node.end_connection(peer.client, "Registration timed out")
        elif peer.is_input_paused:
            return  # an answer could not be seen
        elif self.is_pinged:
            if now - self.active_at > limits.ping + limits.pong:
                self._node.end_connection(peer.client, "Ping timeout")
        elif now - self.active_at > limits.ping:
            self._ping(peer)

    def probe(self, peer: Peer, patience: float, done: Callable[[bool], None]) -> None:
        """Find out whether the client is alive; end its connection if it is not.

        `done` is called once, at once or within `patience` seconds, with whether it is alive.
        """
        asked_at = self._loop.time()
        if peer.is_input_paused:
            # It sent too fast, and is there; or it has hung up, and its owner is coming back.
            self._waiting = [*(self._waiting or ()), done]
            self.end_if_hung_up(peer)
        elif asked_at - self.active_at < _RECENT_SECONDS:
            done(True)
        elif peer.is_closed:
            done(False)
        else:
            self._waiting = [*(self._waiting or ()), done]
            self._loop.call_later(patience, self._judge, peer, asked_at)
            self._ping(peer)

    def end_if_hung_up(self, peer: Peer) -> None:
        """End the connection, soon, if the client has hung up and lines of it still wait.

        Later the lines would be handled. But a person who comes back looks for them in the
        history, and sends again what is not there.
        """
        self._loop.call_soon(self._end_hung_up, peer)

    def _end_hung_up(self, peer: Peer) -> None:
        alive = not (peer.is_input_paused and peer.has_hung_up)
        try:
            if not alive and not peer.is_closed:
                self._node.end_connection(peer.client, _LOST)
        finally:  # or a probe would wait for ever
            self._settle(alive=alive and not peer.is_closed)

    def _judge(self, peer: Peer, asked_at: float) -> None:
        if self._waiting and self.active_at <= asked_at:
            try:
                self._node.end_connection(peer.client, "Ping timeout")
            finally:  # or a probe would wait for ever
                self._settle(alive=False)

    def _settle(self, *, alive: bool) -> None:
        waiting, self._waiting = self._waiting, None
        for done in waiting or ():
            done(alive)

    def _ping(self, peer: Peer) -> None:
        self._node.send_to(peer.client, Message("PING", (self._node.network.name,)))
        self.is_pinged = True

"""Whether anybody is still at the other end of a connection."""

import asyncio
from abc import abstractmethod
from collections.abc import Callable
from typing import Final

from tui_chat.server.core.events import ClientId
from tui_chat.server.engine.node import Node
from tui_chat.server.limits.rates import Timeouts
from tui_chat.wire.message import Message

_LATELY: Final = 1.0
"""Seconds after which somebody who was heard need not be asked whether it lives."""
_LOST: Final = "Connection lost before all that came in was heard"


class Mortal:
    """The part of a connection that finds out whether its client lives.

    `_is_kept_waiting` says that the client is not read just now, `_has_hung_up` that there is an
    end behind what it has said.
    """

    __slots__ = ("_active_at", "_opened_at", "_pinged", "_proofs")

    client: ClientId
    _active_at: float
    _closed: bool
    _loop: asyncio.AbstractEventLoop
    _node: Node
    _opened_at: float
    _pinged: bool
    _proofs: list[Callable[[bool], None]] | None
    """Who wants to know whether the client lives; None for nobody."""
    _timeouts: Timeouts

    @property
    @abstractmethod
    def _is_kept_waiting(self) -> bool: ...

    @property
    @abstractmethod
    def _has_hung_up(self) -> bool: ...

    def check_alive(self, now: float) -> None:
        """Ask a silent client whether it lives; end a dead one, and one that never registers.

        `now` is the loop's time, in seconds. Called now and then for every connection: cheaper
        than a timer each.
        """
        limits = self._timeouts
        if self._closed:
            return
        if not self._node.is_registered(self.client):
            # However much it says: that alone brings it no further.
            if now - self._opened_at > limits.registration:
                self._node.turn_out(self.client, "Registration timed out")
        elif self._is_kept_waiting:
            return  # we have not looked for a sign of life
        elif self._pinged:
            if now - self._active_at > limits.ping + limits.pong:
                self._node.turn_out(self.client, "Ping timeout")
        elif now - self._active_at > limits.ping:
            self._ping()

    def prove(self, patience: float, done: Callable[[bool], None]) -> None:
        """Find out whether anybody is there; end the connection if not.

        `done` is called once, at once or within `patience` seconds, with whether it lives.
        """
        asked_at = self._loop.time()
        if self._is_kept_waiting:
            # It spoke too fast, and is there, or hung up and comes back.
            self._proofs = [*(self._proofs or ()), done]
            self.bury()
        elif asked_at - self._active_at < _LATELY:
            done(True)
        elif self._closed:
            done(False)
        else:
            self._proofs = [*(self._proofs or ()), done]
            self._loop.call_later(patience, self._judge, asked_at)
            self._ping()

    def bury(self) -> None:
        """End the connection, soon, if the client has hung up and lines of it still wait.

        They would be handled later; but whoever comes back looks for them in the history, and
        says again what is not there.
        """
        self._loop.call_soon(self._end_ghost)

    def _end_ghost(self) -> None:
        lives = not (self._is_kept_waiting and self._has_hung_up)
        try:
            if not lives and not self._closed:
                self._node.turn_out(self.client, _LOST)
        finally:  # or whoever asked would wait for ever
            self._vouch(lives=lives and not self._closed)

    def _judge(self, asked_at: float) -> None:
        if self._proofs and self._active_at <= asked_at:
            try:
                self._node.turn_out(self.client, "Ping timeout")
            finally:  # or whoever asked would wait for ever
                self._vouch(lives=False)

    def _vouch(self, *, lives: bool) -> None:
        proofs, self._proofs = self._proofs, None
        for done in proofs or ():
            done(lives)

    def _ping(self) -> None:
        self._node.say(self.client, Message("PING", (self._node.network.name,)))
        self._pinged = True

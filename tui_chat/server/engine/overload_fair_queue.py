"""A queue for busy clients while the server is overloaded.

Many connections can flood the server although each keeps to its own rate. Two signs show this:
ticks of the event loop take long, and lines are left over at the end of a tick. From then on,
each client that has lately sent more than a little waits in a queue. A few of them are served in
each tick; then the queue rests for as long as that took. The overload ends when the queue is
empty. Clients that send little are served at once, or in the next tick if this one is full.
"""

import math
from collections import deque
from collections.abc import Callable
from typing import Final

from tui_chat.server import exception_logging
from tui_chat.server.core.effects import Ask
from tui_chat.server.engine.clock import SYSTEM_CLOCK, Clock
from tui_chat.server.engine.pending_requests import Answerer

LONG: Final = 0.02
"""Seconds of the longest tick that nobody notices; a message waits for two ticks."""
MUCH: Final = 20_000
"""Lines to be written, counted once for each receiver, that take about as long."""
SOON: Final = 0.25
"""Seconds within which a second long tick means overload; a single one means nothing."""
LASTS: Final = 2.0
"""Seconds for which there is overload after the last sign of it."""
_SLICE: Final = LONG / 4
"""Seconds of each tick for busy clients."""
_DEAR: Final = 0.001
"""Seconds of work that count as one more line; a line itself may take as long."""
_WRITTEN: Final = 2e-7
"""Seconds that it costs to write a line to one receiver."""
_ASKED: Final = 4.0
"""How many lines a command counts for that another thread answers."""
_BLINK: Final = 0.002
"""Seconds between looks at whether all requests are answered."""


class Overload:
    """Whether the server is overloaded. Times are monotonic, in seconds."""

    __slots__ = ("_long_at", "_until")

    def __init__(self) -> None:
        self._until = -math.inf
        self._long_at = -math.inf

    def note_tick(self, tick: float, now: float) -> None:
        """Take note of a tick that took `tick` seconds and ends now."""
        if tick > LONG:
            if now - tick - self._long_at < SOON:
                self.extend(now)
            self._long_at = now

    def extend(self, now: float) -> None:
        """Extend the overload: it is still going on."""
        self._until = now + LASTS

    def is_on(self, now: float) -> bool:
        """Whether busy clients have to wait."""
        return now < self._until


Later = Callable[[float, Callable[[], None]], object]
"""Calls a function once, after this many seconds, on the loop's thread."""
Turn = Callable[[], None]
"""Handles one line of a connection; the connection asks again before the next."""


class FairQueue:
    """The connections that wait while the server is overloaded.

    `work` gives, for a time, how many seconds the current tick has lasted, and how many lines
    are to be written at its end, counted once for each receiver.
    """

    def __init__(
        self, work: Callable[[float], tuple[float, int]], clock: Clock = SYSTEM_CLOCK
    ) -> None:
        self._monotonic, self._thread_time = clock.monotonic, clock.thread
        self.overload = Overload()
        self._work = work
        self._little: deque[Turn] = deque()
        """Clients that send little, and came when the tick was full."""
        self._much: deque[Turn] = deque()
        """Busy clients."""
        self._unanswered = 0
        self._moves = False
        """Whether the next round is scheduled."""

    def __len__(self) -> int:
        return len(self._little) + len(self._much)

    # Waiting

    def enqueue_if_busy(self, turn: Turn, later: Later, *, much: bool) -> bool:
        """Whether a connection has to wait; then `turn` is called later. `much` if it is busy."""
        now = self._monotonic()
        tick, load = self._work(now)
        # While others that send little wait, a new one goes behind them.
        if tick > LONG / 2 or load > MUCH / 2 or (self._little and not much):
            (self._much if much else self._little).append(turn)
        elif much and self.overload.is_on(now):
            self._much.append(turn)
        else:
            return False
        if not self._moves:
            later(0.0, lambda: self._serve(later))
            self._moves = True
        return True

    def _serve(self, later: Later) -> None:
        """Serve some of the waiting connections in order: first the ones that send little."""
        began = self._monotonic()
        self._serve_some(self._little, began + LONG / 2, MUCH / 2)
        self._serve_some(self._much, began + _SLICE, MUCH / 4)
        if self._little or self._much:
            self.overload.extend(began)
        # After the end of this tick: writing is most of the work.
        later(0.0, lambda: self._rest(began, later))

    def _serve_some(self, waiting: deque[Turn], until: float, most: float) -> None:
        for _ in range(len(waiting)):
            now = self._monotonic()
            if now > until or self._work(now)[1] > most:
                return
            turn = waiting.popleft()
            try:
                turn()
            except Exception as error:  # noqa: BLE001 - the rest of the queue would wait for ever
                exception_logging.report("a waiting connection could not be served", error)

    def _rest(self, began: float, later: Later) -> None:
        """Serve nobody from the queue for as long as this round took."""
        self._moves = bool(self._little or self._much)
        if self._little:
            later(0.0, lambda: self._serve(later))
        elif self._unanswered and self._moves:
            later(_BLINK, lambda: self._rest(began, later))
        elif self._moves:
            later(self._monotonic() - began, lambda: self._serve(later))

    def counting(self, answerer: Answerer) -> Answerer:
        """The same answerer; its unanswered requests prolong the rest between two rounds."""

        def answer(question: Ask, done: Callable[[object], None]) -> None:
            self._unanswered += 1

            def found(what: object) -> None:
                self._unanswered -= 1
                done(what)

            try:
                answerer(question, found)
            except BaseException:
                self._unanswered -= 1  # it will never be answered
                raise

        return answer

    # Costs

    def spent(self) -> tuple[float, int]:
        """This thread's processor time so far, in seconds, and the lines this tick is to write."""
        # Not the time of day: other processes may have had the processor meanwhile.
        return self._thread_time(), self._work(0.0)[1]

    def extra_cost(self, before: tuple[float, int], *, asked: bool) -> float:
        """How many extra lines the work counts for that was done since `before`, from `spent`."""
        began, load = before
        now, after = self.spent()
        took = now - began + (after - load) * _WRITTEN
        return max(0.0, took / _DEAR - 1.0) + (_ASKED if asked else 0.0)

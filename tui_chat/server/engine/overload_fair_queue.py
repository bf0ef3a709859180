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

LONG_TICK: Final = 0.02
"""Seconds: people notice ticks longer than this, because a message waits for two of them."""
LONG_TICK_LINES: Final = 20_000
"""Number of lines that take about `LONG_TICK` to write, counted once for each receiver."""
REPEATED_WITHIN: Final = 0.25
"""Seconds: a second long tick within this time means overload; a single one means nothing."""
OVERLOAD_DURATION: Final = 2.0
"""Seconds from the last sign of overload until it counts as over."""
_BUSY_SECONDS: Final = LONG_TICK / 4
"""Seconds of each tick that are spent on busy clients."""
_SECONDS_PER_LINE: Final = 0.001
"""Seconds of work that count as one line: a line may take this long without extra cost."""
_SECONDS_PER_WRITE: Final = 2e-7
"""Seconds that writing a line to one receiver takes."""
_LINES_PER_REQUEST: Final = 4.0
"""Number of extra lines that a command counts for if another thread answers it."""
_POLL_INTERVAL: Final = 0.002
"""Seconds between two checks whether all requests are answered."""
_LONGEST_REST: Final = 0.25
"""Seconds for which a round waits for requests at most: some are always asking, and whoever is new
here waits in the queue, too."""


class Overload:
    """Whether the server is overloaded. Times are monotonic, in seconds."""

    __slots__ = ("_long_at", "_until")

    def __init__(self) -> None:
        self._until = -math.inf
        self._long_at = -math.inf

    def note_tick(self, tick: float, now: float) -> None:
        """Record a tick that took `tick` seconds and ends now."""
        if tick > LONG_TICK:
            if now - tick - self._long_at < REPEATED_WITHIN:
                self.extend(now)
            self._long_at = now

    def extend(self, now: float) -> None:
        """Extend the overload: it is still going on."""
        self._until = now + OVERLOAD_DURATION

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
        self._others: deque[Turn] = deque()
        """Clients that send little and whose lines came when the tick was full."""
        self._busy: deque[Turn] = deque()
        """Busy clients."""
        self._unanswered = 0
        self._is_scheduled = False
        """Whether the next round is scheduled."""

    def __len__(self) -> int:
        return len(self._others) + len(self._busy)

    # Waiting

    def enqueue_if_busy(self, turn: Turn, later: Later, *, busy: bool) -> bool:
        """Whether a connection has to wait; if so, `turn` is called later."""
        now = self._monotonic()
        tick, load = self._work(now)
        # While others that send little wait, a new one goes behind them.
        if tick > LONG_TICK / 2 or load > LONG_TICK_LINES / 2 or (self._others and not busy):
            (self._busy if busy else self._others).append(turn)
        elif busy and self.overload.is_on(now):
            self._busy.append(turn)
        else:
            return False
        if not self._is_scheduled:
            later(0.0, lambda: self._serve(later))
            self._is_scheduled = True
        return True

    def _serve(self, later: Later) -> None:
        """Serve some of the waiting connections in order: first those that send little."""
        began = self._monotonic()
        self._serve_some(self._others, began + LONG_TICK / 2, LONG_TICK_LINES / 2)
        self._serve_some(self._busy, began + _BUSY_SECONDS, LONG_TICK_LINES / 4)
        if self._others or self._busy:
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
        self._is_scheduled = bool(self._others or self._busy)
        if self._others:
            later(0.0, lambda: self._serve(later))
        elif self._unanswered and self._is_scheduled and self._monotonic() < began + _LONGEST_REST:
            later(_POLL_INTERVAL, lambda: self._rest(began, later))
        elif self._is_scheduled:
            later(self._monotonic() - began, lambda: self._serve(later))

    def counting(self, answerer: Answerer) -> Answerer:
        """The same answerer; its unanswered requests prolong the rest between two rounds a little.

        For requests that are answered soon.
        """

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
        took = now - began + (after - load) * _SECONDS_PER_WRITE
        return max(0.0, took / _SECONDS_PER_LINE - 1.0) + (_LINES_PER_REQUEST if asked else 0.0)

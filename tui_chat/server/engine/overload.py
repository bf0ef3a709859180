"""When more is asked of the server than it can do: who says much waits longer for it.

A flood from many connections, each within its rate, is still a flood. It shows in how long a tick
of the loop takes, and in who is left to be heard at its end. From then on everybody who has lately
said more than a little stands in a queue, of which a few are heard in a tick, and rests as long as
that took, until nobody stands there any more. Who says little is heard at once all the time, or
in the next tick where one has enough to do.
"""

import math
import time
from collections import deque
from collections.abc import Callable
from typing import Final

from tui_chat.server.core.effects import Ask
from tui_chat.server.engine import error_reports
from tui_chat.server.engine.request_desk import Answerer

LONG: Final = 0.02
"""Seconds of a tick that people are not to notice; two of them lie on a message's way."""
MUCH: Final = 20_000
"""Lines to be written, counted for each who is shown them, that may take about as long."""
SOON: Final = 0.25
"""Seconds in which one long tick follows another under a flood; one alone is a hiccup."""
LASTS: Final = 2.0
"""Seconds for which there is pressure after the last sign of it."""
_SLICE: Final = LONG / 4
"""Seconds of a tick for those who say much."""
_DEAR: Final = 0.001
"""Seconds of work that count as one line more; a line itself may take as long."""
_WRITTEN: Final = 2e-7
"""Seconds that a line costs for each who is shown it, among others."""
_ASKED: Final = 4.0
"""For how many lines one counts that must be looked up or worked out elsewhere."""
_BLINK: Final = 0.002
"""Seconds until we look again whether all is answered."""


class Pressure:
    """Whether there is more to do than can be done. Times are seconds of `time.monotonic`."""

    __slots__ = ("_long_at", "_until")

    def __init__(self) -> None:
        self._until = -math.inf
        self._long_at = -math.inf

    def note(self, tick: float, now: float) -> None:
        """A tick has taken so many seconds, and ends now."""
        if tick > LONG:
            if now - tick - self._long_at < SOON:
                self.go_on(now)
            self._long_at = now

    def go_on(self, now: float) -> None:
        """There was more to do than could be done until now."""
        self._until = now + LASTS

    def is_on(self, now: float) -> bool:
        """Whether those who say much have to wait."""
        return now < self._until


Later = Callable[[float, Callable[[], None]], object]
"""Calls a function once, after so many seconds, on the loop's thread."""
Turn = Callable[[], None]
"""Handles one line of a connection, and asks again before the next."""


class Queue:
    """Where connections stand while there is more to do than can be done.

    `work` tells, given the time, for how many seconds this tick has lasted, and how many lines
    are to be written at its end, counted for each who is shown them.
    """

    def __init__(self, work: Callable[[float], tuple[float, int]]) -> None:
        self.pressure = Pressure()
        self._work = work
        self._little: deque[Turn] = deque()
        """Who says little, and came when the tick had enough to do."""
        self._much: deque[Turn] = deque()
        """Who says much."""
        self._unanswered = 0
        self._moves = False
        """Whether somebody is going to be heard without anybody's doing."""

    def __len__(self) -> int:
        return len(self._little) + len(self._much)

    # Those who stand there

    def keeps(self, turn: Turn, later: Later, *, much: bool) -> bool:
        """Whether somebody must wait; then `turn` is called when it is heard."""
        now = time.monotonic()
        tick, load = self._work(now)
        # Who says little comes behind those who came before: else a busy crowd passes them by.
        if tick > LONG / 2 or load > MUCH / 2 or (self._little and not much):
            (self._much if much else self._little).append(turn)
        elif much and self.pressure.is_on(now):
            self._much.append(turn)
        else:
            return False
        if not self._moves:
            later(0.0, lambda: self._hear(later))
            self._moves = True
        return True

    def _hear(self, later: Later) -> None:
        """Hear some of those who wait, in turn: those who say little first."""
        began = time.monotonic()
        self._hear_some(self._little, began + LONG / 2, MUCH / 2)
        self._hear_some(self._much, began + _SLICE, MUCH / 4)
        if self._little or self._much:
            self.pressure.go_on(began)
        # Behind the end of this tick: writing is most of it.
        later(0.0, lambda: self._rest(began, later))

    def _hear_some(self, waiting: deque[Turn], until: float, most: float) -> None:
        for _ in range(len(waiting)):
            now = time.monotonic()
            if now > until or self._work(now)[1] > most:
                return
            turn = waiting.popleft()
            try:
                turn()
            except Exception as error:  # noqa: BLE001 - those behind it would wait for ever
                error_reports.report("a connection could not take its turn", error)

    def _rest(self, began: float, later: Later) -> None:
        """Leave the server to the others for as long as it took to hear and answer some."""
        self._moves = bool(self._little or self._much)
        if self._little:
            later(0.0, lambda: self._hear(later))
        elif self._unanswered and self._moves:
            later(_BLINK, lambda: self._rest(began, later))
        elif self._moves:
            later(time.monotonic() - began, lambda: self._hear(later))

    def counting(self, answerer: Answerer) -> Answerer:
        """The same answerer, for work that takes the loop's time from other threads."""

        def answer(question: Ask, done: Callable[[object], None]) -> None:
            self._unanswered += 1

            def found(what: object) -> None:
                self._unanswered -= 1
                done(what)

            try:
                answerer(question, found)
            except BaseException:
                self._unanswered -= 1  # it never will be
                raise

        return answer

    # What lines cost

    def spent(self) -> tuple[float, int]:
        """What this thread has spent so far, in seconds, and what this tick is to write."""
        # Not the time of day: who is heard while others have the processor is not dear for that.
        return time.thread_time(), self._work(0.0)[1]

    def dearness(self, before: tuple[float, int], *, asked: bool) -> float:
        """For how many lines more one counts, handled since we had `spent` that much."""
        began, load = before
        now, after = self.spent()
        took = now - began + (after - load) * _WRITTEN
        return max(0.0, took / _DEAR - 1.0) + (_ASKED if asked else 0.0)

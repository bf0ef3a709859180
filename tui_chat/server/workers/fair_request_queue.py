"""A fair queue for slow work, such as passwords and searches (weighted fair queueing).

Each address gets the same share of the work, however much it asks for: a request from another
address waits for at most one of its requests.
"""

import heapq
import itertools
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from tui_chat.server import exception_logging
from tui_chat.server.core.effects import Ask
from tui_chat.server.core.events import ClientId, Request
from tui_chat.server.engine.pending_requests import Answerer


def one_each(_request: Request) -> float:
    """The cost of requests that are all about as much work."""
    return 1.0


class _Job(NamedTuple):
    """A question that waits; the order of jobs is that in which they are done."""

    finish: float
    """When it would be done if all addresses were served at once, with equal shares."""
    number: int
    key: str
    question: Ask
    done: Callable[[object], None]


class FairRequestQueue:
    """An answerer that has `at_once` questions answered at a time, and lets `most` others wait.

    If too many wait, one question of the key that has most of them is answered with None. `key`
    gives the key under which a client shares the work with others; None if the client has left,
    and then no work is done. `cost` is how much work a request is. `later` calls a function soon,
    on the loop's thread.
    """

    def __init__(
        self,
        answerer: Answerer,
        key: Callable[[ClientId], str | None],
        later: Callable[[Callable[[], None]], object],
        *,
        most: int,
        at_once: int,
        cost: Callable[[Request], float] = one_each,
    ) -> None:
        self._answerer = answerer
        self._cost = cost
        self._key = key
        self._later = later
        self._most = most
        self._free = at_once
        self._waiting: list[_Job] = []
        self._counts: Counter[str] = Counter()
        """The number of waiting jobs of each key."""
        self._numbers = itertools.count()
        self._time = 0.0
        """Virtual time: the cost of the work done for a key that always has jobs."""
        self._finished: dict[str, float] = {}
        """The virtual time at which the last job of each key is done."""

    def __call__(self, question: Ask, done: Callable[[object], None]) -> None:
        """Answer a question when its turn has come."""
        key = self._key(question.client)
        if key is None:
            self._later(lambda: done(None))
            return
        begins = max(self._time, self._finished.get(key, 0.0))
        finish = self._finished[key] = begins + self._cost(question.request)
        job = _Job(finish, next(self._numbers), key, question, done)
        heapq.heappush(self._waiting, job)
        self._counts[key] += 1
        self._go_on()
        if len(self._waiting) > self._most:
            self._refuse_one()

    def __len__(self) -> int:
        return len(self._waiting)

    def _go_on(self) -> None:
        while self._free and self._waiting:
            job = heapq.heappop(self._waiting)
            self._leave(job)
            self._time = max(self._time, job.finish - self._cost(job.question.request))
            self._free -= 1
            self._begin(job)
        if not self._waiting or len(self._finished) > 4 * self._most:
            # Whoever has had no more than the others owes nothing.
            self._finished = {key: at for key, at in self._finished.items() if at > self._time}

    def _begin(self, job: _Job) -> None:
        def found(answer: object) -> None:
            self._free += 1
            # All who ask share what was done. Were it not for the share, those who are always new
            # would always come before whoever asks for the second time.
            self._time += self._cost(job.question.request) / (len(self._counts) + 1)
            try:
                job.done(answer)
            finally:
                self._go_on()

        if self._key(job.question.client) is None:
            self._later(lambda: found(None))
            return
        try:
            self._answerer(job.question, found)
        except Exception as error:  # noqa: BLE001 - the others that wait have their turn
            exception_logging.report(
                f"{type(job.question.request).__name__} could not be started", error
            )
            self._later(lambda: found(None))

    def _refuse_one(self) -> None:
        """The newest job of those who have most of them waiting."""
        most = max(self._counts.values())
        longest = (job for job in self._waiting if self._counts[job.key] == most)
        job = max(longest, key=lambda job: job.number)
        self._waiting.remove(job)
        heapq.heapify(self._waiting)
        self._leave(job)
        self._finished[job.key] -= self._cost(job.question.request)
        self._later(lambda: job.done(None))

    def _leave(self, job: _Job) -> None:
        self._counts[job.key] -= 1
        if not self._counts[job.key]:
            del self._counts[job.key]

"""A fair queue for work on passwords (weighted fair queueing).

Each address gets the same share of the work, however much it asks for: a request from another
address waits for at most one of its requests.
"""

import heapq
import itertools
from collections import Counter
from collections.abc import Callable
from typing import Final, NamedTuple

from tui_chat.server import exception_logging
from tui_chat.server.core.accounts.password_requests_and_checks import (
    CheckProof,
    HashPassword,
    MakeChallenge,
)
from tui_chat.server.core.effects import Ask
from tui_chat.server.core.events import ClientId, Request
from tui_chat.server.engine.pending_requests import Answerer

_NEW: Final = 4.0
"""Checks that a new password counts for: a hash, and keys of SCRAM that take longer."""
_PROOF: Final = 0.1
"""Checks that a step of SCRAM counts for: the client has the work there."""


def work(request: Request) -> float:
    """How much work a question about passwords is, as a multiple of the check of one."""
    match request:
        case HashPassword():
            return _NEW
        case MakeChallenge() | CheckProof():
            return _PROOF
    return 1.0


class _Job(NamedTuple):
    """A question that waits; the order of jobs is that in which they are done."""

    finish: float
    """When it would be done if all addresses were served at once, with equal shares."""
    number: int
    key: str
    question: Ask
    done: Callable[[object], None]


class PasswordQueue:
    """An answerer that has `at_once` questions answered at a time, and lets `most` others wait.

    If too many wait, one question of the key that has most of them is answered with None. `key`
    gives the key under which a client shares the work with others; None if the client has left,
    and then no work is done. `later` calls a function soon, on the loop's thread.
    """

    def __init__(
        self,
        answerer: Answerer,
        key: Callable[[ClientId], str | None],
        later: Callable[[Callable[[], None]], object],
        *,
        most: int,
        at_once: int,
    ) -> None:
        self._answerer = answerer
        self._key = key
        self._later = later
        self._most = most
        self._free = at_once
        self._waiting: list[_Job] = []
        self._counts: Counter[str] = Counter()
        """The number of waiting jobs of each key."""
        self._numbers = itertools.count()
        self._time = 0.0
        """Virtual time: the work done for a key that always has jobs, in checks of a password."""
        self._finished: dict[str, float] = {}
        """The virtual time at which the last job of each key is done."""

    def __call__(self, question: Ask, done: Callable[[object], None]) -> None:
        """Answer a question when its turn has come."""
        key = self._key(question.client)
        if key is None:
            self._later(lambda: done(None))
            return
        begins = max(self._time, self._finished.get(key, 0.0))
        finish = self._finished[key] = begins + work(question.request)
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
            self._time = max(self._time, job.finish - work(job.question.request))
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
            self._time += work(job.question.request) / (len(self._counts) + 1)
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
        self._finished[job.key] -= work(job.question.request)
        self._later(lambda: job.done(None))

    def _leave(self, job: _Job) -> None:
        self._counts[job.key] -= 1
        if not self._counts[job.key]:
            del self._counts[job.key]

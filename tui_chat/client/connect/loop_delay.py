"""The delay of the event loop, which our own program adds to a measured lag."""

import asyncio
import math
from typing import Final

_STEP: Final = 0.02
_LONGEST: Final = 2.0
"""Seconds that are watched: to a longer lag a delay of ours adds little."""
_SMALL: Final = 0.005
_SHARE: Final = 0.1


class LoopDelay:
    """Watches a loop from `start` to `stop`."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._handle: asyncio.TimerHandle | None = None
        self._due = math.inf
        self._ends = self._worst = 0.0

    @property
    def watching(self) -> bool:
        """Whether `stop` has yet to be called."""
        return self._handle is not None

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Watch the loop from now on."""
        self.stop()
        self._loop = loop
        self._worst, self._ends = 0.0, loop.time() + _LONGEST
        self._plan(loop)

    def stop(self) -> None:
        """Watch no more."""
        if self._handle is not None and self._loop is not None:
            self._handle.cancel()
            self._handle = None
            self._note(self._loop.time())

    def distorts(self, lag: float) -> bool:
        """Whether a lag that was measured meanwhile says more of us than of the network."""
        return self._worst > max(_SMALL, lag * _SHARE)

    def _plan(self, loop: asyncio.AbstractEventLoop) -> None:
        self._due = loop.time() + _STEP
        self._handle = loop.call_at(self._due, self._look, loop)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        self._note(now)
        if now < self._ends:
            self._plan(loop)

    def _note(self, now: float) -> None:
        self._worst = max(self._worst, now - self._due)
        self._due = math.inf

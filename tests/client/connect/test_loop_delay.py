"""The watch over a loop whose time the test sets."""

import asyncio
from collections.abc import Callable
from typing import cast

import pytest

from tui_chat.client.connect.loop_delay import LoopDelay


class Handle:
    def __init__(self, at: float, call: Callable[[], object]) -> None:
        self.at = at
        self.call = call
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class Loop:
    """Runs what is due when time passes; `blocked` passes time without running anything."""

    def __init__(self) -> None:
        self.now = 100.0
        self.planned: list[Handle] = []

    def time(self) -> float:
        return self.now

    def call_at(self, at: float, call: Callable[..., object], *given: object) -> Handle:
        self.planned.append(Handle(at, lambda: call(*given)))
        return self.planned[-1]

    def blocked(self, seconds: float) -> None:
        self.now += seconds

    def passes(self, seconds: float) -> None:
        ends = self.now + seconds
        while due := [each for each in self.planned if each.at <= ends and not each.cancelled]:
            first = min(due, key=lambda each: each.at)
            self.planned.remove(first)
            self.now = max(self.now, first.at)
            first.call()
        self.now = max(self.now, ends)


@pytest.fixture
def loop() -> Loop:
    return Loop()


@pytest.fixture
def delay(loop: Loop) -> LoopDelay:
    delay = LoopDelay()
    delay.start(cast("asyncio.AbstractEventLoop", loop))
    return delay


def test_an_idle_loop_spoils_nothing(loop: Loop, delay: LoopDelay) -> None:
    loop.passes(0.3)
    delay.stop()
    assert not delay.distorts(0.001)


def test_a_loop_that_was_blocked_spoils_a_short_lag_but_not_a_long_one(
    loop: Loop, delay: LoopDelay
) -> None:
    loop.blocked(0.1)
    loop.passes(0.1)
    delay.stop()
    assert delay.distorts(0.2)
    assert not delay.distorts(2.0)


def test_a_delay_just_before_the_end_counts(loop: Loop, delay: LoopDelay) -> None:
    loop.blocked(0.1)
    delay.stop()
    assert delay.distorts(0.1)


def test_watching_ends_by_itself(loop: Loop, delay: LoopDelay) -> None:
    loop.passes(60.0)
    assert not loop.planned
    assert delay.watching
    delay.stop()
    assert not delay.distorts(60.0)
    assert not delay.watching


def test_each_watch_starts_afresh(loop: Loop, delay: LoopDelay) -> None:
    loop.blocked(1.0)
    delay.start(cast("asyncio.AbstractEventLoop", loop))
    loop.passes(0.1)
    delay.stop()
    assert not delay.distorts(0.01)

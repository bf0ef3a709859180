"""Sockets on which we have said all, with a clock that the test moves."""

import asyncio
import heapq
import itertools
import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import cast

import pytest

from tui_chat.server.transport import lingering_close, poller
from tui_chat.server.transport.lingering_close import (
    MAX_DISCARDED,
    PATIENCE,
    WITHOUT_READING,
    LingeringClose,
)
from tui_chat.server.transport.poller import READ, Watcher


class Timer:
    def __init__(self, act: Callable[[], None]) -> None:
        self.act = act
        self.is_cancelled = False

    def cancel(self) -> None:
        self.is_cancelled = True


class Loop:
    """A loop that runs what is due when the test moves its clock."""

    def __init__(self) -> None:
        self._now = 1000.0
        self._order = itertools.count()
        self._due: list[tuple[float, int, Timer]] = []

    def time(self) -> float:
        return self._now

    def call_later(self, seconds: float, act: Callable[[], None]) -> Timer:
        timer = Timer(act)
        heapq.heappush(self._due, (self._now + seconds, next(self._order), timer))
        return timer

    def run(self, seconds: float) -> None:
        until = self._now + seconds
        while self._due and self._due[0][0] <= until:
            self._now, _, timer = heapq.heappop(self._due)
            if not timer.is_cancelled:
                timer.act()
        self._now = until

    @property
    def timers(self) -> int:
        return sum(not timer.is_cancelled for _, _, timer in self._due)


class Poller:
    """Who watches which descriptor, and for what."""

    def __init__(self) -> None:
        self.watched: dict[int, tuple[Watcher, int]] = {}

    def replace_watcher(self, descriptor: int, watcher: Watcher) -> None:
        self.watched[descriptor] = watcher, READ

    def change(self, descriptor: int, before: int, events: int) -> None:
        watcher, watched = self.watched[descriptor]
        assert before == watched
        self.watched[descriptor] = watcher, events

    def forget(self, descriptor: int, events: int) -> None:
        _, watched = self.watched.pop(descriptor)
        assert events == watched

    def look(self) -> None:
        for watcher, events in tuple(self.watched.values()):
            if events:
                watcher.ready(events)


class Hall:
    """The lingering_close, and pairs of sockets to be seen off."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self.loop, self.poller = Loop(), Poller()
        self.lingering_close = LingeringClose(
            cast("asyncio.AbstractEventLoop", self.loop),
            cast("poller.Poller", self.poller),
        )

    def pair(self) -> tuple[socket.socket, socket.socket]:
        """Our end and the peer's."""
        pair = socket.socketpair()
        for one in pair:
            self._stack.enter_context(one).setblocking(False)
        return pair

    def line(self) -> tuple[socket.socket, socket.socket]:
        """The same over TCP; the peer's end is reset when it is closed."""
        with socket.create_server(("127.0.0.1", 0)) as listening:
            other = socket.create_connection(listening.getsockname())
            ours, _ = listening.accept()
        other.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        for one in ours, other:
            self._stack.enter_context(one).setblocking(False)
        return ours, other


@pytest.fixture
def hall() -> Iterator[Hall]:
    with ExitStack() as stack:
        yield Hall(stack)


def test_whoever_hangs_up_is_gone_and_leaves_no_timer(hall: Hall) -> None:
    ours, other = hall.pair()
    ours.send(b"farewell")
    hall.lingering_close.take_over(ours, READ)
    assert other.recv(100) == b"farewell"
    assert other.recv(100) == b""
    assert ours.fileno() >= 0
    other.close()
    hall.poller.look()
    assert ours.fileno() < 0
    assert (len(hall.lingering_close), hall.loop.timers, hall.poller.watched) == (0, 0, {})


def test_whoever_never_hangs_up_is_closed_in_time(hall: Hall) -> None:
    ours, other = hall.pair()
    hall.lingering_close.take_over(ours, READ)
    hall.loop.run(PATIENCE - 1)
    other.send(b"let me explain")
    hall.poller.look()
    assert ours.fileno() >= 0
    hall.loop.run(1)
    assert ours.fileno() < 0
    assert (len(hall.lingering_close), hall.loop.timers, hall.poller.watched) == (0, 0, {})


def test_one_timer_keeps_the_time_of_all(hall: Hall) -> None:
    first, second = hall.pair(), hall.pair()
    hall.lingering_close.take_over(first[0], READ)
    hall.loop.run(2)
    hall.lingering_close.take_over(second[0], READ)
    assert hall.loop.timers == 1
    hall.loop.run(PATIENCE - 2)
    assert (first[0].fileno() < 0, second[0].fileno() < 0) == (True, False)
    hall.loop.run(2)
    assert second[0].fileno() < 0


def test_of_a_flood_some_is_thrown_away_and_the_rest_is_not_even_read(hall: Hall) -> None:
    ours, other = hall.pair()
    hall.lingering_close.take_over(ours, READ)
    taken = 0
    for _ in range(1000):
        try:
            taken += other.send(b"x" * 10_000)
        except BlockingIOError:
            hall.poller.look()
    assert MAX_DISCARDED <= taken < 4 * MAX_DISCARDED
    assert ours.fileno() >= 0  # the peer has its time to read our last words
    hall.loop.run(WITHOUT_READING)  # it may be waiting for us to read on
    assert ours.fileno() < 0
    hall.loop.run(PATIENCE)


def test_only_so_many_are_waited_for_and_the_others_hear_all_the_same(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lingering_close, "MOST", 2)
    pairs = [hall.pair() for _ in range(3)]
    for ours, other in pairs:
        other.send(b"unread" * 1000)
        ours.send(b"farewell")
        hall.lingering_close.take_over(ours, READ)
    assert [ours.fileno() < 0 for ours, _ in pairs] == [False, False, True]
    for _, other in pairs:
        assert (other.recv(100), other.recv(100)) == (b"farewell", b"")


def test_whoever_is_gone_already_is_not_waited_for(hall: Hall) -> None:
    ours, other = hall.pair()
    other.close()
    hall.lingering_close.take_over(ours, READ)
    assert ours.fileno() < 0
    assert (len(hall.lingering_close), hall.loop.timers) == (0, 0)


def test_a_line_that_was_cut_before_is_closed_at_once(hall: Hall) -> None:
    ours, other = hall.line()
    other.close()
    hall.lingering_close.take_over(ours, READ)
    assert ours.fileno() < 0
    assert (len(hall.lingering_close), hall.loop.timers, hall.poller.watched) == (0, 0, {})


def test_a_line_that_is_cut_meanwhile_is_closed(hall: Hall) -> None:
    ours, other = hall.line()
    hall.lingering_close.take_over(ours, READ)
    other.close()
    hall.poller.look()
    assert ours.fileno() < 0
    assert (len(hall.lingering_close), hall.loop.timers, hall.poller.watched) == (0, 0, {})


def test_whoever_is_cut_off_late_is_told_nothing_twice(hall: Hall) -> None:
    class Slow:
        aborted = 0

        def abort(self) -> None:
            self.aborted += 1
            hall.lingering_close.forget(self)

    slow, quick = Slow(), Slow()
    hall.lingering_close.limit(slow)
    hall.lingering_close.limit(quick)
    hall.lingering_close.forget(quick)
    hall.loop.run(10 * PATIENCE)
    assert (slow.aborted, quick.aborted, hall.loop.timers) == (1, 0, 0)

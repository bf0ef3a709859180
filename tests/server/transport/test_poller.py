import asyncio
import select
import socket
from collections.abc import AsyncIterator, Callable

import pytest

from tests.server.sockets import PATIENCE
from tui_chat.server.transport.poller import (
    READ,
    WRITE,
    EpollPoller,
    LoopPoller,
    Poller,
    has_hung_up,
    make_poller,
)


class Listening:
    """Reads what comes and notes it; may be told to do something else first."""

    def __init__(self, one: socket.socket) -> None:
        self.socket = one
        self.events: list[int] = []
        self.aborted = False
        self.first: Callable[[], None] = lambda: None
        self.last: Callable[[], None] = lambda: None
        self.happened = asyncio.Event()

    def ready(self, events: int) -> None:
        self.events.append(events)
        self.happened.set()
        self.first()
        if events & READ:
            self.socket.recv(1000)

    def abort(self) -> None:
        self.aborted = True
        self.last()
        self.happened.set()

    async def has_happened(self) -> None:
        async with asyncio.timeout(PATIENCE):
            await self.happened.wait()
        self.happened.clear()


Pair = tuple[Listening, socket.socket]


@pytest.fixture
async def pairs() -> AsyncIterator[Callable[[], Pair]]:
    made: list[socket.socket] = []

    def pair() -> Pair:
        one, other = socket.socketpair()
        one.setblocking(False)
        made.extend((one, other))
        return Listening(one), other

    yield pair
    for each in made:
        each.close()


def fileno(listening: Listening) -> int:
    return listening.socket.fileno()


async def test_it_knows_who_is_called_for_a_socket(
    poller: Poller, pairs: Callable[[], Pair]
) -> None:
    (ana, _), (bob, _) = pairs(), pairs()
    assert poller.watcher(fileno(ana)) is None
    poller.watch(fileno(ana), ana, READ)
    poller.replace_watcher(fileno(ana), bob)
    assert poller.watcher(fileno(ana)) is bob


async def test_who_is_spoken_to_is_called(poller: Poller, pairs: Callable[[], Pair]) -> None:
    (ana, to_ana), (bob, to_bob) = pairs(), pairs()
    for one in ana, bob:
        poller.watch(fileno(one), one, READ)
    to_bob.send(b"hi")
    await bob.has_happened()
    assert (ana.events, bob.events) == ([], [READ])
    to_ana.send(b"hi")
    await ana.has_happened()
    assert ana.events == [READ]


async def test_another_can_take_over(poller: Poller, pairs: Callable[[], Pair]) -> None:
    ana, to_ana = pairs()
    other = Listening(ana.socket)
    poller.watch(fileno(ana), ana, READ)
    poller.replace_watcher(fileno(ana), other)
    to_ana.send(b"hi")
    await other.has_happened()
    assert ana.events == []


async def test_what_is_watched_for_can_change(poller: Poller, pairs: Callable[[], Pair]) -> None:
    (ana, to_ana), (bob, to_bob) = pairs(), pairs()
    poller.watch(fileno(bob), bob, READ)
    poller.watch(fileno(ana), ana, 0)
    to_ana.send(b"hi")
    to_bob.send(b"hi")
    await bob.has_happened()
    assert ana.events == []
    poller.change(fileno(ana), 0, WRITE)
    await ana.has_happened()
    assert ana.events[0] == WRITE
    poller.change(fileno(ana), WRITE, READ)
    ana.happened.clear()
    await ana.has_happened()
    assert ana.events[-1] == READ


async def test_who_is_forgotten_is_not_called(poller: Poller, pairs: Callable[[], Pair]) -> None:
    (ana, to_ana), (bob, to_bob) = pairs(), pairs()
    for one in ana, bob:
        poller.watch(fileno(one), one, READ)
    poller.forget(fileno(ana), READ)
    to_ana.send(b"hi")
    to_bob.send(b"hi")
    await bob.has_happened()
    assert ana.events == []


async def test_who_is_closed_by_somebody_before_it_is_not_called(
    poller: Poller, pairs: Callable[[], Pair]
) -> None:
    (ana, to_ana), (bob, to_bob) = pairs(), pairs()
    for one, other in (ana, bob), (bob, ana):
        poller.watch(fileno(one), one, READ)
        one.first = lambda other=other: poller.forget(fileno(other), READ)  # type: ignore[misc]
    to_ana.send(b"hi")
    to_bob.send(b"hi")
    waits = [asyncio.ensure_future(one.has_happened()) for one in (ana, bob)]
    _, pending = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for wait in pending:
        wait.cancel()
    await asyncio.sleep(0)
    assert len(ana.events + bob.events) == 1


def fail() -> None:
    raise RuntimeError("odd")


async def test_who_fails_is_cut_and_the_others_are_served(
    poller: Poller, pairs: Callable[[], Pair], caplog: pytest.LogCaptureFixture
) -> None:
    (ana, to_ana), (bob, to_bob) = pairs(), pairs()
    ana.first = fail
    ana.last = lambda: poller.forget(fileno(ana), READ)
    for one in ana, bob:
        poller.watch(fileno(one), one, READ)
    to_ana.send(b"hi")
    to_bob.send(b"hi")
    await ana.has_happened()
    await bob.has_happened()
    assert ana.aborted
    assert not bob.aborted
    (told,) = caplog.messages
    assert told.startswith("a connection could not be served and was cut\n")
    assert told.endswith("RuntimeError")


async def test_who_fails_after_handing_over_has_the_other_cut(
    poller: Poller, pairs: Callable[[], Pair]
) -> None:
    ana, to_ana = pairs()
    other = Listening(ana.socket)
    other.last = lambda: poller.forget(fileno(ana), READ)

    def replace_watcher() -> None:
        poller.replace_watcher(fileno(ana), other)
        fail()

    ana.first = replace_watcher
    poller.watch(fileno(ana), ana, READ)
    to_ana.send(b"hi")
    await other.has_happened()
    assert other.aborted
    assert not ana.aborted


async def test_closing_lets_go_of_all(poller: Poller, pairs: Callable[[], Pair]) -> None:
    ana, _ = pairs()
    poller.watch(fileno(ana), ana, READ)
    poller.close()
    assert ana.aborted


@pytest.mark.skipif(not hasattr(select, "epoll"), reason="only with epoll")
@pytest.mark.parametrize(
    ("speakers", "longest", "is_in_time"), [(2, 60.0, True), (1, 60.0, False), (2, 0.0, False)]
)
async def test_what_comes_while_several_are_read_is_read_with_it(
    pairs: Callable[[], Pair],
    monkeypatch: pytest.MonkeyPatch,
    speakers: int,
    longest: float,
    is_in_time: bool,
) -> None:
    monkeypatch.setattr("tui_chat.server.transport.poller.SHORT_READING", longest)
    loop = asyncio.get_running_loop()
    poller = EpollPoller(loop)
    (late, to_late), *others = [pairs() for _ in range(1 + speakers)]
    written: list[bool] = []

    def answer() -> None:
        to_late.send(b"me too")
        loop.call_soon(lambda: written.append(bool(late.events)))

    others[0][0].first = answer
    for one in (late, *(other for other, _ in others)):
        poller.watch(fileno(one), one, READ)
    for _, speaker in others:
        speaker.send(b"hi")
    await late.has_happened()
    poller.close()
    assert written == [is_in_time]


async def test_it_may_be_closed_by_whom_it_calls(
    poller: Poller, pairs: Callable[[], Pair], caplog: pytest.LogCaptureFixture
) -> None:
    both = [pairs(), pairs()]
    for one, _ in both:
        one.first = poller.close
        poller.watch(fileno(one), one, READ)
    for _, speaker in both:
        speaker.send(b"hi")
    await both[0][0].has_happened()
    await asyncio.sleep(0)
    assert caplog.records == []


async def test_the_best_is_taken_that_is_here(monkeypatch: pytest.MonkeyPatch) -> None:
    best = make_poller(asyncio.get_running_loop())
    assert isinstance(best, EpollPoller if hasattr(select, "epoll") else LoopPoller)
    best.close()
    monkeypatch.delattr("select.epoll", raising=False)
    assert isinstance(make_poller(asyncio.get_running_loop()), LoopPoller)


def test_who_has_hung_up_is_known_before_all_is_read() -> None:
    ours, peer = socket.socketpair()
    with ours, peer:
        peer.send(b"not read yet")
        assert not has_hung_up(ours)
        peer.close()
        assert has_hung_up(ours)
        assert ours.recv(100) == b"not read yet"


def test_who_has_said_all_but_still_listens_has_hung_up_too() -> None:
    ours, peer = socket.socketpair()
    with ours, peer:
        peer.shutdown(socket.SHUT_WR)
        assert has_hung_up(ours)

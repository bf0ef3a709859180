"""Clients that send a lot wait longer while there is more to do than can be done."""

from collections.abc import Callable
from functools import partial

import pytest

from tui_chat.server.core.accounts.password_requests_and_checks import HashPassword
from tui_chat.server.core.effects import Ask
from tui_chat.server.core.events import ClientId
from tui_chat.server.engine.clock import Clock
from tui_chat.server.engine.overload_fair_queue import (
    LONG_TICK,
    LONG_TICK_LINES,
    OVERLOAD_DURATION,
    REPEATED_WITHIN,
    FairQueue,
    Overload,
)

# When there is overload


def test_short_ticks_press_nobody() -> None:
    overload = Overload()
    for number in range(100):
        overload.note_tick(LONG_TICK / 2, now=number * LONG_TICK)
    assert not overload.is_on(100 * LONG_TICK)


def test_one_long_tick_alone_is_a_hiccup_that_presses_nobody() -> None:
    overload = Overload()
    for number in range(1, 4):
        overload.note_tick(100 * LONG_TICK, now=number * (100 * LONG_TICK + 2 * REPEATED_WITHIN))
        assert not overload.is_on(number * (100 * LONG_TICK + 2 * REPEATED_WITHIN))


def test_long_ticks_one_behind_the_other_are_a_flood_which_passes() -> None:
    overload = Overload()
    overload.note_tick(2 * LONG_TICK, now=10.0)
    overload.note_tick(2 * LONG_TICK, now=10.0 + 2 * LONG_TICK)
    assert overload.is_on(10.0 + 2 * LONG_TICK)
    assert overload.is_on(10.0 + OVERLOAD_DURATION)
    assert not overload.is_on(11.0 + OVERLOAD_DURATION)


# Who waits


class Hall:
    """A queue in a server whose time, ticks and load are the test's."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.tick = 0.0
        self.load = 0
        self.heard: list[str] = []
        self.due: list[tuple[float, Callable[[], None]]] = []
        clock = Clock(monotonic=lambda: self.now, thread=lambda: self.now)
        self.queue = FairQueue(lambda _now: (self.tick, self.load), clock)

    def flood(self) -> None:
        self.queue.overload.extend(self.now)

    def says(self, who: str, *, busy: bool = True, cost: float = 0.0, lines: int = 1) -> None:
        """Somebody has so many lines to say, each of which takes that long."""

        def turn() -> None:
            self.heard.append(who)
            self.now += cost
            if lines > 1:
                self.says(who, busy=busy, cost=cost, lines=lines - 1)

        if not self.queue.enqueue_if_busy(turn, self.later, busy=busy):
            turn()

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        self.due.append((self.now + seconds, act))

    def step(self) -> float:
        """Do what is due next; how long the others had the server for themselves before."""
        at, act = self.due.pop(0)
        waited, self.now = max(0.0, at - self.now), max(at, self.now)
        act()
        return waited


@pytest.fixture
def hall() -> Hall:
    return Hall()


def test_without_a_flood_nobody_waits(hall: Hall) -> None:
    hall.says("ana", busy=True, lines=100)
    assert len(hall.heard) == 100
    assert not hall.due


def test_who_says_little_is_heard_at_once_in_a_flood(hall: Hall) -> None:
    hall.flood()
    hall.says("flood")
    hall.says("ana", busy=False)
    assert hall.heard == ["ana"]
    assert len(hall.queue) == 1


def test_who_says_much_is_heard_in_turn_a_line_each(hall: Hall) -> None:
    hall.flood()
    for who in ("one", "two"):
        hall.says(who, lines=2)
    while hall.due:
        hall.step()
    assert hall.heard == ["one", "two", "one", "two"]
    assert not len(hall.queue)


def test_the_others_have_the_server_as_long_as_the_queue_had_it(hall: Hall) -> None:
    hall.flood()
    for number in range(1000):
        hall.says(f"h{number}", cost=0.001)
    rested = served = 0.0
    while len(hall.heard) < 500:
        before = hall.now
        rested += hall.step()
        served += hall.now - before
    assert rested == pytest.approx(served - rested, rel=0.2)


def test_a_flood_lasts_as_long_as_somebody_waits(hall: Hall) -> None:
    hall.flood()
    for number in range(1000):
        hall.says(f"h{number}", cost=0.01)
    while hall.due:
        hall.step()
    assert hall.now > 1000.0 + 2 * OVERLOAD_DURATION
    assert len(hall.heard) == 1000
    assert not hall.queue.overload.is_on(hall.now + OVERLOAD_DURATION + 1)


@pytest.mark.parametrize("full", [{"tick": LONG_TICK}, {"load": LONG_TICK_LINES}])
def test_who_comes_when_a_tick_has_enough_to_do_is_heard_in_the_next_little_first(
    hall: Hall, full: dict[str, float]
) -> None:
    vars(hall).update(full)
    hall.says("busy")
    hall.says("little", busy=False)
    assert hall.heard == []
    hall.tick = hall.load = 0
    hall.step()
    assert hall.heard == ["little", "busy"]
    assert not hall.queue.overload.is_on(hall.now)


def test_nobody_who_says_little_is_passed_by(hall: Hall) -> None:
    hall.load = LONG_TICK_LINES
    hall.says("first", busy=False)
    hall.load = 0
    hall.says("second", busy=False)
    assert hall.heard == []
    hall.load = LONG_TICK_LINES * 2 // 5  # of those who say nothing that costs much, all the time
    hall.step()
    assert hall.heard == ["first", "second"]


def test_a_hiccup_with_a_crowd_in_it_is_no_flood(hall: Hall) -> None:
    hall.tick = LONG_TICK
    for number in range(50):
        hall.says(f"p{number}", busy=False, cost=0.0001)
    hall.tick = 0.0
    while hall.due:
        hall.step()
    assert len(hall.heard) == 50
    assert not hall.queue.overload.is_on(hall.now)


def test_nobody_is_heard_from_the_queue_while_history_is_looked_up_for_it(hall: Hall) -> None:
    asked: list[Callable[[object], None]] = []
    answered: list[object] = []
    answerer = hall.queue.counting(lambda _request, done: asked.append(done))

    def turn() -> None:
        hall.load = LONG_TICK_LINES  # enough for one tick
        answerer(Ask(ClientId(1), HashPassword("ana", "sesame")), answered.append)

    hall.flood()
    for _ in range(2):
        hall.queue.enqueue_if_busy(turn, hall.later, busy=True)
    hall.step()
    hall.load = 0
    for _ in range(10):
        hall.step()
    assert len(asked) == 1
    asked.pop()("found")
    assert answered == ["found"]
    while not asked:
        hall.step()


def test_whoever_always_asks_does_not_keep_the_others_waiting(hall: Hall) -> None:
    answerer = hall.queue.counting(lambda _request, _done: None)
    served: list[int] = []
    answerer(Ask(ClientId(1), HashPassword("ana", "sesame")), lambda _answer: None)
    hall.flood()

    def turn(number: int) -> None:
        hall.load = LONG_TICK_LINES  # enough for one tick
        served.append(number)

    for number in range(3):
        hall.queue.enqueue_if_busy(partial(turn, number), hall.later, busy=True)
    began = hall.now
    while hall.due and hall.now < began + 3.0:
        hall.load = 0
        hall.step()
    assert served == [0, 1, 2]


# What lines cost


def test_an_ordinary_line_is_not_dear(hall: Hall) -> None:
    before = hall.queue.spent()
    hall.now += 0.0005
    hall.load += 1000
    assert hall.queue.extra_cost(before, asked=False) == 0.0


def test_what_takes_long_or_has_to_be_looked_up_counts_for_several(hall: Hall) -> None:
    before = hall.queue.spent()
    hall.now += 0.011
    assert hall.queue.extra_cost(before, asked=False) == pytest.approx(10.0)
    assert hall.queue.extra_cost(before, asked=True) > 12.0

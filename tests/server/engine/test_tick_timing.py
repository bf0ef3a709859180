"""The end of a tick: what is written, and how long the tick took."""

from collections.abc import Callable

from tui_chat.server.engine.clock import Clock
from tui_chat.server.engine.tick_timing import Ticks


class Loop:
    """A loop whose clock stands still until it is told otherwise."""

    def __init__(self) -> None:
        self.at = 1.0
        self.soon: list[Callable[[], None]] = []
        self.commits = 0
        self.ticks = Ticks(self.soon.append, self.commit, Clock(monotonic=lambda: self.at))

    def commit(self) -> None:
        self.commits += 1

    def end_tick(self) -> None:
        for act in self.soon:
            act()
        self.soon.clear()


def test_a_tick_is_measured_from_its_first_work_to_its_end() -> None:
    loop = Loop()
    assert loop.ticks.work(5.0) == (0.0, 0)
    loop.ticks.outbox.want_flush()
    assert loop.ticks.work(1.25) == (0.25, 0)
    loop.end_tick()
    assert loop.ticks.work(5.0) == (0.0, 0)
    assert loop.commits == 1


def test_two_long_ticks_in_a_row_are_an_overload() -> None:
    loop = Loop()
    for _ in range(2):
        assert not loop.ticks.queue.overload.is_on(loop.at)
        loop.ticks.outbox.want_flush()
        loop.at += 0.1
        loop.end_tick()
    assert loop.ticks.queue.overload.is_on(loop.at)


def test_a_tick_whose_end_fails_is_over_all_the_same() -> None:
    loop = Loop()
    loop.ticks.outbox.want_flush()
    loop.ticks.outbox.flush = None  # type: ignore[method-assign, assignment]
    loop.end_tick()
    assert loop.ticks.work(5.0) == (0.0, 0)

import pytest

from tests.server.stacks import Above, Below, Timers
from tui_chat.server.transport.layer import Layer


class Stacked:
    def __init__(self) -> None:
        self.above, self.below, self.timers = Above(), Below(), Timers()
        self.layer = Layer(self.above, self.timers.loop, 60)
        self.layer.connection_made(self.below.transport)


@pytest.fixture
def stacked() -> Stacked:
    return Stacked()


def test_those_above_hear_of_it_when_it_is_open(stacked: Stacked) -> None:
    assert stacked.above.told == []
    stacked.layer.connect_above()
    stacked.layer.connection_lost(None)
    assert stacked.above.told == ["made with Layer", "lost: None"]
    assert stacked.timers.due == []


def test_those_above_hear_of_the_loss_of_what_never_opened(stacked: Stacked) -> None:
    stacked.layer.connection_lost(None)
    assert stacked.above.told == ["lost: None"]


def test_what_does_not_open_in_time_is_cut(stacked: Stacked) -> None:
    (late,) = stacked.timers.due
    late()
    assert stacked.below.ordered == ["abort"]


@pytest.mark.parametrize(
    "order", ["close", "abort", "is_closing", "pause_reading", "resume_reading"]
)
def test_orders_are_passed_down(stacked: Stacked, order: str) -> None:
    stacked.layer.connect_above()
    getattr(stacked.layer, order)()
    assert stacked.below.ordered == [order]


def test_a_full_queue_is_told_upwards(stacked: Stacked) -> None:
    stacked.layer.connect_above()
    stacked.layer.pause_writing()
    stacked.layer.resume_writing()
    assert stacked.above.told == ["made with Layer", "pause", "resume"]

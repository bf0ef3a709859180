"""A machine whose clock is wrong is told of, once, and not because it was heard late."""

import pytest

from tui_chat.server.cluster.clock_differences import NOTABLE, ClockDifferences, in_words
from tui_chat.server.cluster.heartbeat_liveness import MOST_HEARD

HOUR = 3_600_000
NODES = {1: "node1", 2: "node2"}


def test_a_clock_that_stays_wrong_is_told_once() -> None:
    clocks = ClockDifferences(lasting=4.0)
    said = []
    for now in range(20):
        clocks.hear(1, NOTABLE - 1, now)
        clocks.hear(2, HOUR, now)
        said += [(now, sentence) for sentence in clocks.news(NODES, now)]
    ((now, sentence),) = said
    assert now == 4
    assert sentence.startswith(
        "the clock of node2 is 60 minutes ahead of that of this machine: set"
    )


def test_one_that_became_right_and_is_wrong_again_is_told_again() -> None:
    clocks = ClockDifferences(lasting=4.0)
    for now, ahead, count in ((0, HOUR, 0), (4, HOUR, 1), (5, 0, 0), (6, HOUR, 0), (10, HOUR, 1)):
        clocks.hear(2, ahead, now)
        assert len([*clocks.news(NODES, now)]) == count


def test_old_heartbeats_that_a_sleeper_hears_at_once_are_no_wrong_clock() -> None:
    clocks = ClockDifferences(lasting=4.0)
    for late in range(60, 0, -1):
        clocks.hear(2, -1000 * late, 100.0)
    assert not [*clocks.news(NODES, 200.0)]


def test_nodes_that_are_gone_or_lie_take_no_room() -> None:
    clocks = ClockDifferences(lasting=0.0)
    for incarnation in range(10, 10 + 2 * MOST_HEARD):
        clocks.hear(incarnation, HOUR, 0)
    assert len(clocks._found) == MOST_HEARD
    assert not [*clocks.news(NODES, 1)]
    assert not clocks._found


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (10_000, "10 seconds ahead of"),
        (-119_000, "119 seconds behind"),
        (HOUR + 10, "60 minutes ahead of"),
        (-2 * HOUR, "2 hours behind"),
        (400 * 24 * HOUR, "400 days ahead of"),
    ],
)
def test_differences_in_words(ahead: int, words: str) -> None:
    assert in_words(ahead) == words

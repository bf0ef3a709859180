"""Who is lost is judged by nodes that were on time themselves."""

from tui_chat.server.cluster import heartbeat_liveness
from tui_chat.server.cluster.heartbeat_liveness import Beat, Liveness
from tui_chat.server.cluster.timing import Timing

TIMING = Timing(beat=0.5, silence=4.0)


class Node:
    """A node that beats on time, but when it sleeps, and hears these others."""

    def __init__(self) -> None:
        self.now = 100.0
        self.liveness = Liveness(TIMING, self.now)

    def runs(self, seconds: float, *heard: int, members: tuple[int, ...] = (1, 2, 7)) -> None:
        for _ in range(int(seconds / TIMING.beat)):
            self.liveness.silent(members, self.now)
            self.now += TIMING.beat
            self.liveness.tick(self.now)
            for one in heard:
                self.liveness.hear(one, self.now)

    def silent(self, *members: int) -> list[int]:
        return self.liveness.silent(members, self.now)


def test_a_node_that_was_not_heard_for_four_seconds_is_lost() -> None:
    node = Node()
    node.runs(5, 1, 2)
    node.runs(3.5, 1)
    assert node.silent(1, 2) == []
    node.runs(0.5, 1)
    assert node.silent(1, 2) == [2]


def test_one_that_was_never_heard_is_lost_as_well() -> None:
    node = Node()
    node.runs(3.5)
    assert node.silent(7) == []
    node.runs(0.5)
    assert node.silent(7) == [7]


def test_one_that_has_just_joined_has_as_long_to_be_heard() -> None:
    node = Node()
    node.runs(60, 1)
    assert node.silent(1, 8) == []
    node.runs(3.5, 1, members=(1, 8))
    assert node.silent(1, 8) == []
    node.runs(1, 1, members=(1, 8))
    assert node.silent(1, 8) == [8]


def test_whoever_has_slept_first_listens_for_as_long() -> None:
    node = Node()
    node.runs(5, 1)
    node.now += 60
    assert node.silent(1) == []  # before its own next beat,
    node.runs(3.5)
    assert node.silent(1) == []  # and after it
    node.runs(1)
    assert node.silent(1) == [1]


def test_whoever_was_cut_off_first_listens_for_as_long() -> None:
    node = Node()
    node.runs(10)
    node.liveness.begin(node.now)
    assert node.silent(1) == []
    node.runs(4)
    assert node.silent(1) == [1]


def test_nodes_that_are_gone_are_forgotten() -> None:
    node = Node()
    node.runs(1, *range(1000))
    node.silent(1)
    assert len(node.liveness.heard) == 1


def test_a_beat_is_read_as_it_was_written_and_rubbish_is_none() -> None:
    beat = Beat("n1", 7, 42, 40, "abc")
    assert heartbeat_liveness.decode(heartbeat_liveness.encode(beat)) == beat
    for rubbish in (b"", b"{}", b"[1]", b"\xff"):
        assert heartbeat_liveness.decode(rubbish) is None

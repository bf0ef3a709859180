"""While the log takes nothing, a node first waits, then tells, then closes."""

from tui_chat.server.cluster.quorum_loss_stages import NOTICE, QuorumWatch, Stage
from tui_chat.server.cluster.timing import TIMING
from tui_chat.wire.message import Message
from tui_chat.wire.nodes_capability import CUT_OFF


class Node:
    def __init__(self) -> None:
        self.now = 0.0
        self._watch = QuorumWatch(TIMING)

    def waits(self, seconds: float, batch: int = 1) -> Stage:
        for _ in range(int(seconds * 4)):
            self.now += 0.25
            stage = self._watch.look(self.now, batch, is_waiting=True)
        return stage

    def looks(self, batch: int = 1, *, is_waiting: bool = True) -> Stage:
        return self._watch.look(self.now, batch, is_waiting=is_waiting)


def test_the_stages_come_after_3_10_and_20_seconds() -> None:
    node = Node()
    node.looks()
    assert node.waits(2.75) is Stage.WELL
    assert node.waits(0.25) is Stage.STOP_READING
    assert node.waits(6.75) is Stage.STOP_READING
    assert node.waits(0.25) is Stage.TELL
    assert node.waits(9.75) is Stage.TELL
    assert node.waits(0.25) is Stage.CLOSE
    assert Stage.WELL < Stage.STOP_READING < Stage.TELL < Stage.CLOSE


def test_a_batch_that_comes_back_ends_it() -> None:
    node = Node()
    node.looks()
    assert node.waits(19) is Stage.TELL
    assert node.looks(is_waiting=False) is Stage.WELL
    node.looks(2)
    assert node.waits(2.5, 2) is Stage.WELL
    assert node.looks(3) is Stage.WELL  # under load there is always one on its way
    assert node.waits(2.5, 3) is Stage.WELL


def test_the_time_that_the_node_itself_slept_does_not_count() -> None:
    node = Node()
    node.looks()
    node.now += 600
    assert node.looks() is Stage.WELL


def test_people_are_told_what_becomes_of_their_messages_in_one_line() -> None:
    assert NOTICE.startswith(CUT_OFF)
    assert "commands wait, without an answer" in NOTICE
    assert "is lost unless your client sends it again" in NOTICE
    assert len(Message("NOTICE", ("*", NOTICE), "a" * 63).encode()) <= 512

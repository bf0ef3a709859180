"""While the log takes nothing, a node first waits, then tells, then closes."""

from typing import Any

import pytest

pytest.importorskip("nats")
from tui_chat.server.cluster.quorum_loss_stages import NOTICE, QuorumLoss, QuorumWatch, Stage
from tui_chat.server.cluster.timing import TIMING
from tui_chat.wire.message import Message
from tui_chat.wire.nodes_capability import CUT_OFF, REACHES_AGAIN


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


class Acting:
    """A node that the stages are carried out on, and its backplane."""

    def __init__(self) -> None:
        self.did: list[str] = []
        self.incarnation = self.oldest = 1
        self.is_waiting = True
        self.backlog = 0
        self.now = 0.0
        acting: Any = self
        self.loss = QuorumLoss(acting, acting, TIMING, lambda: self.did.append("close"))
        self.loss.look(0.0)

    def waits(self, seconds: float) -> list[str]:
        for _ in range(int(seconds * 4)):
            self.now += 0.25
            self.loss.look(self.now)
        did, self.did = self.did, []
        return did

    def suspend_clients(self) -> None:
        self.did.append("suspend")

    def resume_clients(self) -> None:
        self.did.append("resume")

    def notify_all(self, text: str) -> None:
        self.did.append(text)

    def abandon_connections(self, why: str) -> None:
        self.did.append(f"abandon: {why}")


def test_people_are_held_told_and_released() -> None:
    node = Acting()
    assert node.waits(3) == ["suspend"]
    assert (node.loss.may_judge, node.loss.can_write) == (False, False)
    assert node.waits(7) == ["suspend", NOTICE]
    node.is_waiting = False
    assert node.waits(1) == ["resume", REACHES_AGAIN]
    assert (node.loss.may_judge, node.loss.can_write) == (True, True)


def test_people_are_sent_away_and_why_is_told_to_those_who_come_meanwhile() -> None:
    node = Acting()
    assert node.waits(20)[-1] == "close"
    assert node.loss.is_cut_off
    node.incarnation = 0
    assert node.waits(0.25) == [f"abandon: {CUT_OFF}"]
    node.loss.end()
    assert "is back: connect again" in node.loss.why_closed


def test_people_are_held_while_too_much_waits_to_be_sent() -> None:
    node = Acting()
    node.is_waiting = False
    node.backlog = TIMING.backlog + 1
    assert node.waits(0.25) == ["suspend"]
    node.backlog = 0
    assert node.waits(0.25) == ["resume"]

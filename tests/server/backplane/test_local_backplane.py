"""The log of a single node."""

import pytest

from tui_chat.server.backplane import LocalBackplane
from tui_chat.server.core.events import (
    ClientId,
    Connected,
    Disconnected,
    Event,
    Millis,
    Received,
    Spoke,
)
from tui_chat.wire.message import Message


class Node:
    """Remembers what it applies; with `is_broken`, raises instead."""

    def __init__(self, *, is_broken: bool = False) -> None:
        self.applied: list[Event] = []
        self._is_broken = is_broken

    def apply(self, event: Event) -> None:
        if self._is_broken:
            raise RuntimeError(event)
        self.applied.append(event)

    def apply_line(self, client: ClientId, at: Millis, message: Message, msgid: str) -> None:
        self.apply(Received(client, at, message, msgid))

    def apply_speech(
        self, client: ClientId, at: Millis, target: str, texts: tuple[str, ...]
    ) -> None:
        self.apply(Spoke(client, at, target, texts, (), at))


EVENTS = [
    Connected(ClientId(1), Millis(1), "host"),
    Connected(ClientId(2), Millis(1), "host"),
    Connected(ClientId(2), Millis(1), "host"),
    Disconnected(ClientId(1), Millis(2), "gone"),
]


def test_every_event_is_applied_once_in_the_order_of_submission() -> None:
    node = Node()
    backplane = LocalBackplane(node)
    message = Message("PRIVMSG", ("#tea", "hi"))
    backplane.submit_line(ClientId(1), Millis(1), message, "id")
    for event in EVENTS:
        backplane.submit(event)
    backplane.submit_speech(ClientId(1), Millis(3), "#tea", ("one", "two"))
    line = Received(ClientId(1), Millis(1), message, "id")
    speech = Spoke(ClientId(1), Millis(3), "#tea", ("one", "two"), (), Millis(3))
    assert node.applied == [line, *EVENTS, speech]


def test_the_submitter_is_told_when_an_event_was_not_applied() -> None:
    with pytest.raises(RuntimeError):
        LocalBackplane(Node(is_broken=True)).submit(EVENTS[0])

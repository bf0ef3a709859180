"""Labels that wait for their answer."""

import pytest

from tui_chat.server.core.effects import Ask, Effect, Send
from tui_chat.server.core.events import ClientId, Millis, Received
from tui_chat.server.core.messages.history_queries import Reading
from tui_chat.server.output.labelling import Labelling
from tui_chat.server.output.outbox import Outbox
from tui_chat.wire.capabilities import Capability, capability_set
from tui_chat.wire.message import Message

ALICE = ClientId(1)
ANSWER = Send((ALICE,), Message("NOTE", ("hi",)))


class Nobody:
    """A client that is never written to."""

    def write(self, data: bytes) -> None: ...

    def close(self) -> None: ...


@pytest.fixture
def labels() -> Labelling:
    outbox = Outbox(lambda: None)
    outbox.open(ALICE, Nobody())
    held = capability_set(Capability.LABELED_RESPONSE, Capability.BATCH)
    outbox.set_capabilities(ALICE, held)
    return Labelling(outbox, "server")


def received(command: str, *params: str, **tags: str) -> Received:
    return Received(ALICE, Millis(0), Message(command, params, None, tags), "id")


def label_of(effects: list[Effect]) -> str:
    (effect,) = effects
    assert isinstance(effect, Send)
    return effect.message.tags.get("label", "")


def test_a_label_waits_for_the_answer_that_comes_later(labels: Labelling) -> None:
    question: list[Effect] = [Ask(ALICE, Reading("#tea", 1))]
    assert labels.of_command(received("CHATHISTORY", label="x"), question) == question
    assert labels.open == {ALICE: "x"}
    assert label_of(labels.of_answer(ALICE, [ANSWER])) == "x"
    assert label_of(labels.of_answer(ALICE, [ANSWER])) == ""


def test_the_label_of_a_batch_waits_for_its_end(labels: Labelling) -> None:
    assert labels.of_command(received("BATCH", "+1", label="x"), []) == []
    assert labels.of_command(received("PRIVMSG", "#tea", "one", batch="1"), []) == []
    assert label_of(labels.of_command(received("PING"), [ANSWER])) == ""
    assert label_of(labels.of_command(received("BATCH", "-1"), [ANSWER])) == "x"
    assert not labels.open


def test_a_batch_that_fails_is_answered_where_it_does(labels: Labelling) -> None:
    labels.of_command(received("BATCH", "+1", label="x"), [])
    assert label_of(labels.of_command(received("PRIVMSG", "#tea", "one"), [ANSWER])) == "x"
    assert not labels.open

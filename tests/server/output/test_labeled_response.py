"""Labels that wait for their answer."""

import pytest

from tests.server.world import Person, World
from tui_chat.server.core.effects import Ask, Effect, Send
from tui_chat.server.core.events import ClientId, Millis, Received
from tui_chat.server.core.messages.history_request_types import Reading
from tui_chat.server.output.labeled_response import Labelling
from tui_chat.server.output.tick_outbox import Outbox
from tui_chat.wire.capability_enum import Capability, capability_set
from tui_chat.wire.message import Message

LABELS = "labeled-response", "batch"


def ask(person: Person, line: str) -> list[str]:
    return person.asks(f"@label=x {line}")


@pytest.fixture
def alice(net: World) -> Person:
    return net.enter("alice", *LABELS)


def test_one_answer_carries_the_label(alice: Person) -> None:
    assert ask(alice, "PING 1") == ["@label=x :tui-chat.local PONG tui-chat.local 1"]


def test_no_answer_becomes_an_acknowledgement(alice: Person) -> None:
    assert ask(alice, "PONG 1") == ["@label=x :tui-chat.local ACK"]


def test_several_answers_stand_in_a_batch(net: World, alice: Person) -> None:
    net.join("#tea", alice)
    start, topic, made, end = ask(alice, "MODE #tea")
    name = start.split()[3].removeprefix("+")
    assert start == f"@label=x :tui-chat.local BATCH +{name} labeled-response"
    assert topic == f"@batch={name} :tui-chat.local 324 alice #tea +nt"
    assert made == f"@batch={name} :tui-chat.local 329 alice #tea 1763640000"
    assert end == f":tui-chat.local BATCH -{name}"


def test_several_numerics_made_at_once_stand_in_a_batch_too(alice: Person) -> None:
    start, *counts, end = ask(alice, "LUSERS")
    name = start.split()[3].removeprefix("+")
    assert start == f"@label=x :tui-chat.local BATCH +{name} labeled-response"
    assert len(counts) == 7
    assert all(line.startswith(f"@batch={name} :tui-chat.local 2") for line in counts)
    assert end == f":tui-chat.local BATCH -{name}"
    assert ask(alice, "MOTD") == ["@label=x :tui-chat.local 422 alice :MOTD File is missing"]


def test_every_batch_has_a_name_of_its_own(net: World, alice: Person) -> None:
    net.join("#tea", alice)
    first, second = ask(alice, "MODE #tea"), ask(alice, "MODE #tea")
    assert first[0].split()[3] != second[0].split()[3]


def test_a_refusal_carries_the_label(alice: Person) -> None:
    assert ask(alice, "PRIVMSG nobody hi") == [
        "@label=x :tui-chat.local 401 alice nobody :No such nick/channel"
    ]
    assert ask(alice, "NONSENSE")[0].startswith("@label=x :tui-chat.local 421 ")
    assert ask(alice, "SETNAME :")[0].startswith("@label=x :tui-chat.local FAIL SETNAME ")


def test_what_others_are_shown_has_no_label(net: World, alice: Person) -> None:
    bob = net.enter("bob", "message-tags", *LABELS)
    net.join("#tea", alice, bob)
    assert ask(alice, "PRIVMSG #tea hi") == ["@label=x :tui-chat.local ACK"]
    assert bob.hears() == [f"@msgid={net.msgid} :alice!alice@host PRIVMSG #tea hi"]
    assert ask(alice, "TOPIC #tea news") == ["@label=x :alice!alice@host TOPIC #tea news"]
    assert bob.hears() == [f"@msgid={net.msgid} :alice!alice@host TOPIC #tea news"]


def test_an_echo_carries_the_label(net: World) -> None:
    alice = net.enter("alice", "echo-message", "message-tags", *LABELS)
    bob = net.enter("bob")
    net.join("#tea", alice, bob)
    for target in "#tea", "bob":
        assert ask(alice, f"PRIVMSG {target} hi") == [
            f"@msgid={net.msgid};label=x :alice!alice@host PRIVMSG {target} hi"
        ]
        assert bob.hears() == [f":alice!alice@host PRIVMSG {target} hi"]


def test_an_answer_and_an_echo_stand_in_one_batch(net: World) -> None:
    alice, bob = net.enter("alice", "echo-message", *LABELS), net.enter("bob")
    bob.says("AWAY lunch")
    bob.hears()
    start, echo, away, end = ask(alice, "PRIVMSG bob hi")
    assert start.startswith("@label=x :tui-chat.local BATCH +")
    assert echo.endswith(" :alice!alice@host PRIVMSG bob hi")
    assert away.endswith(" :tui-chat.local 301 alice bob lunch")
    assert end.startswith(":tui-chat.local BATCH -")


def test_a_message_to_oneself_is_no_answer_but_its_echo_is(net: World) -> None:
    echoed = net.enter("echoed", "echo-message", *LABELS)
    assert ask(echoed, "PRIVMSG echoed hi") == [
        "@label=x :echoed!echoed@host PRIVMSG echoed hi",
        ":echoed!echoed@host PRIVMSG echoed hi",
    ]
    plain = net.enter("plain", *LABELS)
    assert ask(plain, "PRIVMSG plain hi") == [
        ":plain!plain@host PRIVMSG plain hi",
        "@label=x :tui-chat.local ACK",
    ]


def test_joining_and_leaving_stand_in_their_answer(net: World, alice: Person) -> None:
    (bob,) = net.join("#tea", "bob")
    joined = ask(alice, "JOIN #tea")
    assert joined[0].startswith("@label=x :tui-chat.local BATCH +")
    assert [line.split()[2] for line in joined[1:-1]] == ["JOIN", "353", "366"]
    assert bob.hears() == [":alice!alice@host JOIN #tea"]
    assert ask(alice, "PART #tea") == ["@label=x :alice!alice@host PART #tea"]
    assert bob.hears() == [":alice!alice@host PART #tea"]


def test_quitting_is_answered_with_the_label(net: World, alice: Person) -> None:
    start, *answers, _end = ask(alice, "QUIT")
    assert start.startswith("@label=x ")
    assert [answer.partition(" ")[2] for answer in answers] == [
        ":alice!alice@host QUIT Quit",
        "ERROR :Closing link: host (Quit)",
    ]
    assert alice.closed


def test_labels_hold_before_registration_too(net: World) -> None:
    stranger = net.connect()
    stranger.says("CAP REQ :labeled-response batch")
    stranger.hears()
    assert ask(stranger, "NICK 1") == ["@label=x :tui-chat.local 432 * 1 :Erroneous nickname"]
    assert ask(stranger, "NICK alice") == ["@label=x :tui-chat.local ACK"]


@pytest.mark.parametrize("capabilities", [(), ("labeled-response",), ("batch", "message-tags")])
def test_without_the_capabilities_labels_mean_nothing(
    net: World, capabilities: tuple[str, ...]
) -> None:
    bob = net.enter("bob", *capabilities)
    assert ask(bob, "PING 1") == [":tui-chat.local PONG tui-chat.local 1"]
    assert ask(bob, "PONG") == []


@pytest.mark.parametrize("tag", ["label", "label=", f"label={'x' * 65}", f"label={'é' * 33}"])
def test_labels_that_are_empty_or_too_long_mean_nothing(alice: Person, tag: str) -> None:
    assert alice.asks(f"@{tag} PING 1") == [":tui-chat.local PONG tui-chat.local 1"]


def test_a_label_comes_back_as_it_was_meant(alice: Person) -> None:
    alice.says(r"@label=a\:b\s\\ PING 1")
    assert alice.hears() == [r"@label=a\:b\s\\ :tui-chat.local PONG tui-chat.local 1"]


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

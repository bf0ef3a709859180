"""Much that is said in a go: people are told the same as if it had been said line by line."""

import re
from collections.abc import Callable
from typing import NamedTuple

import pytest

from tests.server.world import Person, World
from tui_chat.server.core.event_dispatch import handle
from tui_chat.server.core.events import ClientId, Millis, Spoke
from tui_chat.server.core.messages.history_request_types import Reading
from tui_chat.server.core.settings import Settings
from tui_chat.wire.message import Message

CAPABILITIES = {
    "plain": (),
    "tagged": ("message-tags",),
    "timed": ("server-time",),
    "accounting": ("account-tag", "setname"),
    "rich": ("message-tags", "server-time", "account-tag", "echo-message", "batch"),
}
TEXTS = ("one", "two words", ":three", "漢字 🫖", "x")


class Situation(NamedTuple):
    """What came before, and what is said where; `prepare` is given the speaker and an operator."""

    prepare: Callable[[World, Person, Person], object] = lambda *_: None
    target: str = "#tea"
    texts: tuple[str, ...] = TEXTS
    needs: tuple[str, ...] = ()
    """Capabilities of the speaker, in any case."""


def _log_in(_world: World, alice: Person, _operator: Person) -> None:
    alice.says("NICKSERV REGISTER correct-horse")


def _both(*acts: Callable[[World, Person, Person], object]) -> Callable[..., object]:
    return lambda *people: [act(*people) for act in acts]


def _speaker(line: str) -> Callable[[World, Person, Person], object]:
    return lambda _world, alice, _operator: alice.says(line)


def _operator(line: str) -> Callable[[World, Person, Person], object]:
    return lambda _world, _alice, operator: operator.says(line)


SITUATIONS = {
    "nothing in the way": Situation(),
    "one text": Situation(texts=("alone",)),
    "an account": Situation(_log_in),
    "a bot": Situation(_speaker("MODE alice +B")),
    "a bot with an account": Situation(_both(_log_in, _speaker("MODE alice +B"))),
    "the channel in capitals": Situation(target="#TEA"),
    "several channels": Situation(target="#tea,#two"),
    "no such channel": Situation(target="#none"),
    "no member": Situation(_speaker("PART #tea")),
    "moderated": Situation(_operator("MODE #tea +m")),
    "moderated, with a voice": Situation(
        _both(_operator("MODE #tea +m"), _operator("MODE #tea +v alice"))
    ),
    "muted": Situation(_operator("MODE #tea +b m:alice!*@*")),
    "an empty text": Situation(texts=("one", "", "two")),
    "lines too long": Situation(texts=("é" * 200, "x" * 480, "漢" * 160, "y")),
    "a control character": Situation(texts=("\1ACTION waves\1", "\x02bold\x02 word")),
    "an open batch": Situation(
        _speaker("BATCH +1 draft/multiline #tea"), needs=("batch", "draft/multiline")
    ),
    "a labelled batch": Situation(
        _speaker("@label=x BATCH +1 draft/multiline #tea"),
        needs=("batch", "draft/multiline", "labeled-response"),
    ),
    "not registered": Situation(_speaker("QUIT")),
}


def _told(situation: Situation, capabilities: tuple[str, ...], *, at_once: bool) -> list[object]:
    """What everybody is shown, the state of the network, and what is kept."""
    world = World(settings=Settings(auto_join=()), tick_per_line=False)
    (operator,) = world.join("#tea", "operator")
    for nick, held in CAPABILITIES.items():
        world.join("#tea", world.enter(nick, *held))
    alice = world.enter("alice", *dict.fromkeys((*capabilities, *situation.needs)))
    world.join("#tea", alice)
    situation.prepare(world, alice, operator)
    world.settle()
    node, at = world.node, Millis(world.now)
    if at_once:
        node.receive_speech(alice.id, situation.target, situation.texts, at)
    else:
        for text in situation.texts:
            node.receive(alice.id, Message("PRIVMSG", (situation.target, text)), at)
    heard = {person.nick: person.hears() for person in world.people}
    state = node.network.snapshot()
    del state["accounts"]  # the salts of passwords are random
    return [heard, state, node.history.answer(Reading("#tea", 100))]


@pytest.mark.parametrize("capabilities", CAPABILITIES.values(), ids=CAPABILITIES)
@pytest.mark.parametrize("situation", SITUATIONS.values(), ids=SITUATIONS)
def test_people_are_told_the_same_however_much_is_said_in_a_go(
    situation: Situation, capabilities: tuple[str, ...]
) -> None:
    line_by_line = _told(situation, capabilities, at_once=False)
    assert _told(situation, capabilities, at_once=True) == line_by_line


def test_a_thousand_lines_in_a_go_come_in_their_order(net: World) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    texts = tuple(map(str, range(1000)))
    net.node.receive_speech(alice.id, "#tea", texts, Millis(net.now))
    assert bob.hears() == [f":alice!alice@host PRIVMSG #tea {text}" for text in texts]
    assert net.is_quiet()


def test_what_is_said_between_the_words_of_others_stays_between_them(net: World) -> None:
    alice, bob, carol = net.join("#tea", "alice", "bob", "carol")
    net.join("#two", bob, carol)
    bob.says("PRIVMSG #tea 1")
    net.node.receive_speech(alice.id, "#tea", ("2", "3"), Millis(net.now))
    bob.says("PRIVMSG #two 4")
    net.node.receive_speech(alice.id, "#tea", ("5", "6"), Millis(net.now))
    assert [line[-1] for line in carol.hears()] == list("123456")
    assert [line[-1] for line in bob.hears()] == list("2356")
    assert [line[-1] for line in alice.hears()] == list("1")


def test_who_is_not_there_says_nothing(net: World) -> None:
    before = net.node.network.snapshot()
    event = Spoke(ClientId(99), Millis(net.now), "#tea", ("hi",), ("id",), Millis(net.now))
    assert handle(net.node.network, event) == []
    assert net.node.network.snapshot() == before


@pytest.mark.parametrize("held", CAPABILITIES.values(), ids=CAPABILITIES)
def test_people_hear_the_same_alone_as_among_others_who_hold_other_things(
    held: tuple[str, ...],
) -> None:
    def heard(*others: tuple[str, ...]) -> list[str]:
        world = World(settings=Settings(auto_join=()), tick_per_line=False)
        listener = world.enter("lisa", *held)
        company = [world.enter(f"other{number}", *each) for number, each in enumerate(others)]
        alice, *_ = world.join("#tea", "alice", listener, *company)
        world.now += 1000
        for text in TEXTS:
            alice.says(f"PRIVMSG #tea :{text}")
        alice.says("TOPIC #tea :cups")
        return [re.sub(r"msgid=\w+", "msgid", line) for line in listener.hears()]

    alone = heard()
    assert len(alone) == len(TEXTS) + 1
    assert alone == heard(*CAPABILITIES.values())

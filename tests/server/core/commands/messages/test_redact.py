"""REDACT."""

from collections.abc import Callable

import pytest

from tests.server.world import Person, World
from tui_chat.server.core.settings import HistoryPolicy, Settings

KNOWS = ("message-tags", "draft/message-redaction", "draft/chathistory")
FAIL = ":tui-chat.local FAIL REDACT"


@pytest.fixture
def tea(net: World) -> list[Person]:
    """alice, operator of #tea, and bob."""
    return net.join("#tea", net.enter("alice", *KNOWS), net.enter("bob", *KNOWS))


def said(net: World, person: Person, text: str = "oops", target: str = "#tea") -> str:
    """Say something; its id."""
    person.says(f"PRIVMSG {target} {text}")
    msgid = net.msgid
    net.settle()
    return msgid


def without_tags(person: Person) -> list[str]:
    return [line.split(" ", 1)[1] if line[0] == "@" else line for line in person.hears()]


def test_a_message_taken_back_is_gone_and_all_who_can_know_are_told(
    net: World, tea: list[Person]
) -> None:
    alice, bob = tea
    carol = net.enter("carol")
    net.join("#tea", carol)
    msgid = said(net, bob)
    bob.says(f"REDACT #TEA {msgid} :wrong place")
    expected = [f":bob!bob@host REDACT #tea {msgid} :wrong place"]
    assert without_tags(alice) == without_tags(bob) == expected
    assert net.is_quiet()
    assert bob.asks("CHATHISTORY LATEST #tea * 10") == []


def test_an_operator_may_delete_what_others_said(net: World, tea: list[Person]) -> None:
    alice, bob = tea
    msgid = said(net, bob)
    alice.says(f"REDACT #tea {msgid}")
    assert without_tags(bob) == [f":alice!alice@host REDACT #tea {msgid}"]


def test_others_may_not(net: World, tea: list[Person]) -> None:
    alice, bob = tea
    msgid = said(net, alice)
    assert bob.asks(f"REDACT #tea {msgid}") == [
        f"{FAIL} REDACT_FORBIDDEN #tea {msgid} :You are not authorised to delete this message",
    ]
    assert net.is_quiet()


def test_own_deletion_can_be_switched_off(world: Callable[[Settings], World]) -> None:
    net = world(Settings(auto_join=(), history=HistoryPolicy(own_deletion=False)))
    _, bob = net.join("#tea", net.enter("alice", *KNOWS), net.enter("bob", *KNOWS))
    msgid = said(net, bob)
    assert " REDACT_FORBIDDEN " in bob.asks(f"REDACT #tea {msgid}")[0]


def test_private_messages_are_taken_back_by_their_author_alone(net: World) -> None:
    alice, bob = net.enter("alice", *KNOWS), net.enter("bob", *KNOWS)
    msgid = said(net, alice, target="bob")
    assert " REDACT_FORBIDDEN alice " in bob.asks(f"REDACT alice {msgid}")[0]
    alice.says(f"REDACT bob {msgid}")
    assert without_tags(alice) == without_tags(bob) == [f":alice!alice@host REDACT bob {msgid}"]


def test_what_is_not_there_is_refused(net: World, tea: list[Person]) -> None:
    alice, bob = tea
    net.join("#other", bob)
    msgid = said(net, bob, target="#other")
    assert alice.asks(f"REDACT #tea {msgid}", f"REDACT #other {msgid}", "REDACT #tea") == [
        f"{FAIL} UNKNOWN_MSGID #tea {msgid} :This message does not exist or is too old",
        f"{FAIL} INVALID_TARGET #other :Messages could not be retrieved",
        ":tui-chat.local 461 alice REDACT :Not enough parameters",
    ]
    assert net.is_quiet()

import typing

import pytest

from tests.server.world import World
from tui_chat.server.core import event_codec, events
from tui_chat.server.core.event_codec import UnknownEvent, decode, encode
from tui_chat.server.core.events import (
    AccountOrder,
    AccountOrdered,
    Answered,
    ClientId,
    Connected,
    Event,
    Garbled,
    Guessed,
    LoggedIn,
    Millis,
    Reconfigured,
    Restored,
    Spoke,
    Unreadable,
)
from tui_chat.server.core.messages.history_request_types import (
    Entry,
    Finding,
    FindingEdited,
    Page,
)
from tui_chat.server.core.password_hash_and_scram_keys import ScramKeys, Secrets
from tui_chat.server.core.settings import Operator, Settings
from tui_chat.server.core.users.operators import CheckOperator
from tui_chat.wire.message import Message
from tui_chat.wire.source import Source

CLIENT, AT = ClientId(3), Millis(5)
SECRETS = Secrets("$argon2id$x", ScramKeys("c2FsdA==", "a", "b", 4096))


ENTRY = Entry(AT, Message("PRIVMSG", ("#tea", "hi"), Source.of("ana", "a", "h")), "@id")


@pytest.mark.parametrize(
    "event",
    [
        Spoke(CLIENT, AT, "#tea", ("one", "two é"), ("a", "b"), AT),
        Garbled(CLIENT, AT, Unreadable.NOT_UTF8, "PRIVMSG", "label"),
        LoggedIn(CLIENT, AT, "@id", "host", "id"),
        Guessed(CLIENT, AT, "10.0.0.1", "ana"),
        Restored(CLIENT, AT, "account", "ana", {"name": "ana", "nicks": ["x"], "on": None}),
        Reconfigured(CLIENT, AT, Settings(operators=(Operator("root", ""),)), "id"),
        AccountOrdered(CLIENT, AT, AccountOrder.ADD, "ana", SECRETS, "id"),
        Answered(CLIENT, AT, CheckOperator("root", "", ""), True, "id"),
        Answered(CLIENT, AT, CheckOperator("root", "", ""), None, "id", "host"),
        Answered(CLIENT, AT, Finding("#tea", "1", "#tea"), Page([ENTRY]), "id"),
        Answered(CLIENT, AT, FindingEdited("#tea", "1", "#tea", "", ENTRY.message), None, "id"),
    ],
    ids=lambda event: type(event).__name__,
)
def test_an_event_is_the_same_after_it_was_written_and_read(event: Event) -> None:
    line = encode(event)
    assert b"\n" not in line
    assert decode(line) == event


def test_all_of_a_conversation_can_be_written(net: World) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    alice.says("@+draft/reply=x;label=y PRIVMSG #tea :hi")
    bob.says("NS REGISTER opensesame")
    alice.drops()
    net.settle()
    assert [decode(encode(event)) for event in net.events] == net.events


@pytest.mark.parametrize(
    "line",
    [
        *(b"", b"{}", b"[]", b"null", b"\xff", b'{"type":"Nonsense"}', b"[" * 100_000),
        b'{"type":"Connected","client":1,"at":2,"host":"h","secure":false}',
        b'{"type":"Answered","client":1,"at":2,"request":{"type":"x"},"answer":1,"msgid":"","host":""}',
        b'{"type":"Guessed","client":"x","at":2,"address":"h"}',
    ],
)
def test_what_is_no_event_of_the_log_is_refused(line: bytes) -> None:
    with pytest.raises(UnknownEvent):
        decode(line)


def test_what_stays_on_its_node_is_not_written() -> None:
    with pytest.raises(TypeError):
        encode(Connected(CLIENT, AT, "host"))


def test_of_all_events_only_one_stays_on_its_node() -> None:
    """An event that the log does not take would be lost, and a recording would end there."""
    kinds = {kind for kind in vars(events).values() if isinstance(kind, type)}
    logged = {kind for kind in kinds if issubclass(kind, Event)} - {Event, Connected}
    assert logged == {*typing.get_args(event_codec._Logged), Answered}

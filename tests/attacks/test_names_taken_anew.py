"""A person who takes a former name of somebody else gets nothing that belonged to them."""

from collections.abc import Callable

import pytest

from tests.server.account_holders import PASSWORD, come_back, register
from tests.server.world import Person, World
from tui_chat.server.core.events import AccountOrder, ClientId, Millis, Restored
from tui_chat.server.core.settings import Settings
from tui_chat.server.process.control_socket import ControlRequest, carry_out
from tui_chat.wire.message import Message

KNOWS = ("message-tags", "draft/message-redaction", "draft/chathistory")


@pytest.fixture(params=[True, False], ids=["tick-per-line", "one-tick"])
def net(request: pytest.FixtureRequest) -> World:
    return World(settings=Settings(auto_join=()), tick_per_line=bool(request.param))


def texts(person: Person, line: str) -> list[str]:
    """What was said of all that an answer shows."""
    heard = [Message.parse(one.encode()) for one in person.asks(line)]
    return [one.params[-1] for one in heard if one.command == "PRIVMSG"]


def drop_by_oneself(net: World, alice: Person) -> None:
    alice.says(f"NS DROP {PASSWORD}", "QUIT")
    net.settle()


def drop_from_outside(net: World, alice: Person) -> None:
    alice.drops()
    assert not carry_out(net.node, ControlRequest(AccountOrder.DROP, "alice")).refusal
    net.settle()


@pytest.fixture(params=[drop_by_oneself, drop_from_outside])
def drop(request: pytest.FixtureRequest) -> Callable[[World, Person], None]:
    """The ways in which an account ends."""
    return request.param  # type: ignore[no-any-return]


def test_private_talk_of_a_dropped_account_is_not_for_the_next_of_its_name(
    net: World, drop: Callable[[World, Person], None]
) -> None:
    alice, bob = register(net, "alice", *KNOWS), register(net, "bob", *KNOWS)
    alice.says("PRIVMSG bob :my secret")
    bob.says("PRIVMSG alice :your secret")
    net.settle()
    drop(net, alice)
    for where in (net, net.restarted()):
        eve = register(where, "alice", *KNOWS)
        assert texts(eve, "CHATHISTORY LATEST bob * 10") == []
        assert texts(eve, "SEARCH text=secret") == []
        eve.says(
            "CHATHISTORY TARGETS timestamp=1970-01-01T00:00:00Z timestamp=2100-01-01T00:00:00Z 9"
        )
        assert eve.hears() == []
        drop(where, eve)


def test_who_talked_to_it_still_finds_what_was_said_but_not_under_the_name(
    net: World, drop: Callable[[World, Person], None]
) -> None:
    alice, bob = register(net, "alice", *KNOWS), register(net, "bob", *KNOWS)
    alice.says("PRIVMSG bob :remember this")
    net.settle()
    drop(net, alice)
    register(net, "alice").says("PRIVMSG bob :hello")
    net.settle()
    assert texts(bob, "CHATHISTORY LATEST alice * 10") == ["hello"]
    assert texts(bob, "SEARCH text=remember") == ["remember this"]


def test_read_markers_are_not_inherited(net: World, drop: Callable[[World, Person], None]) -> None:
    alice = register(net, "alice")
    alice.says("MARKREAD #tea timestamp=2021-01-01T00:00:00.000Z")
    net.settle()
    drop(net, alice)
    for where in (net, net.restarted()):
        eve = register(where, "alice")
        assert eve.asks("MARKREAD #tea") == [":tui-chat.local MARKREAD #tea *"]
        drop(where, eve)


def test_the_right_to_delete_is_not_inherited(
    net: World, drop: Callable[[World, Person], None]
) -> None:
    net.join("#tea", net.enter("bob", *KNOWS))
    alice = register(net, "alice", *KNOWS)
    alice.says("JOIN #tea", "PRIVMSG #tea :I was here")
    msgid = net.msgid
    net.settle()
    drop(net, alice)
    eve = register(net, "alice", *KNOWS)
    net.join("#tea", eve)
    assert " REDACT_FORBIDDEN " in eve.asks(f"REDACT #tea {msgid}")[0]
    assert texts(eve, "CHATHISTORY LATEST #tea * 10") == ["I was here"]


def test_what_an_invitation_exception_says_of_an_account_ends_with_it(
    net: World, drop: Callable[[World, Person], None]
) -> None:
    bob = register(net, "bob")
    alice = register(net, "alice")
    net.join("#tea", bob)
    bob.says("CS REGISTER #tea", "MODE #tea +iI a:ALICE", "MODE #tea +I a:al*", "PART #tea")
    net.settle()
    drop(net, alice)
    for where in (net, net.restarted()):
        network = where.node.network
        kept = [mask for mask, _, _ in network.channels[network.fold("#tea")].lists["I"].kept()]
        assert kept == ["a:al*"]  # a pattern is about names


def test_an_account_from_before_there_were_ids_keeps_its_talk_and_gives_it_to_nobody() -> None:
    """A state of an older version: accounts without an id, talk and markers under names."""
    net = World(settings=Settings(auto_join=()), tick_per_line=True)
    register(net, "alice"), register(net, "bob")
    records, history = net.node.records, net.node.history
    for kind, key, value in tuple(records.all()):
        assert kind == "account"
        records.keep(kind, key, {name: one for name, one in value.items() if name != "id"})
    records.keep("marker", "alice #tea", {"at": 1})
    tags = {"msgid": "1", "account": "alice"}
    said = Message("PRIVMSG", ("bob", "of old"), "alice!alice@host", tags)
    history.remember("alice bob", said, "1", net.now)
    again = net.restarted()
    alice = come_back(again, "alice", "alice", *KNOWS)
    assert texts(alice, "CHATHISTORY LATEST bob * 10") == ["of old"]
    alice.says("MARKREAD #tea")
    assert alice.hears() == [":tui-chat.local MARKREAD #tea timestamp=1970-01-01T00:00:00.001Z"]
    drop_by_oneself(again, alice)
    eve = register(again, "alice", *KNOWS)
    assert texts(eve, "CHATHISTORY LATEST bob * 10") == []
    assert " UNKNOWN_MSGID " in eve.asks("REDACT bob 1")[0]
    assert eve.asks("MARKREAD #tea") == [":tui-chat.local MARKREAD #tea *"]


def test_a_marker_of_nobody_is_not_taken_in(net: World) -> None:
    net.node.backplane.submit(
        Restored(ClientId(0), Millis(net.now), "marker", "alice #tea", {"at": 1})
    )
    assert not net.node.network.markers


@pytest.mark.parametrize("restart", [False, True])
def test_private_talk_of_a_nickname_is_not_for_who_takes_it_later(
    net: World, restart: bool
) -> None:
    alice, bob = net.enter("alice", *KNOWS), net.enter("bob", *KNOWS)
    alice.says("PRIVMSG bob :my secret")
    bob.says("PRIVMSG alice :your secret")
    net.settle()
    alice.drops()
    bob.drops()
    where = net.restarted() if restart else net
    # Numbers of connections begin anew after a restart; the times of the talk are before it.
    for nick, other in (("alice", "bob"), ("bob", "alice")):
        eve = where.enter(nick, *KNOWS)
        assert texts(eve, f"CHATHISTORY LATEST {other} * 10") == []
        assert texts(eve, "SEARCH text=secret") == []


@pytest.mark.parametrize("asked", ["~19aa122be00.1", "@id1", "?", "~19aa122be00.2"])
def test_an_identity_is_no_name_that_can_be_asked_for(net: World, asked: str) -> None:
    alice, bob = net.enter("alice", *KNOWS), net.enter("bob", *KNOWS)
    alice.says("PRIVMSG bob :secret")
    net.settle()
    for person in (alice, bob):
        assert texts(person, f"CHATHISTORY LATEST {asked} * 10") == []


@pytest.mark.parametrize("private", [False, True])
def test_a_nickname_without_an_account_has_no_right_to_delete(net: World, private: bool) -> None:
    """Behind one router, or on one machine, everybody comes from the same address."""
    alice, bob = net.join("#tea", net.enter("alice", *KNOWS), net.enter("bob", *KNOWS))
    target = "alice" if private else "#tea"
    bob.says(f"PRIVMSG {target} :I was here")
    msgid = net.msgid
    net.settle()
    bob.drops()
    (eve,) = net.join("#tea", net.enter("bob", *KNOWS))
    assert " FAIL REDACT " in eve.asks(f"REDACT {target} {msgid}")[0]
    there = "bob" if private else "#tea"
    assert texts(alice, f"CHATHISTORY LATEST {there} * 10") == ([] if private else ["I was here"])


def test_who_has_logged_in_meanwhile_may_still_delete_what_it_said_before(net: World) -> None:
    alice = net.enter("alice", *KNOWS)
    net.join("#tea", net.enter("bob"), alice)
    alice.says("PRIVMSG #tea :oops")
    msgid = net.msgid
    alice.says(f"NS REGISTER {PASSWORD}", "NICK ally")
    net.settle()
    alice.says(f"REDACT #tea {msgid}")
    assert texts(alice, "CHATHISTORY LATEST #tea * 10") == []


def test_one_who_logs_out_is_one_stay_whichever_of_its_connections_ends(net: World) -> None:
    alice, bob = register(net, "alice", *KNOWS), net.enter("bob", *KNOWS)
    other = come_back(net, "alice", "alice", *KNOWS)
    other.says("NS LOGOUT")
    net.settle()
    nick = next(user.nick for user in net.node.network.users.values() if user.nick != "bob")
    bob.says(f"PRIVMSG {nick} :hello")
    net.settle()
    alice.drops()
    assert texts(other, "CHATHISTORY LATEST bob * 10") == ["hello"]

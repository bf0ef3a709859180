"""Nobody reads, takes over or erases a channel's history without the right to do so."""

import pytest

from tests.server.account_holders import PASSWORD, register
from tests.server.world import Person, World
from tui_chat.server.core.events import AccountOrder
from tui_chat.server.core.settings import Operator, Settings
from tui_chat.server.process.control_socket import ControlRequest, carry_out
from tui_chat.wire.message import Message

KNOWS = ("message-tags", "draft/message-redaction", "draft/chathistory", "draft/channel-rename")


@pytest.fixture(params=[True, False], ids=["tick-per-line", "one-tick"])
def net(request: pytest.FixtureRequest) -> World:
    return World(settings=Settings(auto_join=()), tick_per_line=bool(request.param))


def read(person: Person, channel: str) -> list[str]:
    """What history shows of a channel."""
    person.says(f"CHATHISTORY LATEST {channel} * 100")
    heard = [Message.parse(line.encode()) for line in person.hears()]
    return [one.params[-1] for one in heard if one.command == "PRIVMSG"]


def say(net: World, person: Person, *lines: str) -> None:
    """Have somebody say lines, each in a millisecond of its own."""
    for line in lines:
        net.now += 1
        person.says(line)
    net.now += 1
    net.settle()


def talk_and_leave(net: World, channel: str) -> str:
    """alice says something in an open channel, and all have left; its id."""
    (alice,) = net.join(channel, net.enter("alice", *KNOWS))
    say(net, alice, f"PRIVMSG {channel} :what we said")
    msgid = net.msgid
    alice.drops()
    net.now += 1
    return msgid


@pytest.fixture(params=[False, True], ids=["same-run", "after-restart"])
def restart(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def test_a_rename_to_the_name_of_an_empty_channel_erases_nothing(net: World, restart: bool) -> None:
    talk_and_leave(net, "#project")
    net = net.restarted() if restart else net
    (eve,) = net.join("#junk", net.enter("eve", *KNOWS))
    say(net, eve, "PRIVMSG #junk :junk")
    eve.says("RENAME #junk #PROJECT")
    assert " FAIL RENAME CHANNEL_NAME_IN_USE #junk #PROJECT " in eve.hears()[0]
    assert read(eve, "#junk") == ["junk"]
    (bob,) = net.join("#project", net.enter("bob", *KNOWS))
    assert read(bob, "#project") == ["what we said"]


def test_a_rename_takes_nothing_along_that_is_older_than_the_channel(
    net: World, restart: bool
) -> None:
    talk_and_leave(net, "#lobby")
    net = net.restarted() if restart else net
    (eve,) = net.join("#lobby", net.enter("eve", *KNOWS))
    assert " FAIL RENAME CANNOT_RENAME #lobby #mine " in eve.asks("RENAME #lobby #mine")[0]
    eve.says("PART #lobby")
    (bob,) = net.join("#lobby", net.enter("bob", *KNOWS))
    assert read(bob, "#lobby") == ["what we said"]


def test_one_channel_may_still_be_renamed_there_and_back(net: World) -> None:
    alice, bob = net.join("#tea", net.enter("alice", *KNOWS), net.enter("bob", *KNOWS))
    say(net, bob, "PRIVMSG #tea :hi")
    say(net, alice, "RENAME #tea #coffee", "RENAME #coffee #tea", "RENAME #tea #milk")
    assert read(bob, "#milk") == ["hi"]


@pytest.mark.parametrize("mode", ["+k word", "+i", "+ik word"])
def test_closing_a_channel_made_anew_and_leaving_it_erases_nothing(
    net: World, restart: bool, mode: str
) -> None:
    talk_and_leave(net, "#lobby")
    net = net.restarted() if restart else net
    eve = net.enter("eve", *KNOWS)
    say(net, eve, "JOIN #lobby", f"MODE #lobby {mode}", "PRIVMSG #lobby :mine", "PART #lobby")
    (bob,) = net.join("#lobby", net.enter("bob", *KNOWS))
    assert read(bob, "#lobby") == ["what we said"]


def test_the_operator_of_a_channel_made_anew_deletes_nothing_older(
    net: World, restart: bool
) -> None:
    msgid = talk_and_leave(net, "#lobby")
    net = net.restarted() if restart else net
    (eve,) = net.join("#lobby", net.enter("eve", *KNOWS))
    assert " FAIL REDACT REDACT_FORBIDDEN #lobby " in eve.asks(f"REDACT #lobby {msgid}")[0]
    assert read(eve, "#lobby") == ["what we said"]


def test_registering_it_does_not_change_that(net: World) -> None:
    msgid = talk_and_leave(net, "#lobby")
    eve = register(net, "eve", *KNOWS)
    say(net, eve, "JOIN #lobby", "CS REGISTER #lobby", f"REDACT #lobby {msgid}")
    say(net, eve, "RENAME #lobby #mine", "MODE #lobby +k x", "CS DROP #lobby", "PART #lobby")
    (bob,) = net.join("#lobby", net.enter("bob", *KNOWS))
    assert read(bob, "#lobby") == ["what we said"]


def drop_the_channel(net: World, alice: Person) -> None:
    say(net, alice, "CS DROP #den")


def drop_the_account(net: World, alice: Person) -> None:
    say(net, alice, f"NS DROP {PASSWORD}")


def drop_the_account_from_outside(net: World, alice: Person) -> None:
    assert not carry_out(net.node, ControlRequest(AccountOrder.DROP, "alice")).refusal


@pytest.mark.parametrize(
    "drop", [drop_the_channel, drop_the_account, drop_the_account_from_outside]
)
@pytest.mark.parametrize("mode", ["+i", "+k word"])
@pytest.mark.parametrize("empty", ["before", "after", "by-restart"])
def test_a_registered_channel_that_was_closed_is_not_read_when_it_is_no_longer_registered(
    net: World, drop: object, mode: str, empty: str
) -> None:
    alice = register(net, "alice", *KNOWS)
    say(net, alice, "JOIN #den", "PRIVMSG #den :open")
    say(net, alice, "CS REGISTER #den", f"MODE #den {mode}", "PRIVMSG #den :secret")
    if empty == "before":
        say(net, alice, "PART #den")
    assert callable(drop)
    drop(net, alice)
    net.settle()
    if empty == "after":
        say(net, alice, "PART #den")
    where = net.restarted() if empty == "by-restart" else net
    eve = where.enter("eve", *KNOWS)
    eve.says("JOIN #den")
    if empty == "by-restart" and mode != "+i":
        assert " 475 " in eve.hears()[0]
        eve.says("JOIN #den word")
        eve.hears()
        assert read(eve, "#den") == ["open", "secret"]  # whoever knows the key may come in
    else:
        eve.hears()
        assert read(eve, "#den") == ["open"]


@pytest.mark.parametrize("empty", ["left", "restart"])
def test_who_is_banned_reads_nothing_by_making_the_channel_anew(net: World, empty: str) -> None:
    (alice,) = net.join("#tea", net.enter("alice", *KNOWS))
    say(net, alice, "MODE #tea +b eve", "PRIVMSG #tea :not for eve")
    if empty == "left":
        say(net, alice, "PART #tea")
    where = net.restarted() if empty == "restart" else net
    (eve,) = where.join("#tea", where.enter("eve", *KNOWS))
    assert read(eve, "#tea") == []
    (bob,) = where.join("#tea", where.enter("bob", *KNOWS))
    assert read(bob, "#tea") == ["not for eve"]


@pytest.mark.parametrize("empty", ["left", "restart"])
def test_who_has_no_account_reads_nothing_where_one_was_needed(net: World, empty: str) -> None:
    alice = register(net, "alice", *KNOWS)
    say(net, alice, "JOIN #tea", "MODE #tea +R", "PRIVMSG #tea :members only")
    if empty == "left":
        say(net, alice, "PART #tea")
    where = net.restarted() if empty == "restart" else net
    (eve,) = where.join("#tea", where.enter("eve", *KNOWS))
    assert read(eve, "#tea") == []
    bob = register(where, "bob", *KNOWS)
    where.join("#tea", bob)
    assert read(bob, "#tea") == ["members only"]


@pytest.mark.parametrize("mode", ["+i", "+k word", "+R", "+b eve"])
def test_a_channel_in_which_somebody_stays_over_a_restart_is_as_closed_as_it_was(
    net: World, mode: str
) -> None:
    alice = register(net, "alice", *KNOWS)
    say(net, alice, "NS SET ALWAYS-ON ON", "JOIN #den", f"MODE #den {mode}")
    say(net, alice, "PRIVMSG #den :secret")
    where = net.restarted()
    (eve,) = where.join("#den", where.enter("eve", *KNOWS))
    assert read(eve, "#den") == []
    assert not where.node.network.empty_channel_rules


def test_a_channel_is_not_given_the_name_of_one_whose_door_stands(net: World) -> None:
    (alice,) = net.join("#den", net.enter("alice", *KNOWS))
    say(net, alice, "MODE #den +k word", "PRIVMSG #den :secret")
    where = net.restarted()
    (eve,) = where.join("#junk", where.enter("eve", *KNOWS))
    assert " FAIL RENAME CHANNEL_NAME_IN_USE #junk #den " in eve.asks("RENAME #junk #den")[0]
    bob = where.enter("bob", *KNOWS)
    bob.says("JOIN #den word")
    bob.hears()
    assert read(bob, "#den") == ["secret"]


def test_an_exception_of_a_door_ends_with_the_account_that_it_names(net: World) -> None:
    bob, alice = register(net, "bob", *KNOWS), net.enter("alice", *KNOWS)
    net.join("#den", alice)
    say(net, alice, "MODE #den +iI a:bob", "MODE #den +I nobody", "PRIVMSG #den :secret")
    where = net.restarted()
    assert not carry_out(where.node, ControlRequest(AccountOrder.DROP, "bob")).refusal
    bob = register(where, "bob", *KNOWS)
    assert " 473 " in bob.asks("JOIN #den")[0]


def test_an_operator_of_the_server_may_rename_a_channel_with_all_that_is_kept() -> None:
    settings = Settings(auto_join=(), operators=(Operator("root", ""),))
    net = World(settings=settings, tick_per_line=True)
    talk_and_leave(net, "#lobby")
    (root,) = net.join("#lobby", net.enter("root", *KNOWS))
    user = net.node.network.find_user("root")
    assert user is not None
    user.modes = "o"
    root.says("RENAME #lobby #hall")
    root.hears()
    assert read(root, "#hall") == ["what we said"]

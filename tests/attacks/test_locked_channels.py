"""Nobody can lock a channel and leave it locked, whether a first channel or another."""

import msgspec
import pytest

from tests.server.account_holders import register
from tests.server.world import Person, World
from tui_chat.server.core.channels import empty_channel_entry_rules
from tui_chat.server.core.settings import Operator, Settings
from tui_chat.server.core.users.operators import CheckOperator
from tui_chat.server.engine.pending_requests import soon

SECOND = 1_000
HOUR = 3_600 * SECOND


@pytest.fixture
def net() -> World:
    """A server as it is without a configuration, but that it has an operator."""
    settings = Settings(operators=(Operator("root", "$argon2"),))
    return with_operator(World(settings=settings, tick_per_line=True))


def with_operator(net: World) -> World:
    net.node.answer_with(CheckOperator, soon(lambda _: True, net._pending.append))
    return net


def operator(net: World) -> Person:
    root = net.enter("root")
    root.says("OPER root sesame")
    net.settle()
    return root


def enters(person: Person, channel: str) -> bool:
    person.world.settle()
    return any(f" JOIN {channel}" in line for line in person.asks(f"JOIN {channel}"))


def read(person: Person, channel: str) -> list[str]:
    return [line.rpartition(" ")[2] for line in person.asks(f"CHATHISTORY LATEST {channel} * 10")]


@pytest.mark.parametrize("how", ["guest", "account"])
@pytest.mark.parametrize("mode", ["+b *!*@*", "+R", "+k word", "+i", "+m", "+l 1"])
def test_the_first_stranger_does_not_lock_the_first_channel(
    net: World, how: str, mode: str
) -> None:
    eve = net.enter("eve") if how == "guest" else register(net, "eve")
    eve.says("PART #lobby")
    eve.says("JOIN #lobby")  # after an account is made
    net.settle()
    eve.says(f"MODE #lobby {mode}", "PRIVMSG ChanServ :REGISTER #lobby", "TOPIC #lobby :mine")
    eve.says("PART #lobby")
    net.settle()
    for where in (net, with_operator(net.restarted())):
        bob = where.enter("bob")
        (channel,) = where.node.network.users["bob"].channels.values()  # type: ignore[index]
        assert channel.name == "#lobby"
        where.settle()
        assert bob.asks("MODE #lobby")[0].endswith(" #lobby +nt")
        assert not any(" 404 " in line for line in bob.asks("PRIVMSG #lobby :hello"))
        bob.drops()


@pytest.mark.parametrize("mode", ["+b *!*@*", "+bbb *a* *o* *e*"])
def test_whoever_bans_all_from_an_empty_channel_and_goes_locks_it_for_no_time(
    net: World, mode: str
) -> None:
    (alice,) = net.join("#tea", net.enter("alice"))
    alice.says("PRIVMSG #tea :open", "PART #tea")
    net.now += SECOND
    (eve,) = net.join("#tea", net.enter("eve"))
    eve.says(f"MODE #tea {mode}", "PART #tea")
    net.now += SECOND
    assert enters(alice, "#tea")
    assert read(alice, "#tea") == ["open"]
    assert not net.node.network.empty_channel_rules


def test_rules_that_are_over_make_room_for_others(
    net: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(empty_channel_entry_rules, "_MOST", 10)
    (eve,) = net.join("#0", "eve")
    for number in range(10):
        eve.says(f"JOIN #{number}", f"MODE #{number} +b x", f"PART #{number}")
    net.now += SECOND
    (alice,) = net.join("#tea", "alice")
    alice.says("MODE #tea +b eve", "PRIVMSG #tea :kept")
    net.now += HOUR
    alice.says("PART #tea")
    net.settle()
    assert len(net.node.network.empty_channel_rules) == 10
    assert not enters(eve, "#tea")
    assert enters(alice, "#tea")
    assert read(alice, "#tea") == ["kept"]


def test_coming_back_does_not_multiply_the_time(net: World) -> None:
    eve, bob = net.enter("eve"), net.enter("bob")
    assert enters(eve, "#tea")
    eve.says("MODE #tea +b bob", "MODE #tea +e eve")
    for pause in (1, 1, 2, 4, 8):
        net.now += SECOND
        eve.says("PART #tea")
        net.now += pause * SECOND
        assert enters(eve, "#tea")
    eve.says("PART #tea")
    net.now += 5 * SECOND
    assert not enters(bob, "#tea")
    net.now += SECOND
    assert enters(bob, "#tea")


def test_a_ban_holds_as_long_as_it_held_while_there_were_members(net: World) -> None:
    (alice,) = net.join("#tea", net.enter("alice"))
    eve = net.enter("eve")
    alice.says("PRIVMSG #tea :open")
    net.now += SECOND
    alice.says("MODE #tea +b eve", "PRIVMSG #tea :not-for-eve")
    net.now += HOUR
    alice.says("RENAME #tea #coffee")
    net.now += HOUR
    alice.says("PART #coffee")
    net.now += 2 * HOUR
    assert not enters(eve, "#coffee")
    net.now += SECOND
    assert enters(eve, "#coffee")
    assert read(eve, "#coffee") == ["open"]


@pytest.mark.parametrize("mode", ["+b *!*@*", "+R", "+k word", "+i", "+l 1"])
@pytest.mark.parametrize("is_empty", [False, True])
def test_an_operator_of_the_server_enters_and_opens_any_channel(
    net: World, mode: str, is_empty: bool
) -> None:
    root, (eve,) = operator(net), net.join("#tea", register(net, "eve"))
    eve.says(f"MODE #tea {mode}")
    if is_empty:
        net.now += HOUR
        eve.says("PART #tea")
    net.settle()
    assert enters(root, "#tea")
    told = [line for line in eve.hears() if " NOTICE #tea " in line]
    assert len(told) == (not is_empty)
    letter = mode[1]
    undo = {"k": "-k word", "l": "-l"}.get(letter, f"-{mode[1:]}")
    root.says(f"MODE #tea {undo}")
    root.hears()
    assert enters(net.enter("bob"), "#tea")


def test_an_operator_of_the_server_takes_ranks_of_squatters(net: World) -> None:
    root, (eve,) = operator(net), net.join("#tea", "eve")
    assert enters(root, "#tea")
    net.settle()
    root.says("MODE #tea -o+o eve root")
    assert eve.hears() == [":root!root@host MODE #tea -o+o eve root"]
    assert " 482 " in eve.asks("MODE #tea +m")[0]


def test_what_ranks_do_not_allow_is_in_the_log(
    net: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    root, (eve,) = operator(net), net.join("#tea", "eve")
    eve.says("MODE #tea +i")
    assert enters(root, "#tea")
    root.says("MODE #tea -i", "MODE #tea +o root")
    root.says("MODE #tea +m")  # with its own rank
    net.settle()
    assert [line for line in caplog.messages if "audit" in line and "#tea" in line] == [
        "audit: root!root@host joined #tea in spite of its modes",
        "audit: root!root@host changed modes of #tea: -i",
        "audit: root!root@host changed modes of #tea: +o root",
    ]


def test_who_is_no_operator_of_the_server_overrides_nothing(net: World) -> None:
    root, (eve, bob) = operator(net), net.join("#tea", "eve", "bob")
    root.says("MODE root -o")
    eve.says("MODE #tea +b root")
    assert not enters(root, "#tea")
    assert any(" 482 " in line for line in bob.asks("MODE #tea -b root"))


LOCKS = ["+b *!*@*", "+R", "+k word", "+i", "+m", "+l 1", "+b m:*", "+f #eve"]


def becomes_first(net: World, channel: str, *, by_restart: bool = False) -> World:
    """The configuration puts newcomers in this channel from now on."""
    settings = msgspec.structs.replace(net.node.network.settings, auto_join=("#lobby", channel))
    if by_restart:
        net.node.network.settings = settings  # for the next start, without being told to read it
        return with_operator(net.restarted())
    net.node.configure(settings)
    net.flush()
    return net


@pytest.mark.parametrize("mode", LOCKS)
@pytest.mark.parametrize("is_empty", [False, True])
@pytest.mark.parametrize("by_restart", [False, True])
def test_no_stranger_locks_a_channel_before_newcomers_are_put_in_it(
    net: World, mode: str, is_empty: bool, by_restart: bool
) -> None:
    (eve,) = net.join("#tea", "eve")
    eve.says("JOIN #eve", f"MODE #tea {mode}", "PRIVMSG #tea :for-few")
    if is_empty:
        net.now += HOUR
        eve.says("PART #tea")
    net = becomes_first(net, "#tea", by_restart=by_restart)
    if not (is_empty or by_restart):
        eve.says(f"MODE #tea {mode}")
    bob = net.enter("bob")
    assert "#tea" in net.node.network.users["bob"].channels  # type: ignore[index]
    assert any(line.endswith(" 324 bob #tea +nt") for line in bob.asks("MODE #tea"))
    assert not any(" 404 " in line for line in bob.asks("PRIVMSG #tea :hello"))
    if (is_empty or by_restart) and mode in {"+b *!*@*", "+k word", "+i"}:
        assert "for-few" not in read(bob, "#tea")

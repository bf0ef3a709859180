from collections.abc import Callable

import pytest

from tests.server.account_holders import plain, register
from tests.server.several_nodes import enter_second, join_nodes
from tests.server.world import NOON, Person, World
from tui_chat.server.core.settings import Limits, Operator, Settings
from tui_chat.server.core.state.state_digest import attributes
from tui_chat.server.core.users.operators import CheckOperator
from tui_chat.server.engine.pending_requests import soon


@pytest.fixture
def net(world: Callable[[Settings], World]) -> World:
    """A network with an operator, and room for two bans."""
    operators = (Operator("root", "sesame"),)
    made = world(Settings(auto_join=(), operators=operators, limits=Limits(bans=2)))
    made.node.answer_with(CheckOperator, soon(lambda _: True, made._pending.append))
    return made


@pytest.fixture
def root(net: World) -> Person:
    person = net.enter("root")
    person.says("OPER root sesame")
    person.hears()
    return person


def try_to_enter(net: World, nick: str) -> list[str]:
    person = net.connect()
    return person.asks(f"NICK {nick}", f"USER {nick} 0 * :{nick}")


@pytest.mark.parametrize("target", ["bob!*@*", "b?b!*@host", "*!bob@*", "BOB!*@*"])
def test_who_fits_a_ban_is_put_off_and_kept_off(net: World, root: Person, target: str) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    root.says(f"UBAN ADD {target} :spam")
    assert bob.hears() == ["ERROR :Closing link: host (You are banned from this server (spam))"]
    assert bob.closed
    assert alice.hears() == [":bob!bob@host QUIT :You are banned from this server (spam)"]
    assert try_to_enter(net, "bob") == [
        ":tui-chat.local 465 bob :You are banned: spam",
        "ERROR :Closing link: host (You are banned (spam))",
    ]
    assert " 001 " in try_to_enter(net, "carol")[0]


def test_an_ipv4_address_is_banned_however_it_is_written(net: World, root: Person) -> None:
    root.says("UBAN ADD 0::ffff:192.0.2.0/120", "UBAN DEL 192.0.2.0/24", "UBAN ADD 192.0.2.7")
    assert [line.split()[4] for line in root.hears()] == ["192.0.2.0/24", "longer", "192.0.2.7"]
    bob = net.connect(host="::ffff:192.0.2.7")
    assert " 465 " in bob.asks("NICK bob", "USER bob 0 * :bob")[0]


def test_a_ban_ends_by_itself(net: World, root: Person) -> None:
    root.says("UBAN ADD bob!*@* 1h30m spam")
    words = "until 2025-11-20T13:30:00.000Z, by root!root@host at 2025-11-20T12:00:00.000Z: spam"
    assert root.hears() == [f":tui-chat.local NOTICE root :Banned: bob!*@* {words}"]
    net.now = NOON + 5_399_000
    assert " 465 " in try_to_enter(net, "bob")[0]
    net.now = NOON + 5_400_000
    assert " 001 " in try_to_enter(net, "bob")[0]


def test_a_ban_can_be_listed_read_and_taken_back(net: World, root: Person) -> None:
    root.says("UBAN ADD bob!*@*")
    root.hears()
    entry = "bob!*@* for ever, by root!root@host at 2025-11-20T12:00:00.000Z: no reason given"
    root.says("UBAN LIST", "UBAN INFO BOB!*@*", "STATS k", "UBAN DEL bob!*@*", "UBAN LIST")
    assert root.hears() == [
        f":tui-chat.local NOTICE root :{entry}",
        ":tui-chat.local NOTICE root :1 bans",
        f":tui-chat.local NOTICE root :{entry}",
        ":tui-chat.local 216 root K bob!*@* * :no reason given",
        ":tui-chat.local 219 root k :End of /STATS report",
        ":tui-chat.local NOTICE root :No longer banned: bob!*@*",
        ":tui-chat.local NOTICE root :0 bans",
    ]
    assert " 001 " in try_to_enter(net, "bob")[0]


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("", "461 root UBAN :Not enough parameters"),
        ("ADD", "461 root UBAN :Not enough parameters"),
        ("SING", "FAIL UBAN INVALID_PARAMS :There are UBAN ADD, DEL, LIST and INFO"),
        ("DEL x!*@*", "FAIL UBAN NO_SUCH_BAN :There is no ban of that target"),
        ("INFO x!*@*", "FAIL UBAN NO_SUCH_BAN :There is no ban of that target"),
        ("ADD *!*@*", "FAIL UBAN INVALID_TARGET :That would ban yourself"),
        (f"ADD {'x' * 151}", "FAIL UBAN INVALID_TARGET :That is not a valid ban target"),
    ],
)
def test_what_makes_no_sense_is_refused(net: World, root: Person, words: str, answer: str) -> None:
    assert root.asks(f"UBAN {words}".rstrip()) == [f":tui-chat.local {answer}"]


def test_there_are_only_so_many_bans_and_past_ones_do_not_count(net: World, root: Person) -> None:
    root.says("UBAN ADD a!*@* 1s", "UBAN ADD b!*@*")
    root.hears()
    root.says("UBAN ADD c!*@*")
    assert root.hears() == [":tui-chat.local FAIL UBAN LIMIT_REACHED :There are too many bans"]
    net.now = NOON + 1000
    assert "Banned" in root.asks("UBAN ADD c!*@*")[0]


def test_bans_outlive_a_restart(
    net: World, root: Person, world: Callable[[Settings], World]
) -> None:
    root.says("UBAN ADD bob!*@* spam", "UBAN ADD 10.0.0.0/8", "UBAN DEL 10.0.0.0/8")
    net.flush()
    later = world(Settings(auto_join=()))
    later.node.records = net.node.records
    later.node.restore()
    assert " 465 " in try_to_enter(later, "bob")[0]
    assert attributes(later.node.network.bans) == attributes(net.node.network.bans)


def test_a_ban_keeps_out_further_connections_of_somebody_who_is_here(
    net: World, root: Person
) -> None:
    register(net, "ana")
    root.says("UBAN ADD *!phone@*")
    root.hears()
    phone = net.connect()
    phone.says("CAP REQ sasl", "AUTHENTICATE PLAIN", plain("ana"), "NICK ana")
    phone.says("USER phone 0 * :Ana", "CAP END")
    assert phone.hears()[-1] == "ERROR :Closing link: host (You are banned (no reason given))"


def test_a_banned_account_is_put_off(net: World, root: Person) -> None:
    ana = register(net, "ana")
    root.says("UBAN ADD ana spam")
    assert ana.hears() == ["ERROR :Closing link: host (You are banned from this server (spam))"]


def test_of_several_nodes_a_ban_counts_on_all(net: World) -> None:
    join_nodes(net)
    root, bob = net.enter("root"), enter_second(net, "bob")
    root.says("OPER root sesame")
    root.hears()
    banned, put_off, unbanned = root.asks("UBAN ADD bob!*@* :spam", "UBAN DEL bob!*@*")
    told = ":tui-chat.local NOTICE root :"
    assert banned.startswith(f"{told}Banned on all nodes: bob!*@* for ever, by root!root@host")
    assert put_off == f"{told}Put off the network: 1 on node2"
    assert unbanned == f"{told}No longer banned on any node: bob!*@*"
    assert bob.closed

from collections.abc import Callable

import pytest

from tests.server.several_nodes import enter_second, join_nodes
from tests.server.world import Person, World
from tui_chat.server.core.settings import AccountPolicy, Operator, Settings
from tui_chat.server.core.users.operators import CheckOperator
from tui_chat.server.engine.pending_requests import soon

ROOT = Operator("root", "sesame")
FAR = Operator("far", "sesame", hosts=("*@*.example",))


@pytest.fixture
def net(world: Callable[[Settings], World]) -> World:
    """A network with operators whose passwords are kept as they are."""
    return checked_as_kept(world(Settings(auto_join=(), operators=(ROOT, FAR))))


def checked_as_kept(made: World) -> World:
    """The network, with passwords that are compared as they are written."""

    def is_right(request: CheckOperator) -> bool:
        return request.password == request.hash

    made.node.answer_with(CheckOperator, soon(is_right, made._pending.append))
    return made


def operator(net: World, nick: str = "root") -> Person:
    person = net.enter(nick)
    assert " 381 " in person.asks("OPER root sesame")[1]
    net.settle()
    return person


def test_the_right_password_makes_an_operator(net: World) -> None:
    alice, bob = net.enter("alice"), net.enter("bob")
    assert alice.asks("OPER root sesame") == [
        ":alice!alice@host MODE alice +o",
        ":tui-chat.local 381 alice :You are now an IRC operator",
    ]
    heard = bob.asks("WHOIS alice", "WHO alice", "LUSERS")
    assert ":tui-chat.local 313 bob alice :is an IRC operator" in heard
    assert any(" alice H* " in line for line in heard)
    assert ":tui-chat.local 252 bob 1 :operator(s) online" in heard


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("OPER root wrong", "464 alice :Password incorrect"),
        ("OPER nobody sesame", "491 alice :No operator of that name may come from your host"),
        ("OPER far sesame", "491 alice :No operator of that name may come from your host"),
        ("OPER root", "461 alice OPER :Not enough parameters"),
    ],
)
def test_others_become_no_operators(net: World, line: str, answer: str) -> None:
    alice = net.enter("alice")
    assert alice.asks(line) == [f":tui-chat.local {answer}"]
    assert alice.asks("MODE alice") == [":tui-chat.local 221 alice +"]


def test_the_answer_keeps_its_place_and_its_label(net: World) -> None:
    alice = net.enter("alice", "batch", "labeled-response")
    assert alice.asks("@label=x OPER root wrong", "PING 1") == [
        "@label=x :tui-chat.local 464 alice :Password incorrect",
        ":tui-chat.local PONG tui-chat.local 1",
    ]


def test_an_operator_may_cease_to_be_one(net: World) -> None:
    root = operator(net)
    heard = root.asks("MODE root -o", "LUSERS")
    assert heard[0] == ":root!root@host MODE root -o"
    assert ":tui-chat.local 252 root 0 :operator(s) online" in heard


def test_operators_who_leave_are_counted_no_longer(net: World) -> None:
    root, bob = operator(net), net.enter("bob")
    root.says("QUIT")
    assert ":tui-chat.local 252 bob 0 :operator(s) online" in bob.asks("LUSERS")


@pytest.mark.parametrize(
    "line", ["KILL bob :bye", "WALLOPS :hi", "REHASH", "CHGHOST bob a b", "UBAN LIST", "STATS k"]
)
def test_only_operators_may(net: World, line: str) -> None:
    alice, bob = net.enter("alice"), net.enter("bob")
    assert alice.asks(line) == [
        ":tui-chat.local 481 alice :Permission Denied- You're not an IRC operator"
    ]
    assert bob.hears() == []


def test_a_killed_user_is_gone_and_all_are_told_why(net: World) -> None:
    root = operator(net)
    alice, bob = net.join("#tea", "alice", "bob")
    root.says("KILL BOB :enough now")
    assert bob.hears() == [
        ":root!root@host KILL bob :enough now",
        "ERROR :Closing link: host (Killed (root (enough now)))",
    ]
    assert bob.closed
    assert alice.hears() == [":bob!bob@host QUIT :Killed (root (enough now))"]
    assert net.is_quiet()
    assert root.asks("KILL bob") == [":tui-chat.local 401 root bob :No such nick/channel"]


def test_kill_needs_no_reason(net: World) -> None:
    root, bob = operator(net), net.enter("bob")
    root.says("KILL bob")
    assert bob.hears()[-1] == "ERROR :Closing link: host (Killed (root (no reason given)))"


def test_an_operator_may_kill_itself(net: World) -> None:
    root = operator(net)
    assert root.asks("KILL root :tired")[-1] == "ERROR :Closing link: host (Killed (root (tired)))"
    assert root.closed


def test_wallops_reaches_those_who_listen(net: World) -> None:
    root, listener, other = operator(net), net.enter("listener"), net.enter("other")
    listener.says("MODE listener +w")
    net.settle()
    root.says("WALLOPS :back at noon")
    assert listener.hears() == [":root!root@host WALLOPS :back at noon"]
    assert root.hears() == other.hears() == []
    assert root.asks("WALLOPS :") == [":tui-chat.local 461 root WALLOPS :Not enough parameters"]


def test_a_new_host_is_shown_in_each_clients_own_way(net: World) -> None:
    root = operator(net)
    new, old = net.enter("new", "chghost", "away-notify"), net.enter("old", "away-notify")
    alice = net.enter("alice")
    net.join("#tea", alice, new, old)
    alice.says("AWAY lunch")
    net.settle()
    root.says("CHGHOST alice ali vhost.example")
    assert new.hears() == [":alice!alice@host CHGHOST ali vhost.example"]
    assert old.hears() == [
        ":alice!alice@host QUIT :Changing host",
        ":alice!ali@vhost.example JOIN #tea",
        ":tui-chat.local MODE #tea +o alice",
        ":alice!ali@vhost.example AWAY lunch",
    ]
    assert alice.hears() == [
        ":tui-chat.local 396 alice ali@vhost.example :is now your displayed host"
    ]
    assert net.is_quiet()


def test_operators_take_back_messages_where_they_are_not(net: World) -> None:
    known = ("message-tags", "draft/message-redaction")
    bob, carol = net.join("#tea", net.enter("bob", *known), net.enter("carol", *known))
    root = net.enter("root", *known)
    root.says("OPER root sesame")
    bob.says("PRIVMSG #tea spam")
    msgid = net.msgid
    net.settle()
    root.says(f"REDACT #tea {msgid} :no spam")
    told = f" :root!root@host REDACT #tea {msgid} :no spam"
    assert all(person.hears()[0].endswith(told) for person in (root, bob, carol))
    assert net.is_quiet()


def test_the_true_host_is_for_operators(net: World) -> None:
    root, alice = operator(net), net.enter("alice")
    root.says("CHGHOST alice ali vhost.example")
    net.settle()
    root.says("WHOIS alice")
    alice.says("WHOIS alice")
    bob = net.enter("bob")
    bob.says("WHOIS alice")
    actually = ":tui-chat.local 338 {} alice ali@host host :is actually using host"
    assert actually.format("root") in root.hears()
    assert actually.format("alice") in alice.hears()
    heard = bob.hears()
    assert ":tui-chat.local 311 bob alice ali vhost.example * Alice" in heard
    assert not any(" 338 " in line for line in heard)


@pytest.mark.parametrize(
    ("words", "code"),
    [("a!b host", "INVALID_USERNAME"), ("ali a@b", "INVALID_HOST"), ("ali -x", "INVALID_HOST")],
)
def test_a_host_that_could_not_stand_in_a_source_is_refused(
    net: World, words: str, code: str
) -> None:
    root = operator(net)
    net.enter("alice")
    root.says(f"CHGHOST alice {words}")
    assert root.hears()[0].startswith(f":tui-chat.local FAIL CHGHOST {code} :")


def test_what_operators_do_is_written_down(net: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    root = operator(net)
    net.enter("bob")
    root.says("KILL bob :enough")
    net.settle()
    assert "audit: root!root@host became operator root" in caplog.messages
    assert "audit: root!root@host killed bob!bob@host (enough)" in caplog.messages


@pytest.fixture
def watched(world: Callable[[Settings], World]) -> World:
    """A network on which two wrong passwords for the operator root cost a wait of a minute."""
    accounts = AccountPolicy(wrong_passwords=2, wrong_password_pause=60)
    return checked_as_kept(world(Settings(auto_join=(), operators=(ROOT,), accounts=accounts)))


def test_wrong_passwords_from_many_hosts_cost_the_operator_a_wait(watched: World) -> None:
    for host in ("a.example", "b.example"):
        watched.enter(f"guest{host[0]}", host=host).says("OPER root wrong")
    watched.settle()
    root = watched.enter("root", host="c.example")
    root.says("OPER root sesame")
    text = "Too many wrong passwords: try again in 60 seconds"
    assert root.hears() == [f":tui-chat.local 464 root :{text}"]
    watched.now += 60_000
    assert " 381 " in root.asks("OPER root sesame")[1]


def test_wrong_passwords_from_elsewhere_do_not_lock_an_operator_out(watched: World) -> None:
    root = watched.enter("root", host="home.example")
    root.says("OPER root sesame", "MODE root -o")
    for host in ("a.example", "b.example"):
        watched.enter(f"guest{host[0]}", host=host).says("OPER root wrong")
    watched.settle()
    assert " 381 " in root.asks("OPER root sesame")[1]


def test_of_several_nodes_an_operator_is_told_where_the_other_was(net: World) -> None:
    join_nodes(net)
    root, bob = operator(net), enter_second(net, "bob")
    assert root.asks("CHGHOST bob b example.org", "KILL bob :enough") == [
        ":tui-chat.local NOTICE root :Changed the host of bob, connected to node2",
        ":tui-chat.local NOTICE root :Killed bob, connected to node2",
    ]
    assert bob.closed

from collections.abc import Callable

import msgspec
import pytest

from tests.server.account_holders import come_back, log_in, register, settings
from tests.server.world import CHEAP_PASSWORDS, Person, World
from tui_chat.server.core.events import AccountOrder, AccountOrdered, ClientId
from tui_chat.server.core.settings import Limits, Settings

WELCOME = ":tui-chat.local 001 alice :Welcome to the tui-chat network, alice"


def commands(person: Person) -> list[str]:
    return [line.split()[1] for line in person.hears()]


@pytest.mark.parametrize(
    "lines",
    [
        ("NICK alice", "USER alice 0 * :Alice"),
        ("USER alice 0 * :Alice", "NICK alice"),
        ("PASS whatever", "NICK alice", "USER alice 0 * :Alice"),
        ("NICK bob", "NICK alice", "USER alice 0 * :Alice"),
        ("nick alice", "user alice 0 * :Alice"),
    ],
)
def test_a_nickname_and_a_username_let_in(net: World, lines: tuple[str, ...]) -> None:
    alice = net.connect()
    for line in lines:
        assert alice.hears() == []
        alice.says(line)
    assert alice.hears()[0] == WELCOME
    assert net.is_quiet()


def test_newcomers_are_put_where_the_settings_say(world: Callable[[Settings], World]) -> None:
    net = world(Settings(auto_join=("#lobby", "#news")))
    bob = net.enter("bob")
    net.settle()
    alice = net.enter("alice")
    assert list(net.node.network.channels) == ["#lobby", "#news"]
    assert bob.hears() == [":alice!alice@host JOIN #lobby", ":alice!alice@host JOIN #news"]
    alice.says("PRIVMSG #lobby hi")
    assert bob.hears() == [":alice!alice@host PRIVMSG #lobby hi"]


def test_a_lobby_that_is_closed_keeps_nobody_off_the_network(
    world: Callable[[Settings], World],
) -> None:
    net = world(Settings(auto_join=("#lobby",)))
    bob = net.enter("bob", owner=True)
    bob.says("MODE #lobby +i")
    alice = net.connect()
    lines = alice.asks("NICK alice", "USER alice 0 * :Alice")
    assert lines[0] == WELCOME
    assert lines[-1] == ":tui-chat.local 473 alice #lobby :Cannot join channel (+i)"


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("NICK", "431 * :No nickname given"),
        ("NICK :", "431 * :No nickname given"),
        ("NICK *", "432 * * :Erroneous nickname"),
        ("NICK :a b", "432 * * :Erroneous nickname"),
        ("NICK 1st", "432 * 1st :Erroneous nickname"),
        ("NICK -dash", "432 * -dash :Erroneous nickname"),
        ("NICK a!b", "432 * a!b :Erroneous nickname"),
        ("NICK a@b", "432 * a@b :Erroneous nickname"),
        ("NICK a.b", "432 * a.b :Erroneous nickname"),
        ("NICK #tea", "432 * #tea :Erroneous nickname"),
        ("NICK @oper", "432 * @oper :Erroneous nickname"),
        ("NICK žofie", "432 * žofie :Erroneous nickname"),
        (f"NICK {'x' * 31}", f"432 * {'x' * 31} :Nickname is too long (at most 30)"),
        ("NICK BOB", "433 * BOB :Nickname is already in use"),
        ("USER", "461 * USER :Not enough parameters"),
        ("USER a b c", "461 * USER :Not enough parameters"),
        ("USER a 0 * :", "461 * USER :Not enough parameters"),
        ("PASS", "461 * PASS :Not enough parameters"),
        ("JOIN #tea", "451 * :You have not registered"),
        ("PRIVMSG bob hi", "451 * :You have not registered"),
        ("NONSENSE", "451 * :You have not registered"),
    ],
)
def test_what_a_stranger_may_not_say_is_refused(net: World, line: str, answer: str) -> None:
    net.join("#tea", "bob")
    stranger = net.connect()
    assert stranger.asks(line) == [f":tui-chat.local {answer}"]
    assert net.is_quiet()


def test_a_refused_nickname_can_be_followed_by_another(net: World) -> None:
    net.enter("bob")
    alice = net.connect()
    alice.says("NICK bob", "USER alice 0 * :Alice")
    assert commands(alice) == ["433"]
    assert alice.asks("NICK alice")[0] == WELCOME


def test_of_two_who_want_a_nickname_the_first_to_finish_has_it(net: World) -> None:
    first, second = net.connect(), net.connect()
    first.says("NICK alice")
    second.says("NICK Alice", "USER second 0 * :Second")
    first.says("USER first 0 * :First")
    assert second.hears()[0].endswith("network, Alice")
    assert first.hears() == [":tui-chat.local 433 * alice :Nickname is already in use"]
    first.says("NICK alicia")
    assert commands(first)[0] == "001"


def test_a_nickname_is_free_again_once_its_owner_left(net: World) -> None:
    alice = net.enter("alice")
    alice.says("QUIT")
    stranger = net.connect()
    stranger.says("NICK alice", "QUIT")
    net.enter("Alice").says("NICK malice")
    net.enter("ALICE")


@pytest.mark.parametrize(
    ("username", "known"),
    [("alice", "alice"), ("~a!b@c d", "abcd"), ("žž", "user"), ("a" * 30, "a" * 10)],
)
def test_of_a_username_safe_characters_stay(net: World, username: str, known: str) -> None:
    alice = net.connect()
    alice.says("NICK alice", f"USER {username.replace(' ', '')} 0 * :Alice")
    alice.hears()
    assert alice.asks("USERHOST alice") == [f":tui-chat.local 302 alice alice=+{known}@host"]


def test_a_real_name_longer_than_announced_is_cut(world: Callable[[Settings], World]) -> None:
    net = world(Settings(auto_join=(), limits=Limits(realname=5)))
    alice = net.connect()
    alice.says("NICK alice", "USER alice 0 * :0123456789")
    alice.hears()
    assert alice.asks("WHOIS alice")[0].endswith(" * 01234")


@pytest.mark.parametrize("line", ["USER a 0 * :A", "PASS word"])
def test_nobody_registers_twice(net: World, line: str) -> None:
    alice = net.enter("alice")
    assert alice.asks(line) == [":tui-chat.local 462 alice :You may not reregister"]


def test_unknown_commands_are_named(net: World) -> None:
    alice = net.enter("alice")
    assert alice.asks("nonsense :with words", "NO_SUCH-thing") == [
        ":tui-chat.local 421 alice NONSENSE :Unknown command",
        ":tui-chat.local 421 alice NO_SUCH-THING :Unknown command",
    ]


@pytest.mark.parametrize("said", [None, "PASS wrong", "PASS :", "PASS :open  sesame"])
def test_without_the_password_nobody_comes_in(
    world: Callable[[Settings], World], said: str | None
) -> None:
    net = world(Settings(auto_join=("#lobby",), password="open sesame"))
    bob = net.connect()
    bob.says("PASS :open sesame", "NICK bob", "USER bob 0 * :Bob")
    assert commands(bob)[0] == "001"
    alice = net.connect()
    if said:
        alice.says(said)
    assert alice.asks("NICK alice", "USER alice 0 * :Alice", "PASS :open sesame") == [
        ":tui-chat.local 464 alice :Password incorrect",
        "ERROR :Closing link: host (Password incorrect)",
    ]
    assert alice.closed
    assert net.is_quiet()


def test_the_last_password_said_counts(world: Callable[[Settings], World]) -> None:
    net = world(Settings(auto_join=(), password="right"))
    alice = net.connect()
    alice.says("PASS wrong", "PASS right", "NICK alice", "USER alice 0 * :Alice")
    assert alice.hears()[0] == WELCOME


def test_a_new_nickname_is_told_to_all_who_share_a_channel_once(net: World) -> None:
    alice, bob = net.join("#a", "alice", "bob")
    net.join("#b", alice, bob)
    net.enter("carol")
    alice.says("NICK alicia")
    assert alice.hears() == bob.hears() == [":alice!alice@host NICK alicia"]
    assert net.is_quiet()
    bob.says("PRIVMSG alicia hi", "PRIVMSG alice hi")
    assert alice.hears() == [":bob!bob@host PRIVMSG alicia hi"]
    assert bob.hears() == [":tui-chat.local 401 bob alice :No such nick/channel"]


def test_the_case_of_a_nickname_may_change(net: World) -> None:
    alice, bob = net.join("#a", "alice", "bob")
    alice.says("NICK Alice")
    assert alice.hears() == bob.hears() == [":alice!alice@host NICK Alice"]
    alice.says("NICK Alice")
    assert net.is_quiet()


def test_a_new_nickname_that_is_taken_or_wrong_changes_nothing(net: World) -> None:
    alice, _bob = net.join("#a", "alice", "bob")
    assert alice.asks("NICK bob", "NICK b:b", "NICK") == [
        ":tui-chat.local 433 alice bob :Nickname is already in use",
        ":tui-chat.local 432 alice b:b :Erroneous nickname",
        ":tui-chat.local 431 alice :No nickname given",
    ]
    assert net.is_quiet()


def test_ranks_and_invitations_follow_a_new_nickname(net: World) -> None:
    (alice,) = net.join("#tea", "alice")
    bob = net.enter("bob")
    alice.says("MODE #tea +i", "INVITE bob #tea", "NICK alicia")
    bob.says("NICK robert")
    net.settle()
    assert ":tui-chat.local 353 robert = #tea :@alicia robert" in bob.asks("JOIN #tea")


@pytest.mark.parametrize(
    ("line", "enters"),
    [("PASS ana:opensesame", True), ("PASS nobody:x", False), ("PASS ana:x", False)],
)
def test_an_account_may_log_in_with_pass(net: World, line: str, *, enters: bool) -> None:
    register(net, "ana").says("QUIT")
    ana = net.connect()
    ana.says(line, "NICK anita", "USER x 0 * :X")
    heard = "\n".join(ana.hears())
    assert (" 001 anita " in heard) is enters
    assert (" 900 " in heard) is (line == "PASS ana:opensesame")
    assert (" 464 " in heard) is (line != "PASS ana:opensesame")
    assert ana.closed is not enters


def test_logging_in_is_not_the_networks_password(world: Callable[[Settings], World]) -> None:
    net = world(msgspec.structs.replace(settings(), password="word:word"))
    order = AccountOrdered(
        *(ClientId(0), net.node.now(), AccountOrder.ADD, "ana"),
        CHEAP_PASSWORDS.secrets("opensesame"),
    )
    net.node.backplane.submit(order)
    for words, enters in ((), False), (("PASS word:word",), True):
        ana = net.connect()
        ana.says(*words, "PASS ana:opensesame", "NICK anita", "USER x 0 * :X")
        heard = "\n".join(ana.hears())
        assert (" 001 anita " in heard) is enters
        assert (" 900 " in heard) is enters


def test_a_network_may_require_an_account(world: Callable[[Settings], World]) -> None:
    net = world(settings(required=True))
    stranger = net.connect()
    stranger.says("NICK bob", "USER x 0 * :X")
    why = "You must log in to an account to get in"
    assert stranger.hears() == [
        f":tui-chat.local FAIL * ACCOUNT_REQUIRED :{why}",
        f"ERROR :Closing link: host ({why})",
    ]
    assert stranger.closed
    ana = net.connect()
    ana.says("CAP LS 302", "NICK ana", "USER x 0 * :X", "REGISTER * * opensesame", "CAP END")
    assert " 001 ana " in "\n".join(ana.hears())


def test_a_network_may_let_in_some_accounts_only(world: Callable[[Settings], World]) -> None:
    net = world(settings(allow=("Ana",)))
    for name in ("ana", "bob"):
        secrets = CHEAP_PASSWORDS.secrets("opensesame")
        net.node.backplane.submit(
            AccountOrdered(ClientId(0), net.node.now(), AccountOrder.ADD, name, secrets)
        )
    come_back(net, "ana", "ana")
    bob = log_in(net, "bob", "bob")
    assert ":tui-chat.local 465 bob :Your account is not on this server's list" in bob.hears()
    assert bob.closed

"""Guessing passwords is slow, even from many addresses of one IPv6 /64."""

from collections.abc import Callable

import pytest

from tests.server.account_holders import plain, register, settings
from tests.server.world import Person, World
from tui_chat.server.core.settings import Operator, Settings
from tui_chat.server.workers.password_hashing import Passwords

SAME_HOUSEHOLD = [f"2001:db8:0:7::{number:x}" for number in range(1, 31)]
SAME_ADDRESS = ["192.0.2.1", "::ffff:192.0.2.1", "::ffff:c000:201"] * 10
HASH = Passwords(cost=0).secrets("opensesame").hash
WAIT = "Too many wrong passwords: try again in 6 seconds"


def _sasl(net: World, host: str, number: int) -> list[str]:
    person = net.connect(host=host)
    return person.asks("CAP REQ sasl", "AUTHENTICATE PLAIN", plain(f"ana{number}", "wrong"))


def _pass(net: World, host: str, _number: int) -> list[str]:
    person = net.connect(host=host)
    return person.asks("PASS ana:wrong")


def _entered(net: World, host: str, number: int, line: str) -> list[str]:
    person = net.enter(f"guest{number}", host=host)
    return person.asks(line)


def _nickserv(net: World, host: str, number: int) -> list[str]:
    return _entered(net, host, number, f"PRIVMSG NickServ :IDENTIFY ana{number} wrong")


def _oper(net: World, host: str, number: int) -> list[str]:
    return _entered(net, host, number, "OPER root wrong")


Guess = Callable[[World, str, int], list[str]]


@pytest.mark.parametrize("guess", [_sasl, _pass, _nickserv, _oper])
@pytest.mark.parametrize("hosts", [SAME_HOUSEHOLD, SAME_ADDRESS], ids=["household", "mapped"])
def test_wrong_passwords_from_one_household_are_counted_together(
    guess: Guess, hosts: list[str]
) -> None:
    policy = settings(wrong_passwords=10).accounts
    operators = (Operator("root", HASH),)
    rules = Settings(auto_join=(), accounts=policy, operators=operators)
    net = World(settings=rules, tick_per_line=True)
    register(net, "ana")
    told = ["\n".join(guess(net, host, number)) for number, host in enumerate(hosts)]
    assert not any(WAIT in answer for answer in told[:10])
    assert all(WAIT in answer for answer in told[10:])


def test_who_makes_accounts_from_one_household_waits() -> None:
    net = World(settings=settings(registrations=3), tick_per_line=True)
    answers = []
    for number, host in enumerate(SAME_HOUSEHOLD[:5]):
        person = net.enter(f"guest{number}", host=host)
        person.says("REGISTER * * opensesame")
        answers.append("\n".join(person.hears()))
    assert all("REGISTER SUCCESS" in answer for answer in answers[:3])
    assert all("TEMPORARILY_UNAVAILABLE" in answer for answer in answers[3:])


def _enter(net: World, host: str, *lines: str) -> Person:
    person = net.connect(host=host)
    person.says(*lines, "NICK guest", "USER guest 0 * :Guest")
    return person


@pytest.mark.parametrize("hosts", [SAME_HOUSEHOLD, SAME_ADDRESS], ids=["household", "mapped"])
def test_guesses_of_the_servers_password_cost_a_wait(hosts: list[str]) -> None:
    rules = Settings(auto_join=(), password="sesame")
    net = World(settings=rules, tick_per_line=True)
    told = ["\n".join(_enter(net, host, f"PASS no{host}").hears()) for host in hosts]
    assert all(" 464 " in answer and WAIT not in answer for answer in told[:10])
    assert all(" 464 " in answer and WAIT in answer for answer in told[10:])
    # Not even the right one is tried meanwhile: else the wait would cost a guesser nothing.
    assert WAIT in "\n".join(_enter(net, hosts[0], "PASS sesame").hears())
    assert " 001 " in "\n".join(_enter(net, "198.51.100.1", "PASS sesame").hears())
    net.now += 6000
    net.settle()
    late = net.connect(host=hosts[0])
    late.says("PASS sesame", "NICK late", "USER late 0 * :Late")
    assert " 001 late " in "\n".join(late.hears())


def test_who_says_no_password_has_not_guessed() -> None:
    net = World(settings=Settings(auto_join=(), password="sesame"), tick_per_line=True)
    for _ in range(20):
        assert " 464 " in "\n".join(_enter(net, "192.0.2.1").hears())
    assert " 001 " in "\n".join(_enter(net, "192.0.2.1", "PASS sesame").hears())


def test_guesses_by_one_way_count_for_all_others() -> None:
    rules = Settings(auto_join=(), password="sesame", accounts=settings().accounts)
    net = World(settings=rules, tick_per_line=True)
    for number in range(10):
        person = net.connect(host="192.0.2.1")
        person.says("PASS sesame")
        person.says("CAP REQ sasl", "AUTHENTICATE PLAIN", plain(f"ana{number}", "wrong"))
    assert WAIT in "\n".join(_enter(net, "192.0.2.1", "PASS sesame").hears())
    assert " 001 " in "\n".join(_enter(net, "192.0.2.2", "PASS sesame").hears())


def test_the_holder_is_let_in_from_the_household_it_last_came_from() -> None:
    net = World(settings=settings(wrong_passwords=2), tick_per_line=True)
    home = net.enter("ana", host="2001:db8:0:1::1")
    home.says("REGISTER * * opensesame", "QUIT")
    for number in range(5):
        thief = net.enter(f"thief{number}", host=f"192.0.2.{number + 1}")
        thief.says("PRIVMSG NickServ :IDENTIFY ana wrong")
    again = net.enter("guest", host="2001:db8:0:1:abcd::2")
    again.says("PRIVMSG NickServ :IDENTIFY ana opensesame")
    assert " 900 " in "\n".join(again.hears())


def _identifies(net: World, host: str, password: str) -> bool:
    person = net.enter("guest", host=host)
    person.says(f"PRIVMSG NickServ :IDENTIFY ana {password}")
    heard = "\n".join(person.hears())
    person.says("QUIT")
    return " 900 " in heard


def test_the_holder_is_let_in_from_the_last_households_it_came_from() -> None:
    net = World(settings=settings(wrong_passwords=2), tick_per_line=True)
    register(net, "ana").says("QUIT")
    households = [f"2001:db8:0:{number}::1" for number in range(6)]
    for host in (*households, "2001:db8:0:5::2"):
        assert _identifies(net, host, "opensesame")
    net = net.restarted()
    for host in households:
        for number in range(5):
            assert not _identifies(net, f"192.0.2.{number + 1}", "wrong")
        assert _identifies(net, host, "opensesame") == (host != households[0])


@pytest.mark.parametrize(
    ("written", "target"),
    [
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::1/128", "2001:db8::1"),
        ("0::ffff:192.0.2.1", "192.0.2.1"),
        ("192.0.2.1", "192.0.2.1"),
    ],
)
def test_a_ban_of_an_address_is_one_of_its_household(written: str, target: str) -> None:
    rules = Settings(auto_join=(), operators=(Operator("root", HASH),))
    net = World(settings=rules, tick_per_line=True)
    root = net.enter("root")
    root.says("OPER root opensesame")
    root.hears()
    root.says(f"UBAN ADD {written} go")
    assert f"Banned: {target} " in "\n".join(root.hears())
    root.says(f"UBAN DEL {written}")
    assert f"No longer banned: {target}" in "\n".join(root.hears())

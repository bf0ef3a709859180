"""Nobody can steal a proof of identity, and nobody can guess one for long."""

from tests.server.account_holders import register
from tests.server.world import CHEAP_PASSWORDS, Person, World
from tui_chat.server.core.settings import Operator, Settings

ANAS = "0f" * 32
EVES = "e0" * 32
OPERATOR = Operator("root", CHEAP_PASSWORDS.secrets("sesame").hash)


def network() -> World:
    return World(settings=Settings(auto_join=(), operators=(OPERATOR,)), tick_per_line=True)


def certified(net: World, name: str, fingerprint: str) -> Person:
    person = register(net, name)
    person.session.fingerprint = fingerprint
    return person


def test_nobody_adds_a_certificate_without_its_key() -> None:
    net = network()
    for eve in (certified(net, "eve", EVES), certified(net, "mallory", "")):
        eve.says(f"NS CERT ADD {ANAS}")
    assert net.node.network.accounts.certified(ANAS) is None
    ana = certified(net, "ana", ANAS)
    ana.says(f"NS CERT ADD {ANAS}")
    account = net.node.network.accounts.certified(ANAS)
    assert account is not None
    assert account.name == "ana"


def guesses(net: World, host: str, nick: str, password: str) -> str:
    """What is answered to an OPER from this address."""
    person = net.connect(nick, host=host)
    person.says(f"NICK {nick}", "USER u 0 * :U")
    person.hears()
    person.says(f"OPER root {password}")
    heard = "\n".join(person.hears())
    person.says("QUIT")
    return heard


def test_an_operators_password_is_not_guessed_from_many_addresses() -> None:
    net = network()
    answers = [guesses(net, f"10.0.{number}.1", f"x{number}", "wrong") for number in range(12)]
    assert all("Password incorrect" in answer for answer in answers[:10])
    assert all("Too many wrong passwords: try again in 6 seconds" in one for one in answers[10:])
    net.now += 6_001
    assert "Password incorrect" in guesses(net, "10.1.1.1", "y", "wrong")
    assert "Too many wrong passwords" in guesses(net, "10.1.1.2", "z", "sesame")


def test_an_operator_is_not_kept_waiting_by_what_others_try() -> None:
    net = network()
    assert " 381 " in guesses(net, "192.0.2.1", "root", "sesame")
    for number in range(12):
        guesses(net, f"10.0.{number}.1", f"x{number}", "wrong")
    assert " 381 " in guesses(net, "192.0.2.1", "root", "sesame")

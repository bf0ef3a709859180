"""What an account wants, by /msg NickServ."""

from collections.abc import Callable

import pytest

from tests.server.account_holders import PASSWORD, log_in, register, restarted, settings
from tests.server.world import Person, World
from tui_chat.server.core.settings import AlwaysOn, Settings

FINGERPRINT = "0f" * 32


def asks(person: Person, words: str) -> list[str]:
    person.says(f"NS {words}")
    start = f":NickServ!NickServ@tui-chat.local NOTICE {person.nick} "
    return [line.removeprefix(start).removeprefix(":") for line in person.hears()]


def certified(net: World, name: str) -> Person:
    """Somebody with an account whose connection has the certificate."""
    person = register(net, name)
    person.session.fingerprint = FINGERPRINT
    return person


def test_certificates_are_added_shown_and_taken_away(net: World) -> None:
    ana = certified(net, "ana")
    with_colons = ":".join(["0F"] * 32)
    assert asks(ana, f"CERT ADD {with_colons}") == ["Certificate added: it now logs you in"]
    assert asks(ana, "CERT LIST") == [FINGERPRINT, "1 certificates"]
    assert restarted(net).node.network.accounts.certified(FINGERPRINT) is not None
    assert asks(ana, f"CERT DEL {FINGERPRINT}") == ["Certificate removed: it no longer logs you in"]
    assert asks(ana, f"CERT DEL {FINGERPRINT}") == ["Your account has no such certificate"]


def test_that_of_the_line_needs_not_be_named(net: World) -> None:
    ana = certified(net, "ana")
    asks(ana, "CERT ADD")
    assert asks(ana, "CERT") == [FINGERPRINT, "1 certificates"]


def test_a_certificate_logs_in_to_one_account(net: World) -> None:
    asks(certified(net, "ana"), f"CERT ADD {FINGERPRINT}")
    bob = certified(net, "bob")
    assert asks(bob, f"CERT ADD {FINGERPRINT}") == [
        "That certificate already belongs to an account"
    ]


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("CERT ADD", "Connect with the certificate first, then use CERT ADD"),
        (f"CERT ADD {FINGERPRINT}", "Connect with the certificate first, then use CERT ADD"),
        ("CERT DEL x", "A fingerprint is the SHA-256 of a certificate: 64 hexadecimal digits"),
        (f"CERT NONSENSE {FINGERPRINT}", "Usage: CERT LIST, ADD or DEL"),
        ("SET ALWAYS-ON maybe", "Usage: SET ALWAYS-ON ON, or SET MULTICLIENT OFF"),
        ("SET NONSENSE ON", "Usage: SET ALWAYS-ON ON, or SET MULTICLIENT OFF"),
        ("GET NONSENSE", "Usage: GET MULTICLIENT or GET ALWAYS-ON"),
        ("GROUP", "That nickname already belongs to an account"),
        ("UNGROUP other", "That is not an additional nickname of your account"),
    ],
)
def test_what_cannot_be_is_declined(net: World, words: str, answer: str) -> None:
    assert asks(register(net, "ana"), words) == [answer]


@pytest.mark.parametrize(
    "words", ["CERT", "GROUP", "UNGROUP x", "SET MULTICLIENT ON", "GET MULTICLIENT"]
)
def test_who_is_not_logged_in_has_no_settings(net: World, words: str) -> None:
    assert asks(net.enter("bob"), words) == ["You are not logged in"]


def test_there_is_an_end_to_what_an_account_may_have(world: Callable[[Settings], World]) -> None:
    net = world(settings(nicks=0, fingerprints=0))
    ana = certified(net, "ana")
    assert asks(ana, f"CERT ADD {FINGERPRINT}") == [
        "Your account has the maximum number of certificates"
    ]
    ana.says("NICK other")
    ana.hears()
    ana.nick = "other"
    assert asks(ana, "GROUP") == ["Your account has the maximum number of nicknames"]


def test_more_nicknames_are_kept(net: World) -> None:
    ana = register(net, "ana")
    ana.says("NICK anita")
    ana.hears()
    ana.nick = "anita"
    assert asks(ana, "GROUP") == ["anita now belongs to your account"]
    ana.says("QUIT")
    again = restarted(net)
    bob = again.enter("bob")
    assert " NICKNAME_RESERVED anita " in bob.asks("NICK anita")[0]


def test_they_can_be_given_back(net: World) -> None:
    ana = register(net, "ana")
    ana.says("NICK anita")
    ana.hears()
    ana.nick = "anita"
    asks(ana, "GROUP")
    assert asks(ana, "UNGROUP ANITA") == ["ANITA no longer belongs to your account"]
    ana.says("QUIT")
    net.enter("anita")


NOT_HERE = "anita is not a nickname of the account ana (to add it: /msg NickServ GROUP)"


def called_anita(net: World) -> Person:
    """Somebody under a nickname that is not its account's."""
    ana = register(net, "ana")
    ana.says("NICK anita")
    ana.hears()
    ana.nick = "anita"
    return ana


def test_nobody_is_told_to_be_always_on_who_is_not(net: World) -> None:
    ana = called_anita(net)
    told = [f"ALWAYS-ON is ON, but has no effect now: {NOT_HERE}"]
    assert asks(ana, "SET ALWAYS-ON ON") == told
    assert asks(ana, "GET ALWAYS-ON") == told
    assert asks(ana, "GROUP") == ["anita now belongs to your account"]
    assert asks(ana, "GET ALWAYS-ON") == ["ALWAYS-ON is ON"]
    ana.drops()
    assert net.node.network.find_user("anita") is not None


def test_nor_where_everybody_is_by_default(world: Callable[[Settings], World]) -> None:
    net = world(settings(always_on=AlwaysOn.OPT_OUT))
    ana = called_anita(net)
    told = [f"ALWAYS-ON is DEFAULT, but has no effect now: {NOT_HERE}"]
    assert asks(ana, "GET ALWAYS-ON") == told
    assert asks(ana, "SET ALWAYS-ON OFF") == ["ALWAYS-ON is OFF"]


def test_nor_where_nobody_can_be_any_more(net: World) -> None:
    ana = register(net, "ana")
    asks(ana, "SET ALWAYS-ON ON")
    net.node.configure(settings(always_on=AlwaysOn.OFF))
    net.settle()
    told = ["ALWAYS-ON is ON, but has no effect now: this server does not offer it"]
    assert asks(ana, "GET ALWAYS-ON") == told


def test_who_loses_it_is_told(net: World) -> None:
    ana = register(net, "ana")
    asks(ana, "SET ALWAYS-ON ON")
    told = f":NickServ!NickServ@tui-chat.local NOTICE anita :You are not always on now: {NOT_HERE}"
    assert told in ana.asks("NICK anita")
    ana.nick = "anita"
    asks(ana, "GROUP")
    assert asks(ana, "UNGROUP anita") == [
        "anita no longer belongs to your account",
        f"You are not always on now: {NOT_HERE}",
    ]
    ana.drops()
    assert net.node.network.find_user("anita") is None
    assert told in log_in(net, "ana", "anita").hears()
    assert told not in log_in(net, "ana", "ana").hears()


def test_who_logs_in_under_a_foreign_nickname_is_told(net: World) -> None:
    ana = register(net, "ana")
    asks(ana, "SET ALWAYS-ON ON")
    anita = net.enter("anita")
    heard = asks(anita, f"IDENTIFY ana {PASSWORD}")
    assert heard[-1] == f"You are not always on now: {NOT_HERE}"


@pytest.mark.parametrize("name", ["MULTICLIENT", "ALWAYS-ON"])
def test_switches_are_kept(net: World, name: str) -> None:
    ana = register(net, "ana")
    assert asks(ana, f"GET {name}") == [f"{name} is DEFAULT"]
    assert asks(ana, f"SET {name} true") == [f"{name} is ON"]
    assert asks(ana, f"GET {name}") == [f"{name} is ON"]
    assert asks(ana, f"SET {name} default") == [f"{name} is DEFAULT"]

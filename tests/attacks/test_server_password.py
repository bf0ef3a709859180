"""Without the server's password, a client can do nothing and learns nothing about users."""

import msgspec
import pytest

from tests.server.account_holders import PASSWORD, plain, settings
from tests.server.world import CHEAP_PASSWORDS, Person, World
from tui_chat.server.core.commands import COMMANDS
from tui_chat.server.core.events import AccountOrder, AccountOrdered, ClientId
from tui_chat.server.core.settings import Settings

WORD = "sesame"
FOR_STRANGERS = {"CAP", "ISUPPORT", "NICK", "PASS", "PING", "PONG", "QUIT", "USER", "WEBIRC"}
FIRST = ":tui-chat.local 464 {} :This server has a password: send it with PASS first"


def network(found: Settings | None = None) -> World:
    found = found or Settings(auto_join=(), password=WORD)
    return World(settings=found, tick_per_line=True)


def has_account(net: World, name: str) -> None:
    secrets = CHEAP_PASSWORDS.secrets(PASSWORD)
    order = AccountOrdered(ClientId(0), net.node.now(), AccountOrder.ADD, name, secrets)
    net.node.backplane.submit(order)


def enters(net: World, nick: str) -> Person:
    person = net.connect(nick)
    person.says(f"PASS {WORD}", f"NICK {nick}", "USER u 0 * :U")
    assert f" 001 {nick} " in "\n".join(person.hears())
    return person


def test_only_what_leads_to_the_password_is_for_strangers() -> None:
    assert {name for name, one in COMMANDS.items() if one.strangers} == FOR_STRANGERS


def test_a_stranger_changes_nothing_and_learns_nothing() -> None:
    """The same is said to two networks: in one Ana is here and has an account."""
    told = []
    for peopled in (True, False):
        net = network()
        if peopled:
            enters(net, "ana")
            has_account(net, "ana")
        for lines in stories("ana"):
            stranger = net.connect()
            before = net.node.network.snapshot()
            stranger.says(*lines)
            told.append(stranger.hears())
            after = net.node.network.snapshot()
            stranger.drops()
            for known in (before, after):  # but that there is a stranger, and how often it guessed
                del known["sessions"], known["wrong_by_host"]
            assert after == before, lines
        assert all(not person.hears() for person in net.people)
    half = len(told) // 2
    assert told[:half] == told[half:]


def stories(nick: str) -> list[tuple[str, ...]]:
    """What a stranger may try to find out about somebody, or to do."""
    wrong = (f"PASS {nick}:wrong", f"PASS {nick}:{PASSWORD}", "PASS wrong", "CAP LS 302", "PING x")
    tries = [
        *(f"NICK {nick}", f"REGISTER {nick} * {PASSWORD}", "REGISTER new * opensesame", "ISON ana"),
        *(
            "AUTHENTICATE PLAIN",
            f"VERIFY {nick} x",
            "METADATA * SET status x",
            "AWAY x",
            "ISUPPORT",
        ),
    ]
    found: list[tuple[str, ...]] = [
        (one, f"NICK {nick}", "USER u 0 * :U", "CAP END") for one in wrong
    ]
    found += [(one, two) for one in (f"NICK {nick}", *wrong) for two in tries]
    found += [("CAP LS 302", f"NICK {nick}", "AUTHENTICATE PLAIN", plain(nick))]
    return found


def test_nobody_is_asked_whether_they_live() -> None:
    net = network()
    ana = enters(net, "ana")
    ana.is_dead = True
    stranger = net.connect()
    stranger.says("NICK ana", "USER u 0 * :U")
    assert net.node.is_registered(ana.id)
    assert stranger.closed


@pytest.mark.parametrize("line", ["REGISTER new * opensesame", "AUTHENTICATE PLAIN"])
def test_what_is_not_for_strangers_waits_for_the_password(line: str) -> None:
    net = network()
    stranger = net.connect()
    assert stranger.asks(line) == [FIRST.format("*")]
    stranger.says(f"PASS {WORD}", line)
    assert stranger.hears()[0].split()[1:3] in (["REGISTER", "SUCCESS"], ["AUTHENTICATE", "+"])


@pytest.mark.parametrize("line", ["REGISTER new * opensesame", "AUTHENTICATE PLAIN"])
def test_a_connection_is_good_for_one_guess(line: str) -> None:
    net = network()
    stranger = net.connect()
    assert stranger.asks("PASS wrong", line, f"PASS {WORD}", line) == [
        ":tui-chat.local 464 * :Password incorrect",
        "ERROR :Closing link: host (Password incorrect)",
    ]
    assert stranger.closed


@pytest.mark.parametrize("password", ["", WORD])
def test_pass_does_not_tell_which_accounts_there_are(password: str) -> None:
    told = []
    for exists in (True, False):
        net = network(Settings(auto_join=(), password=password))
        if exists:
            has_account(net, "ana")
        stranger = net.connect()
        stranger.says(f"PASS {WORD}", "PASS ana:wrong", "NICK ana", "USER u 0 * :U")
        told.append(stranger.hears())
        assert stranger.closed
    assert told[0] == told[1]


@pytest.mark.parametrize("before", [(), ("CAP LS 302",), ("CAP LS 302", "CAP REQ sasl")])
def test_who_says_the_password_may_come_with_an_account(before: tuple[str, ...]) -> None:
    net = network(msgspec.structs.replace(settings(required=True), password=WORD))
    has_account(net, "ana")
    ana = net.connect()
    for line in (
        *before, f"PASS {WORD}", "AUTHENTICATE PLAIN", plain("ana"), "NICK ana", "USER u 0 * :U",
        "CAP END",
    ):  # fmt: skip
        ana.says(line)
    assert " 001 ana " in "\n".join(ana.hears())

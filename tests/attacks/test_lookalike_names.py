"""With names in any script, nobody can impersonate a person, an account or a service."""

from collections.abc import Callable

import pytest

from tests.server.account_holders import PASSWORD, come_back, register
from tests.server.world import CHEAP_PASSWORDS, Person, World
from tui_chat.server.core.events import AccountOrder, Millis
from tui_chat.server.core.settings import Operator, Settings
from tui_chat.server.core.state.records.accounts import Account
from tui_chat.server.process import control_socket
from tui_chat.wire.names import Casemapping

LATIN, CYRILLIC = "alice", "аlice"
SERVICES = ("NіckServ", "nіckserv", "СhanServ", "ChаnServ")


@pytest.fixture
def net() -> World:
    found = Settings(
        auto_join=(),
        casemapping=Casemapping.PRECIS,
        operators=(Operator("root", CHEAP_PASSWORDS.secrets("sesame").hash),),
    )
    return World(settings=found, tick_per_line=True)


def by_register(net: World, name: str) -> None:
    net.connect().says(f"REGISTER {name} * {PASSWORD}")


def by_nickserv(net: World, name: str) -> None:
    person = net.connect()
    person.says(f"NICK {name}", "USER u 0 * :U", f"NS REGISTER {PASSWORD}")


def by_an_operator(net: World, name: str) -> None:
    person = net.enter("root")
    person.says("OPER root sesame", f"NS SAREGISTER {name} {PASSWORD}")


def by_the_command_line(net: World, name: str) -> None:
    secrets = CHEAP_PASSWORDS.secrets(PASSWORD)
    control_socket.carry_out(
        net.node, control_socket.ControlRequest(AccountOrder.ADD, name, secrets)
    )


def accounts(net: World) -> list[str]:
    net.flush()
    return [account.name for account in net.node.network.accounts]


WAYS = [by_register, by_nickserv, by_an_operator, by_the_command_line]


@pytest.mark.parametrize("make", WAYS)
@pytest.mark.parametrize("name", SERVICES)
def test_no_account_looks_like_a_service(
    net: World, make: Callable[[World, str], None], name: str
) -> None:
    make(net, name)
    assert accounts(net) == []


@pytest.mark.parametrize("make", WAYS)
@pytest.mark.parametrize("names", [(LATIN, CYRILLIC), (CYRILLIC, LATIN)])
def test_no_two_accounts_look_alike(
    net: World, make: Callable[[World, str], None], names: tuple[str, str]
) -> None:
    register(net, names[0]).says("QUIT")
    make(net, names[1])
    assert accounts(net) == [names[0]]


@pytest.mark.parametrize("make", WAYS)
def test_no_account_looks_like_a_nickname_of_another(
    net: World, make: Callable[[World, str], None]
) -> None:
    ana = register(net, "ana")
    ana.says(f"NICK {LATIN}", "NS GROUP", "QUIT")
    make(net, CYRILLIC)
    assert accounts(net) == ["ana"]


def test_no_account_looks_like_somebody_who_is_here(net: World) -> None:
    net.enter(LATIN)
    by_register(net, CYRILLIC)
    assert accounts(net) == []


@pytest.mark.parametrize("name", [CYRILLIC, *SERVICES])
def test_no_nickname_looks_like_an_account_or_a_service(net: World, name: str) -> None:
    register(net, LATIN).says("QUIT")
    stranger = net.connect()
    (answer,) = stranger.asks(f"NICK {name}")
    assert f" 433 * {name} :" in answer
    bob = net.enter("bob")
    (answer,) = bob.asks(f"NICK {name}")
    assert "NICKNAME_RESERVED" in answer


def test_no_nickname_that_looks_like_an_accounts_is_grouped(net: World) -> None:
    bob = register(net, "bob")
    bob.says(f"NICK {CYRILLIC}")
    by_the_command_line(net, LATIN)
    bob.says("NS GROUP")
    net.flush()
    assert [account.nicks for account in net.node.network.accounts] == [(), ()]


@pytest.mark.parametrize("service", ["NS GHOST", "NS RECOVER"])
def test_who_has_an_account_gets_its_nickname_back(net: World, service: str) -> None:
    guest = net.enter(CYRILLIC)
    by_the_command_line(net, LATIN)
    alice = come_back(net, LATIN, "other")
    alice.says(f"{service} {CYRILLIC}")
    assert guest.closed
    alice.says(f"NICK {LATIN}")
    assert net.node.network.find_user(LATIN) is not None


@pytest.mark.parametrize("has_account", [True, False])
def test_nobody_is_kept_from_the_own_nickname_by_one_that_looks_like_it(
    net: World, *, has_account: bool
) -> None:
    """Both accounts are from before names were compared by their looks."""
    other = register(net, CYRILLIC) if has_account else net.enter(CYRILLIC)
    secrets = CHEAP_PASSWORDS.secrets(PASSWORD)
    net.node.network.accounts.enter(Account(LATIN, secrets, Millis(0), id="@1"))
    alice = come_back(net, LATIN, LATIN)
    alice.says(f"NICK {LATIN}2", f"NICK {LATIN}")
    users = net.node.network.users
    assert [user.nick for user in users.values()] == [other.nick, LATIN]


def test_the_name_of_a_founder_is_nobody_elses(net: World) -> None:
    alice = register(net, LATIN)
    alice.says("JOIN #tea", "CS REGISTER #tea", "QUIT")
    by_register(net, CYRILLIC)
    eve = register(net, "eve")
    eve.says(f"NICK {CYRILLIC}", "JOIN #tea", "CS OP #tea eve", "CS DROP #tea")
    channel = net.node.network.channels[net.node.network.fold("#tea")]
    assert channel.founder == LATIN
    assert list(channel.members.values()) == [""]


def test_who_is_made_a_guest_gets_a_nickname_that_is_free(net: World) -> None:
    number = len(net.people) + 2
    for name in (f"Guest{number}", f"Guest{number + 1}"):
        by_the_command_line(net, name)
    person: Person = register(net, "x")
    alice = register(net, "alice")
    alice.says("NS LOGOUT")
    nicks = [user.nick for user in net.node.network.users.values()]
    assert nicks == [person.nick, f"Guest{number + 2}"]


IMPOSTORS = [
    *[("Tom", f"{one}om") for one in "\u0422\u03a4\u13a2\ua4d4"],
    *[("Hans", f"{one}ans") for one in "\u041d\u0397\u13bb"],
    *[("Bob", f"{one}ob") for one in "\u0412\u0392\ua4d0\u13f4"],
    *[("Kim", f"{one}im") for one in "\u041a\u039a"],
    *[("Maria", f"{one}aria") for one in "\u041c\u039c\u13b7"],
    *[("Zoe", f"{one}oe") for one in "\u0396\u13c3"],
    *[("Yuri", f"{one}uri") for one in "\u03a5\u04ae"],
    *[("Peter", f"{one}eter") for one in "\u0420\u03a1\u13e2"],
    *[("alice", one) for one in ("\u0430\u04cf\u0456\u0441\u0435", "a\u04cfice", "\u13aalice")],
    ("Nina", "\u039dina"),
    ("MAX", "\u041c\u0410\u0425"),
    ("Weiss", "WEI\u1e9e"),
    ("Weiss", "Wei\u00df"),
    ("\u0416eka", "\u13e6eka"),
    ("alice", "\u1d00lice"),
    ("alice", "\u1d00\u029f\u026a\u1d04\u1d07"),
    ("Boris", "\u0299o\u0280i\ua731"),
]
"""Nicknames that look like those before them: capitals of Cyrillic, Greek, Cherokee and Lisu.

And a sharp s, and small capitals.
"""
LIKE_SERVICES = [
    "\u039dickServ",
    "Nick\u0405erv",
    "C\u04bbanServ",
    "\u2c9aickServ",
    "\ua4e0ickServ",
]


@pytest.mark.parametrize(("name", "impostor"), IMPOSTORS)
@pytest.mark.parametrize("case", [str, str.lower])
@pytest.mark.parametrize("has_account", [True, False])
def test_capitals_of_other_scripts_are_told_apart(
    net: World, name: str, impostor: str, case: Callable[[str], str], has_account: bool
) -> None:
    (register if has_account else World.enter)(net, name)
    eve = net.enter("eve")
    eve.says(f"NICK {case(impostor)}", f"NICK {impostor}")
    by_register(net, case(impostor))
    by_register(net, impostor)
    assert {user.nick for user in net.node.network.users.values()} == {name, "eve"}
    assert accounts(net) == [name] * has_account


@pytest.mark.parametrize("name", LIKE_SERVICES)
def test_capitals_of_other_scripts_make_no_service(net: World, name: str) -> None:
    for way in (by_register, by_nickserv):
        way(net, name)
        way(net, name.lower())
    eve = net.enter("eve")
    eve.says(f"NICK {name}")
    assert accounts(net) == []
    assert "eve" in net.node.network.users


@pytest.mark.parametrize("has_account", [True, False])
def test_whoever_has_a_nickname_does_not_write_it_like_anothers(
    net: World, has_account: bool
) -> None:
    """In small letters it is like no other, nor in capitals."""
    register(net, "Nau")
    small, shown = "\u03bd\u03b1\u03c5", "\u039d\u03b1\u03c5"
    eve = register(net, small) if has_account else net.enter(small)
    eve.says(f"NICK {small}s", f"NICK {shown}", f"NICK {small}", f"NICK {shown}")
    assert [user.nick for user in net.node.network.users.values()] == ["Nau", small]


@pytest.mark.parametrize(
    "name", ["\u13e3\u13b3\u13a9", "\u13e3\u13b3\u13a9_1", "Wei\u00df", "\u0416eka"]
)
def test_names_that_look_like_nobody_elses_may_be_had(net: World, name: str) -> None:
    eve = net.enter("eve")
    eve.says(f"NICK {name}")
    assert [user.nick for user in net.node.network.users.values()] == [name]

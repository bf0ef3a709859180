"""People outside a secret channel cannot find out that it exists.

Except by joining: a JOIN succeeds, is refused, or makes a new channel.
"""

import pytest

from tests.server.world import Person, World
from tui_chat.server.core.commands import COMMANDS
from tui_chat.server.core.settings import Settings
from tui_chat.wire.capability_enum import Capability

ALL = tuple(one.value for one in Capability if one is not Capability.METADATA_2)
NAME = "#secret"
ELSEWHERE = "#another"
ENTERING = {"JOIN", "RENAME"}
"""Commands that take or make a name."""
WORDS = (
    "{}", "{} b", "{} :hello", "{} bob :hello", "bob {}", "carol {}", "carol {} x", "{},#tea bob",
    "@{} :hello", "+{} x", "{} timestamp=2020-01-01T00:00:00.000Z", "{} #new", "{} id1 :why",
    "LATEST {} * 10", "BEFORE {} timestamp=2030-01-01T00:00:00.000Z 10", "in={};text=hello",
    "{} GET status", "{} LIST", "{} SYNC", "{} SET status x", "{} CLEAR", "REGISTER {}", "INFO {}",
    "DROP {}", "OP {}", "OP {} carol", "* {}", "{}* x", "+ {}", "{} +b x", "{} +o carol", "{} -s",
    "{} %tcuihsnfdlaor", "{}*", "*ecret", "ADD {}", "+1 draft/multiline {}", "{} k",
    "{} SUB status", "{} UNSUB status", "{} SUBS", "GENERATE FILEHOST {}", "{} nick/b :hello",
)  # fmt: skip


def network(name: str, modes: str) -> tuple[World, Person]:
    """Two people in a channel of this name, and Carol, who is in another."""
    net = World(settings=Settings(auto_join=()), tick_per_line=True)
    alice, bob = (net.enter(nick, *ALL) for nick in ("alice", "bob"))
    net.join(name, alice, bob)
    for line in (
        f"TOPIC {name} :what it is about", f"MODE {name} {modes}", f"PRIVMSG {name} :hello",
        f"METADATA {name} SET status busy",
    ):  # fmt: skip
        alice.says(line)
    carol = net.enter("carol", *ALL)
    net.join("#tea", carol)
    net.settle()
    return net, carol


def told(name: str, modes: str, lines: list[str]) -> list[str]:
    net, carol = network(name, modes)
    heard = []
    for line in lines:
        carol.says(line)
        heard += carol.hears()
        for letter in "12":  # a batch that was begun
            carol.says(f"BATCH -{letter}")
            heard += carol.hears()
    for person in net.people[:2]:
        heard += person.hears()
    return heard


@pytest.mark.parametrize("modes", ["+s", "+s-n", "+sb *!*@*", "+sk word", "+si", "+sm", "+sC"])
@pytest.mark.parametrize("command", sorted(COMMANDS.keys() - ENTERING - {"QUIT"}))
def test_no_command_tells_that_it_is_there(command: str, modes: str) -> None:
    lines = [f"{command} {words.format(NAME)}" for words in WORDS]
    assert told(NAME, modes, lines) == told(ELSEWHERE, modes, lines)


@pytest.mark.parametrize("text", ["NS INFO {}", "CS INFO {}", "PRIVMSG ChanServ :OP {} carol"])
def test_no_service_tells_it(text: str) -> None:
    lines = [text.format(NAME)]
    assert told(NAME, "+s", lines) == told(ELSEWHERE, "+s", lines)


def test_who_is_in_it_and_who_runs_the_network_see_it() -> None:
    net, carol = network(NAME, "+s")
    alice = net.people[0]
    alice.says(f"MODE {NAME}")
    assert f" 324 alice {NAME} +nst" in "\n".join(alice.hears())
    carol.says(f"TOPIC {NAME}")
    assert f" 403 carol {NAME} :No such channel" in "".join(carol.hears())
    (user,) = (user for user in net.node.network.users.values() if user.nick == "carol")
    user.modes = "o"
    carol.says(f"TOPIC {NAME}")
    assert f" 442 carol {NAME} :You're not on that channel" in "".join(carol.hears())


def test_whoever_is_outside_a_channel_that_everybody_sees_is_told_so() -> None:
    _net, carol = network(NAME, "+n")
    carol.says(f"TOPIC {NAME}")
    assert f" 442 carol {NAME} :You're not on that channel" in "".join(carol.hears())

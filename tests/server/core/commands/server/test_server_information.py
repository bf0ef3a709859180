from collections.abc import Callable

import pytest

from tests.server.world import NOON, World
from tui_chat.server.core.registry import COMMANDS
from tui_chat.server.core.settings import Settings


@pytest.mark.parametrize("command", ["HELP", "HELPOP"])
def test_help_tells_what_a_command_does(net: World, command: str) -> None:
    alice = net.enter("alice")
    alice.says(f"{command} whowas")
    first = "WHOWAS <nick> [<count>]: who had the nickname, the latest first. RFC 2812 3.6.3."
    assert alice.hears() == [
        f":tui-chat.local 704 alice whowas :{first}",
        ":tui-chat.local 705 alice whowas :",
        ":tui-chat.local 705 alice whowas :A count that is not above 0 is no limit.",
        ":tui-chat.local 706 alice whowas :End of /HELP",
    ]


def test_help_alone_names_all_commands(net: World) -> None:
    alice = net.enter("alice")
    alice.says("HELP")
    heard = alice.hears()
    assert all(line.split()[1:4] == ["704", "alice", "*"] for line in heard[:1])
    words = {word.lstrip(":") for line in heard for word in line.split()}
    assert set(COMMANDS) <= words


def test_every_command_has_help() -> None:
    assert [name for name, command in COMMANDS.items() if not command.handler.__doc__] == []


def test_help_for_what_there_is_not(net: World) -> None:
    alice = net.enter("alice")
    alice.says("HELP singing")
    assert alice.hears() == [":tui-chat.local 524 alice singing :No help available on this topic"]


@pytest.mark.parametrize("target", ["", " tui-chat.local", " *chat*", " alice"])
def test_info_says_what_the_server_is(net: World, target: str) -> None:
    alice = net.enter("alice")
    alice.says(f"INFO{target}")
    *lines, end = alice.hears()
    assert lines
    assert all(line.startswith(":tui-chat.local 371 alice ") for line in lines)
    assert end == ":tui-chat.local 374 alice :End of /INFO list"


@pytest.mark.parametrize("command", ["INFO", "ADMIN"])
def test_of_another_server_nothing_is_known(net: World, command: str) -> None:
    alice = net.enter("alice")
    alice.says(f"{command} other.example")
    assert alice.hears() == [":tui-chat.local 402 alice other.example :No such server"]


def test_links_shows_the_one_server(net: World) -> None:
    alice = net.enter("alice")
    alice.says("LINKS")
    alice.says("LINKS other*")
    assert alice.hears() == [
        ":tui-chat.local 364 alice tui-chat.local tui-chat.local :0 A tui-chat server",
        ":tui-chat.local 365 alice * :End of /LINKS list",
        ":tui-chat.local 365 alice other* :End of /LINKS list",
    ]


def test_admin_says_who_runs_the_server(world: Callable[[Settings], World]) -> None:
    net = world(Settings(auto_join=(), admin=("Lisbon", "The kitchen", "root@example.org")))
    alice = net.enter("alice")
    alice.says("ADMIN")
    assert alice.hears() == [
        ":tui-chat.local 256 alice tui-chat.local :Administrative info",
        ":tui-chat.local 257 alice Lisbon",
        ":tui-chat.local 258 alice :The kitchen",
        ":tui-chat.local 259 alice root@example.org",
    ]


def test_admin_of_a_server_that_says_nothing(net: World) -> None:
    alice = net.enter("alice")
    alice.says("ADMIN")
    assert alice.hears() == [
        ":tui-chat.local 423 alice tui-chat.local :No administrative info available"
    ]


def test_stats_says_how_long_the_server_runs(net: World) -> None:
    alice = net.enter("alice")
    net.now = NOON + 90_061_000
    alice.says("STATS u")
    alice.says("STATS x")
    alice.says("STATS")
    assert alice.hears() == [
        ":tui-chat.local 242 alice :Server up 1 days 1:01:01",
        ":tui-chat.local 219 alice u :End of /STATS report",
        ":tui-chat.local 219 alice x :End of /STATS report",
        ":tui-chat.local 219 alice * :End of /STATS report",
    ]


def test_userip_shows_where_users_come_from(net: World) -> None:
    alice, bob = net.enter("alice"), net.enter("bob")
    bob.says("AWAY lunch")
    alice.says("USERIP alice Bob nobody")
    alice.says("USERIP")
    assert alice.hears() == [
        ":tui-chat.local 340 alice :alice=+alice@host bob=-bob@host",
        ":tui-chat.local 461 alice USERIP :Not enough parameters",
    ]

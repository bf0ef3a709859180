from collections.abc import Callable

import pytest

from tests.server.several_nodes import enter_second, join_nodes
from tests.server.world import NOON, World
from tui_chat.server.core.handler_registry import COMMANDS
from tui_chat.server.core.settings import Settings


def test_version_names_the_server_and_what_it_supports(net: World) -> None:
    alice = net.enter("alice")
    version, *features = alice.asks("VERSION")
    assert version == ":tui-chat.local 351 alice tui-chat tui-chat.local :"
    assert features
    assert all(line.startswith(":tui-chat.local 005 alice ") for line in features)


@pytest.mark.parametrize("command", ["VERSION", "MOTD", "TIME"])
def test_there_is_no_other_server(net: World, command: str) -> None:
    alice = net.enter("alice")
    alice.says(f"{command} far.example")
    assert alice.hears() == [":tui-chat.local 402 alice far.example :No such server"]
    assert " 402 " not in alice.asks(f"{command} tui-*")[0]


def test_time_is_that_of_the_event(net: World) -> None:
    alice = net.enter("alice")
    assert alice.asks("TIME") == [
        ":tui-chat.local 391 alice tui-chat.local 1763640000 0 :2025-11-20 12:00:00 UTC"
    ]


@pytest.mark.parametrize("command", ["HELP", "HELPOP"])
def test_help_tells_what_a_command_does(net: World, command: str) -> None:
    alice = net.enter("alice")
    alice.says(f"{command} whowas")
    first = (
        "WHOWAS <nick> [<count>]: list former users of a nickname, latest first. RFC 2812 3.6.3."
    )
    assert alice.hears() == [
        f":tui-chat.local 704 alice whowas :{first}",
        ":tui-chat.local 705 alice whowas :",
        ":tui-chat.local 705 alice whowas :A count of 0 or less means no limit.",
        ":tui-chat.local 706 alice whowas :End of /HELP",
    ]


def test_help_alone_names_all_commands(net: World) -> None:
    alice = net.enter("alice")
    heard = alice.asks("HELP")
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
    *lines, end = alice.asks(f"INFO{target}")
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
    assert alice.asks("LINKS", "LINKS other*") == [
        ":tui-chat.local 364 alice tui-chat.local tui-chat.local :0 A tui-chat server",
        ":tui-chat.local 365 alice * :End of /LINKS list",
        ":tui-chat.local 365 alice other* :End of /LINKS list",
    ]


def test_admin_says_who_runs_the_server(world: Callable[[Settings], World]) -> None:
    net = world(Settings(auto_join=(), admin=("Lisbon", "The kitchen", "root@example.org")))
    alice = net.enter("alice")
    assert alice.asks("ADMIN") == [
        ":tui-chat.local 256 alice tui-chat.local :Administrative info",
        ":tui-chat.local 257 alice Lisbon",
        ":tui-chat.local 258 alice :The kitchen",
        ":tui-chat.local 259 alice root@example.org",
    ]


def test_admin_of_a_server_that_says_nothing(net: World) -> None:
    alice = net.enter("alice")
    assert alice.asks("ADMIN") == [
        ":tui-chat.local 423 alice tui-chat.local :No administrative info available"
    ]


def test_stats_says_how_long_the_server_runs(net: World) -> None:
    alice = net.enter("alice")
    net.now = NOON + 90_061_000
    assert alice.asks("STATS u", "STATS x", "STATS") == [
        ":tui-chat.local 242 alice :Server up 1 days 1:01:01",
        ":tui-chat.local 219 alice u :End of /STATS report",
        ":tui-chat.local 219 alice x :End of /STATS report",
        ":tui-chat.local 219 alice * :End of /STATS report",
    ]


def test_features_can_be_asked_for_before_registration(net: World) -> None:
    person = net.connect()
    heard = person.asks("ISUPPORT")
    assert heard
    assert all(line.startswith(":tui-chat.local 005 * ") for line in heard)


@pytest.mark.parametrize("command", ["ISUPPORT", "VERSION"])
def test_features_come_in_a_batch_for_those_who_asked_for_one(net: World, command: str) -> None:
    alice = net.enter("alice", "batch", "draft/extended-isupport")
    heard = [line for line in alice.asks(command) if " 351 " not in line]
    opening, *lines, end = heard
    reference = opening.split()[2][1:]
    assert opening == f":tui-chat.local BATCH +{reference} draft/isupport"
    assert all(line.startswith(f"@batch={reference} :tui-chat.local 005 ") for line in lines)
    assert end == f":tui-chat.local BATCH -{reference}"


def test_a_labelled_answer_is_the_batch(net: World) -> None:
    caps = ("batch", "labeled-response", "draft/extended-isupport")
    alice = net.enter("alice", *caps)
    opening, line, *_rest = alice.asks("@label=x ISUPPORT")
    reference = opening.split()[3][1:]
    assert opening == f"@label=x :tui-chat.local BATCH +{reference} draft/isupport"
    assert line.startswith(f"@batch={reference} :tui-chat.local 005 ")


def test_every_line_has_at_most_thirteen_tokens(net: World) -> None:
    alice = net.enter("alice")
    alice.says("ISUPPORT")
    for line in alice.hears():
        head, _, text = line.removeprefix(":").partition(" :")
        assert len(head.split()) - 3 <= 13
        assert text == "are supported by this server"


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("VERSION", "351 alice tui-chat node1 :"),
        ("VERSION node2", "351 alice tui-chat-of-node2 node2 :"),
        ("VERSION bob", "351 alice tui-chat-of-node2 node2 :"),
        ("VERSION node*", "351 alice tui-chat node1 :"),
        ("VERSION node3", "402 alice node3 :No such server"),
        ("TIME node2", "391 alice node1 1763640003 0 :2025-11-20 12:00:03 UTC"),
        ("INFO node2", "371 alice :tui-chat of node2"),
        ("STATS u", "242 alice :Server up 0 days 0:00:03 (node1)"),
        ("STATS u node2", "242 alice :Server up 0 days 0:00:03 (node2)"),
        ("ADMIN node2", "423 alice tui-chat.local :No administrative info available"),
        ("LINKS node2", "364 alice node2 node1 :1 A tui-chat server"),
        ("LUSERS", "251 alice :There are 2 users and 0 invisible on 2 servers"),
        ("WHOIS node2 bob", "311 alice bob bob host * Bob"),
    ],
)
def test_of_several_nodes_answers_name_the_one_that_is_asked(
    net: World, line: str, answer: str
) -> None:
    join_nodes(net)
    alice, _bob = net.enter("alice"), enter_second(net, "bob")
    net.now += 3000
    assert alice.asks(line)[0] == f":tui-chat.local {answer}"


def test_links_and_info_name_all_nodes(net: World) -> None:
    join_nodes(net)
    bob = enter_second(net, "bob")
    heard = bob.asks("LINKS", "INFO")
    assert heard[:3] == [
        ":tui-chat.local 364 bob node1 node2 :1 A tui-chat server",
        ":tui-chat.local 364 bob node2 node2 :0 A tui-chat server",
        ":tui-chat.local 365 bob * :End of /LINKS list",
    ]
    where = "node2 of network tui-chat, running since 2025-11-20T12:00:00.000Z; nodes: node1, node2"
    assert f":tui-chat.local 371 bob :{where}" in heard


def test_users_are_counted_as_they_come_and_go(net: World) -> None:
    alice, bob = net.enter("alice"), net.enter("bob")
    net.connect()
    net.join("#tea", alice)
    alice.says("MODE alice +i")
    carol = net.enter("carol")
    carol.says("MODE carol +i", "QUIT")
    assert bob.asks("LUSERS") == [
        ":tui-chat.local 251 bob :There are 1 users and 1 invisible on 1 servers",
        ":tui-chat.local 252 bob 0 :operator(s) online",
        ":tui-chat.local 253 bob 1 :unknown connection(s)",
        ":tui-chat.local 254 bob 1 :channels formed",
        ":tui-chat.local 255 bob :I have 2 clients and 0 servers",
        ":tui-chat.local 265 bob 2 3 :Current local users 2, max 3",
        ":tui-chat.local 266 bob 2 3 :Current global users 2, max 3",
    ]

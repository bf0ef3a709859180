from collections.abc import Callable

import pytest

from tests.server.several_nodes import SECOND, join_nodes
from tests.server.world import NOON, World
from tui_chat.server.core.context import Context
from tui_chat.server.core.effects import Send
from tui_chat.server.core.events import Millis
from tui_chat.server.core.settings import Settings
from tui_chat.server.core.state.welcome_numerics import features
from tui_chat.server.core.users.welcome import greet
from tui_chat.wire.isupport import MAX_TOKENS
from tui_chat.wire.message import Message
from tui_chat.wire.preformatted_numerics import REPLIES


def test_a_newcomer_is_told_all_in_order(world: Callable[[Settings], World]) -> None:
    net = world(
        Settings(
            server="irc.example",
            network="Example",
            version="tui-chat 1.0",
            created="2025-11-01",
            motd=("Be kind.", ""),
            auto_join=(),
        )
    )
    alice = net.connect()
    lines = alice.asks("NICK alice", "USER alice 0 * :Alice")
    assert lines[:3] == [
        ":irc.example 001 alice :Welcome to the Example network, alice",
        ":irc.example 002 alice :Your host is irc.example, running version tui-chat 1.0",
        ":irc.example 003 alice :This server was created 2025-11-01",
    ]
    assert lines[3].startswith(":irc.example 004 alice irc.example tui-chat-1.0 ")
    assert {line.split()[1] for line in lines[4:-11]} == {"005"}
    assert lines[-11:] == [
        ":irc.example 251 alice :There are 1 users and 0 invisible on 1 servers",
        ":irc.example 252 alice 0 :operator(s) online",
        ":irc.example 253 alice 0 :unknown connection(s)",
        ":irc.example 254 alice 0 :channels formed",
        ":irc.example 255 alice :I have 1 clients and 0 servers",
        ":irc.example 265 alice 1 1 :Current local users 1, max 1",
        ":irc.example 266 alice 1 1 :Current global users 1, max 1",
        ":irc.example 375 alice :- irc.example message of the day -",
        ":irc.example 372 alice :- Be kind.",
        ":irc.example 372 alice :- ",
        ":irc.example 376 alice :End of /MOTD command",
    ]


def test_the_welcome_is_one_message_for_the_outbox(net: World) -> None:
    alice = net.enter("alice")
    ctx = Context(net.node.network, alice.session, Millis(NOON), Message("NICK"))
    greet(ctx)
    sends = [effect.message.command for effect in ctx.effects if isinstance(effect, Send)]
    assert sends == [REPLIES]


def test_features_come_in_lines_of_no_more_tokens_than_allowed(net: World) -> None:
    alice = net.enter("alice")
    alice.says("VERSION")
    shown: list[str] = []
    for line in alice.hears()[1:]:
        words = line.removesuffix(" :are supported by this server").split()[3:]
        assert len(words) <= MAX_TOKENS
        shown += words
    assert len(shown) == len(features(Settings()))


def test_without_a_message_of_the_day_that_is_said(net: World) -> None:
    alice = net.enter("alice")
    assert alice.asks("MOTD") == [":tui-chat.local 422 alice :MOTD File is missing"]


@pytest.mark.parametrize(
    ("capabilities", "is_batched"),
    [
        (("batch", "draft/extended-isupport"), True),
        (("batch",), False),
        (("draft/extended-isupport",), False),
    ],
)
def test_the_features_of_a_newcomer_are_batched_if_it_can_read_that(
    net: World, capabilities: tuple[str, ...], is_batched: bool
) -> None:
    person = net.connect()
    person.says("CAP LS 302", f"CAP REQ :{' '.join(capabilities)}")
    heard = person.asks("NICK ana", "USER ana 0 * ana", "CAP END")
    features = [line for line in heard if " 005 ana " in line]
    assert features
    assert all(line.startswith("@batch=") is is_batched for line in features)
    assert any(" draft/isupport" in line for line in heard) is is_batched


@pytest.mark.parametrize(
    ("asked", "told"), [("chghost draft/whoami", 1), ("draft/whoami", 0), ("chghost", 0)]
)
def test_who_asks_is_told_how_others_see_them(net: World, asked: str, told: int) -> None:
    alice = net.connect()
    heard = alice.asks(f"CAP REQ :{asked}", "NICK alice", "USER a 0 * :Alice A.", "CAP END")
    source = ":alice!a@host SETNAME :Alice A."
    assert heard.count(source) == told
    if told:
        place = heard.index(source)
        assert " 005 " in heard[place - 1]
        assert " 251 " in heard[place + 1]


def test_of_several_nodes_newcomers_are_told_theirs(net: World) -> None:
    def host(nick: str) -> str:
        person = net.connect()
        return person.asks(f"NICK {nick}", f"USER {nick} 0 * :{nick}")[1]

    assert host("alone") == (
        ":tui-chat.local 002 alone :Your host is tui-chat.local, running version tui-chat"
    )
    join_nodes(net)
    assert host("bob") == (
        ":tui-chat.local 002 bob :Your host is tui-chat.local (node1), running version tui-chat"
    )
    net.node.use_incarnation(SECOND)
    assert "tui-chat.local (node2)" in host("carol")

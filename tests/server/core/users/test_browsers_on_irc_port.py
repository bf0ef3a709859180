"""Requests of HTTP, where IRC is spoken."""

import pytest

from tests.server.world import World
from tui_chat.server.core.users.browsers_on_irc_port import NOT_HTTP, is_http, is_method
from tui_chat.wire.message import Message


@pytest.mark.parametrize(
    "line",
    [
        "GET / HTTP/1.1",
        "POST /x HTTP/1.0",
        "NICK /page HTTP/1.1",
        "SPEAK / HTTP/2",
        "Host: x",
        "PRI *",
    ],
)
def test_lines_of_a_request_are_known(line: str) -> None:
    assert is_http(Message.parse(line.encode()))


@pytest.mark.parametrize(
    "line",
    ["NICK alice", "USER a 0 * :HTTP/1.1", "JOIN #a HTTP", "PASS HTTP/1.1", "USER a HTTP/1.1x"],
)
def test_lines_of_irc_are_none(line: str) -> None:
    assert not is_http(Message.parse(line.encode()))


def test_methods_and_headers_are_no_commands() -> None:
    assert is_method("TRACE")
    assert is_method("CONTENT-TYPE:")
    assert not is_method("PRIVMSG")


def test_the_connection_is_closed_before_anything_behind_is_heard(net: World) -> None:
    page, bob = net.connect(), net.enter("bob")
    assert page.asks("POST / HTTP/1.1") == [f"ERROR :Closing link: host ({NOT_HTTP})"]
    assert page.closed
    assert page.id not in net.node.network.sessions
    assert bob.hears() == []

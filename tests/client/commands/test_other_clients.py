"""What people who come from mIRC, HexChat, irssi or WeeChat type means here what it means there."""

import pytest

from tests.client.commands.noted_context import NotedContext
from tui_chat.client.commands import TABLE


@pytest.mark.parametrize(
    ("line", "came"),
    [
        ("/say hello everybody", ["PRIVMSG #tea :hello everybody"]),
        ("/say /quit", ["PRIVMSG #tea /quit"]),
        ("/msg * hello there", ["PRIVMSG #tea :hello there"]),
        ("/notice caio look here", ["NOTICE caio :look here"]),
        ("/notice caio,dani hi", ["NOTICE caio hi", "NOTICE dani hi"]),
        ("/notice @#tea hi", ["NOTICE @#tea hi"]),
        ("/msg *,caio hi", ["PRIVMSG #tea hi", "PRIVMSG caio hi"]),
        ("/topic #tea Assam or not", ["TOPIC #tea :Assam or not"]),
        ("/topic #tea", ["TOPIC #tea"]),
        ("/kick #tea bia too much tea", ["KICK #tea bia :too much tea"]),
        ("/kick #tea bia,caio out", ["KICK #tea bia out", "KICK #tea caio out"]),
        ("/op bia caio", ["MODE #tea +oo bia caio"]),
        ("/op #tea bia,caio", ["MODE #tea +oo bia caio"]),
        ("/voice #tea bia", ["MODE #tea +v bia"]),
        ("/ban #tea dani", ["MODE #tea +b dani!*@*"]),
        ("/unban #tea dani", ["MODE #tea -b dani!*@*"]),
        ("/ban #tea dani, eva", ["MODE #tea +b dani!*@*", "MODE #tea +b eva!*@*"]),
        ("/ban #tea", ["MODE #tea +b"]),
        ("/kb bia enough now", ["MODE #tea +b bia!*@*", "KICK #tea bia :enough now"]),
        (
            "/kb #tea bia,caio out",
            [
                "MODE #tea +b bia!*@*",
                "KICK #tea bia out",
                "MODE #tea +b caio!*@*",
                "KICK #tea caio out",
            ],
        ),
        ("/mode ana +i", ["MODE ana +i"]),
        ("/mode ana", ["MODE ana"]),
    ],
)
def test_a_line_means_the_same(channel_context: NotedContext, line: str, came: list[str]) -> None:
    assert channel_context.types(line) == came


@pytest.mark.parametrize("line", ["/kick #tea", "/kb #tea", "/unban #tea", "/op #tea"])
def test_a_channel_alone_is_nobody(channel_context: NotedContext, line: str) -> None:
    assert channel_context.types(line) == ["complain Usage: NICK"]


@pytest.mark.parametrize(
    "text",
    [
        "/usr/bin/env python3",
        "/etc/passwd",
        "/*a comment*/",
        "/.profile",
        "/s/tea/coffee/",
        "/~ana",
    ],
)
def test_a_path_is_text(channel_context: NotedContext, text: str) -> None:
    assert channel_context.types(text) == [f"say {text}"]


def test_a_pasted_script_is_text(channel_context: NotedContext) -> None:
    text = "/usr/bin/env python3\nprint(1)"
    assert channel_context.types(text) == [f"say {text}"]


def test_a_slip_in_a_name_is_no_text(channel_context: NotedContext) -> None:
    for line in ("/lgoin secret", "/login: secret", "/joni #tea"):
        (answer,) = channel_context.types(line)
        assert answer.startswith("mistaken Unknown command ")


def test_lastlog_searches_as_in_other_clients() -> None:
    found, search = TABLE.find("lastlog"), TABLE.find("search")
    assert found is not None
    assert found is search

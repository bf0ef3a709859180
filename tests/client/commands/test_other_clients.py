"""What people who come from mIRC, HexChat, irssi or WeeChat type means here what it means there."""

import pytest

from tests.client.commands.desk import NotedDesk


@pytest.mark.parametrize(
    ("line", "came"),
    [
        ("/say hello everybody", ["PRIVMSG #tea :hello everybody"]),
        ("/say /quit", ["PRIVMSG #tea /quit"]),
        ("/msg * hello there", ["PRIVMSG #tea :hello there"]),
        ("/notice caio look here", ["NOTICE caio :look here"]),
        ("/topic #tea Assam or not", ["TOPIC #tea :Assam or not"]),
        ("/topic #tea", ["TOPIC #tea"]),
        ("/kick #tea bia too much tea", ["KICK #tea bia :too much tea"]),
        ("/op bia caio", ["MODE #tea +o bia", "MODE #tea +o caio"]),
        ("/voice #tea bia", ["MODE #tea +v bia"]),
        ("/ban #tea dani", ["MODE #tea +b dani!*@*"]),
        ("/unban #tea dani", ["MODE #tea -b dani!*@*"]),
        ("/kb bia enough now", ["MODE #tea +b bia!*@*", "KICK #tea bia :enough now"]),
        ("/mode ana +i", ["MODE ana +i"]),
    ],
)
def test_a_line_means_the_same(channel_desk: NotedDesk, line: str, came: list[str]) -> None:
    assert channel_desk.types(line) == came


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
def test_a_path_is_text(channel_desk: NotedDesk, text: str) -> None:
    assert channel_desk.types(text) == [f"say {text}"]


def test_a_pasted_script_is_text(channel_desk: NotedDesk) -> None:
    text = "/usr/bin/env python3\nprint(1)"
    assert channel_desk.types(text) == [f"say {text}"]


def test_a_slip_in_a_name_is_no_text(channel_desk: NotedDesk) -> None:
    for line in ("/lgoin secret", "/login: secret", "/joni #tea"):
        (answer,) = channel_desk.types(line)
        assert answer.startswith("mistaken There is no ")

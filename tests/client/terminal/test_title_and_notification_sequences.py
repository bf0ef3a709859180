"""What the terminal is told beside its screen."""

import pytest

from tui_chat.client.terminal.title_and_notification_sequences import argument, notification, title

ESCAPE = "\x1b"


def test_a_title_is_set_and_nothing_else() -> None:
    assert title("#tea") == "\x1b]2;#tea\a"
    assert title("a\x07b\x1b]0;c\x9cd\u202ee").count(ESCAPE) == 1


@pytest.mark.parametrize("nick", ["7;calc.exe", "1;9999", "6;x", "\u0667;x", "9"])
def test_a_notification_is_no_order_to_the_terminal(nick: str) -> None:
    said = notification(nick, "hi", {"TERM": "xterm"})
    assert said == f"\x1b]9; {nick}: hi\x1b\\"


def test_an_argument_is_no_option_and_not_too_long() -> None:
    assert argument("--help") == " --help"
    assert argument("\u200b-x") == " -x"
    assert argument("a\nb\x1b[2J") == "a b\N{REPLACEMENT CHARACTER}[2J"
    assert len(argument("-" * 200_000)) <= 201


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"TERM": "xterm-256color"}, "\x1b]9;ana: hi\x1b\\"),
        ({"TERM": "foot"}, "\x1b]777;notify;ana;hi\x1b\\"),
        ({"TERM": "xterm", "VTE_VERSION": "7"}, "\x1b]777;notify;ana;hi\x1b\\"),
        (
            {"TERM": "xterm-kitty"},
            "\x1b]99;i=1:d=0;ana\x1b\\\x1b]99;i=1:d=1:p=body;hi\x1b\\",
        ),
    ],
)
def test_each_terminal_is_notified_in_its_own_way(
    environment: dict[str, str], expected: str
) -> None:
    assert notification("ana", "hi", environment) == expected


def test_tmux_is_asked_to_pass_it_on() -> None:
    said = notification("ana", "hi", {"TERM": "tmux-256color", "TMUX": "x"})
    assert said == "\x1bPtmux;\x1b\x1b]9;ana: hi\x1b\x1b\\\x1b\\"


@pytest.mark.parametrize("term", ["xterm", "foot", "xterm-kitty"])
def test_what_others_write_cannot_leave_the_notification(term: str) -> None:
    plain = notification("ana", "hi", {"TERM": term})
    hostile = notification("a\x1b\\na;x", "h\x07\x1b]2;owned\x07i" * 500, {"TERM": term})
    assert hostile.count(ESCAPE) == plain.count(ESCAPE)
    assert "\a" not in hostile
    assert len(hostile) < 600

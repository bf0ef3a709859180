import logging
import re
from pathlib import Path

import pytest

from tui_chat.server import core
from tui_chat.server.engine import audit_log


@pytest.mark.parametrize(
    ("what", "fields", "line"),
    [
        ("came", {"nick": "ana", "host": "::1"}, "ana came from ::1"),
        ("left", {"nick": "ana", "host": "h", "reason": "Quit: bye"}, "ana left (Quit: bye)"),
        ("joined", {"nick": "ana", "channel": "#tea"}, "ana joined #tea"),
        ("parted", {"nick": "ana", "channel": "#tea"}, "ana left #tea"),
        (
            "kicked",
            {"nick": "ana", "channel": "#tea", "by": "bo"},
            "ana was put out of #tea by bo",
        ),
        ("renamed", {"nick": "ana", "to": "anna"}, "ana is now anna"),
        (
            "turned away",
            {"host": "h", "reason": "Password incorrect"},
            "somebody from h was turned away (Password incorrect)",
        ),
    ],
)
def test_news_are_told_in_words(
    caplog: pytest.LogCaptureFixture, what: str, fields: dict[str, str], line: str
) -> None:
    with caplog.at_level(logging.INFO):
        audit_log.tell(what, fields)
    assert caplog.messages == [line]


def test_nothing_that_steers_a_terminal_reaches_the_log(caplog: pytest.LogCaptureFixture) -> None:
    evil = "\x1b]0;owned\x07\x1b[2J\u202egnp\n2025-11-20 12:00:00 ERROR: forged {nick} %s"
    with caplog.at_level(logging.INFO):
        audit_log.tell("left", {"nick": "ana", "host": "h", "reason": evil})
    (line,) = caplog.messages
    assert line.isprintable()
    assert "{nick} %s" in line


def test_silenced_news_cost_nothing(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        audit_log.tell("left", {})
    assert caplog.messages == []


def test_there_are_words_for_all_that_the_core_has_to_tell() -> None:
    sources = Path(core.__file__).parent.rglob("*.py")
    told = {
        what for path in sources for what in re.findall(r'\.log\(\s*"([^"]+)"', path.read_text())
    }
    assert told
    assert told == audit_log.KINDS

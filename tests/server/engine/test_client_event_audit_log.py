import logging
import re
from pathlib import Path

import pytest

from tests.server.account_holders import PASSWORD, come_back, register
from tests.server.world import World
from tui_chat.server import core
from tui_chat.server.core.commands.registration.webirc import CheckGateway, HideAddress
from tui_chat.server.core.settings import Gateway, Settings
from tui_chat.server.engine import client_event_audit_log
from tui_chat.server.engine.pending_requests import soon


@pytest.mark.parametrize(
    ("what", "fields", "line"),
    [
        ("came", {"nick": "ana", "host": "::1"}, "ana connected from ::1"),
        (
            "left",
            {"nick": "ana", "host": "h", "reason": "Quit: bye"},
            "ana disconnected (Quit: bye)",
        ),
        ("joined", {"nick": "ana", "channel": "#tea"}, "ana joined #tea"),
        ("parted", {"nick": "ana", "channel": "#tea"}, "ana left #tea"),
        (
            "kicked",
            {"nick": "ana", "channel": "#tea", "by": "bo"},
            "ana was kicked from #tea by bo",
        ),
        ("renamed", {"nick": "ana", "to": "anna"}, "ana is now anna"),
        (
            "turned away",
            {"host": "h", "reason": "Password incorrect"},
            "refused a connection from h (Password incorrect)",
        ),
    ],
)
def test_news_are_told_in_words(
    caplog: pytest.LogCaptureFixture, what: str, fields: dict[str, str], line: str
) -> None:
    with caplog.at_level(logging.INFO):
        client_event_audit_log.record(what, fields)
    assert caplog.messages == [line]


def test_nothing_that_steers_a_terminal_reaches_the_log(caplog: pytest.LogCaptureFixture) -> None:
    evil = "\x1b]0;owned\x07\x1b[2J\u202egnp\n2025-11-20 12:00:00 ERROR: forged {nick} %s"
    with caplog.at_level(logging.INFO):
        client_event_audit_log.record("left", {"nick": "ana", "host": "h", "reason": evil})
    (line,) = caplog.messages
    assert line.isprintable()
    assert "{nick} %s" in line


def test_silenced_news_cost_nothing(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        client_event_audit_log.record("left", {})
    assert caplog.messages == []


def test_there_are_words_for_all_that_the_core_has_to_tell() -> None:
    sources = Path(core.__file__).parent.rglob("*.py")
    told = {
        what for path in sources for what in re.findall(r'\.log\(\s*"([^"]+)"', path.read_text())
    }
    assert told
    assert told == client_event_audit_log.KINDS


def test_each_kind_is_told_when_it_happens(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    net = World(settings=Settings(auto_join=(), gateways=(Gateway("sesame"),)), tick_per_line=True)
    checked = soon(lambda asked: asked.password == asked.hash, net._pending.append)
    net.node.answer_with(CheckGateway, checked)
    net.node.answer_with(HideAddress, soon(lambda _asked: "hidden", net._pending.append))
    ana, bob = register(net, "ana"), net.enter("bob", owner=True)
    come_back(net, "ana", "ana").drops()
    for person, line in (
        (ana, "JOIN #tea"),
        (bob, "JOIN #tea"),
        (ana, "CS REGISTER #tea"),
        (ana, "RENAME #tea #mate"),
        (ana, "KICK #mate bob"),
        (ana, "CS DROP #mate"),
        (ana, "PART #mate"),
        (bob, "NICK robert"),
        (bob, "NS IDENTIFY ana wrong"),
        (ana, f"NS DROP {PASSWORD}"),
        (ana, "QUIT"),
        (net.connect(host="127.0.0.1"), "WEBIRC sesame gate host 192.0.2.7"),
        (net.connect(), "WEBIRC wrong gate host 192.0.2.7"),
    ):
        person.says(line)
        net.settle()
    told = {
        record.what: record.getMessage() for record in caplog.records if hasattr(record, "what")
    }
    assert told.keys() == client_event_audit_log.KINDS
    assert told["channel registered"] == "#tea was registered to ana"
    assert told["channel renamed"] == "#tea was renamed to #mate by ana"
    assert told["channel dropped"] == "#mate was unregistered by ana"
    assert told["kicked"] == "bob was kicked from #mate by ana"
    assert told["account registered"] == "the account ana was registered from host"

"""Printing what was kept."""

import json
from pathlib import Path

import msgspec
import pytest

from tests.server.store.talk import NOON, msgid, say
from tui_chat.server.core.events import Millis
from tui_chat.server.core.messages.history_request_types import Entry
from tui_chat.server.process.state_folder.history_export import as_data, as_text, exported
from tui_chat.server.store import StoreError
from tui_chat.server.store.sqlite_history import SqliteHistory
from tui_chat.wire.message import Message
from tui_chat.wire.source import Source


def entry(command: str, *params: str) -> Entry:
    source = Source.of("alice", "alice", "host")
    return Entry(Millis(NOON), Message(command, params, source, {"msgid": msgid(0)}))


def test_everything_of_a_channel_is_exported_while_the_server_runs(tmp_path: Path) -> None:
    history = SqliteHistory(tmp_path)
    say(history, 1, "one")
    say(history, 2, "other", target="#coffee")
    say(history, 3, "two")
    texts = [one.message.params[-1] for one in exported(tmp_path, "#TEA")]
    history.close()
    assert texts == ["one", "two"]


def test_json_holds_all_that_was_sent() -> None:
    assert json.loads(msgspec.json.encode(as_data(entry("PRIVMSG", "#tea", "h\u00e9llo")))) == {
        "time": "2025-11-20T12:00:00.000Z",
        "source": "alice!alice@host",
        "command": "PRIVMSG",
        "params": ["#tea", "h\u00e9llo"],
        "tags": {"msgid": msgid(0)},
    }


@pytest.mark.parametrize(
    ("command", "params", "line"),
    [
        ("PRIVMSG", ("#tea", "hello"), "<alice> hello"),
        ("PRIVMSG", ("#tea", "\x01ACTION waves\x01"), "* alice waves"),
        ("NOTICE", ("#tea", "psst"), "-alice- psst"),
        ("JOIN", ("#tea", "*", "Alice"), "-> alice joined"),
        ("PART", ("#tea",), "<- alice left"),
        ("PART", ("#tea", "bye"), "<- alice left (bye)"),
        ("QUIT", ("gone",), "<- alice quit (gone)"),
        ("KICK", ("#tea", "bob", "out"), "<- bob was put out by alice (out)"),
        ("NICK", ("alison",), "-- alice is now alison"),
        ("TOPIC", ("#tea", "Assam"), "-- alice set the topic: Assam"),
        ("MODE", ("#tea", "+o", "bob"), "-- alice MODE +o bob"),
    ],
)
def test_text_reads_well(command: str, params: tuple[str, ...], line: str) -> None:
    assert as_text(entry(command, *params)) == f"2025-11-20 12:00:00 {line}"


def test_nothing_reaches_the_terminal_but_text() -> None:
    assert "\x1b" not in as_text(entry("PRIVMSG", "#tea", "\x1b[2J\x1b]0;title\x07"))


def test_several_lines_are_indented() -> None:
    text = as_text(entry("PRIVMSG", "#tea", "one\ntwo"))
    assert text == "2025-11-20 12:00:00 <alice> one\n" + " " * 20 + "two"


def test_what_is_not_there_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="There is no history in"):
        list(exported(tmp_path, "#tea"))
    SqliteHistory(tmp_path).close()
    with pytest.raises(StoreError, match="No messages are kept of #tea"):
        list(exported(tmp_path, "#tea"))

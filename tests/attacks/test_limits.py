"""Limits that no other promise covers: unfinished headers, data for a slow disk, unshown events."""

import sqlite3
from pathlib import Path

import pytest

from tests.server.account_holders import register, settings
from tests.server.world import World
from tui_chat.client.app import ChatApp
from tui_chat.client.config.connection_and_ui_options import ClientOptions
from tui_chat.client.connected_server import Connection
from tui_chat.client.events import Event, LagMeasured
from tui_chat.server.store.sqlite_record_store import FILE, SqliteRecords
from tui_chat.server.transport.proxy_protocol_header import MAX_HEADER, parse
from tui_chat.wire.errors import ProtocolError

SIGNATURE = b"\r\n\r\n\x00\r\nQUIT\n\x21\x11"


def test_a_proxys_header_is_not_waited_for_without_end() -> None:
    longest = SIGNATURE + (MAX_HEADER - 16).to_bytes(2, "big")
    assert parse(longest) is None
    with pytest.raises(ProtocolError, match="too long"):
        parse(SIGNATURE + (MAX_HEADER - 15).to_bytes(2, "big"))
    with pytest.raises(ProtocolError, match="does not end"):
        parse(b"PROXY TCP4 " + b"1" * 200)


def test_a_record_that_waits_for_a_failing_disk_waits_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui_chat.server.store.sqlite_writer._PAUSE", 0.0)
    records = SqliteRecords(tmp_path)
    other = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    for number in range(20):
        records.keep("account", "alice", {"n": number})
        records.commit()
        assert records.write_error
        assert len(records._pending) == 1
    other.execute("ROLLBACK")
    other.close()
    records.commit()
    assert list(records.all()) == [("account", "alice", {"n": 19})]
    records.close()


def test_no_account_has_more_nicknames_than_the_configuration_says() -> None:
    net = World(settings=settings(nicks=2), tick_per_line=True)
    ana = register(net, "ana")
    answers = []
    for nick in ("ana1", "ana2", "ana3"):
        ana.says(f"NICK {nick}")
        ana.hears()
        ana.nick = nick
        ana.says("NS GROUP")
        answers.append(ana.hears()[-1].partition(" :")[2])
    assert answers[-1] == "Your account has the maximum number of nicknames"
    assert answers[-1] not in answers[:-1]


def test_reports_for_a_screen_that_is_not_there_yet_are_not_kept_without_end() -> None:
    app = ChatApp(ClientOptions("tea.example"))
    for _ in range(3_000):
        app._take(app.connections[0], [Event()])
    assert len(app._unheard) == 1_000


def test_events_before_anybody_listens_are_not_kept_without_end() -> None:
    connection = Connection(ClientOptions("tea.example"))
    for seconds in range(3_000):
        connection._hear([LagMeasured(seconds)])
    kept: list[Event] = []
    connection.listen(lambda _connection, events: kept.extend(events))
    assert kept == [LagMeasured(seconds) for seconds in range(2_000, 3_000)]

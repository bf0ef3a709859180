"""The log for people and for programs to read."""

import json
from pathlib import Path

import pytest

from tests.client.chat_log.test_sqlite_store import BIA, NOON, TEA, said
from tests.client.shell import Shell
from tui_chat.client.chat_log.export import ExportError, exported
from tui_chat.client.chat_log.log_record_types import Entry, Said
from tui_chat.client.chat_log.sqlite_store import LogDatabase, open_log


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    database = open_log(tmp_path / "log.db")
    _fill(database)
    database.close()
    return tmp_path


def _fill(database: LogDatabase) -> None:
    database.apply(
        [
            Said(TEA, said("\x02green\x02 tea")),
            Said(BIA, Entry(NOON + 1, 1, "ana", "waves", own=True, msgid="m1")),
            Said(TEA, said("two\nlines", 2)),
            Said(TEA._replace(server="other.example:6697"), said("elsewhere", 3)),
        ]
    )


def texts(folder: Path, name: str = "", server: str = "") -> list[str]:
    return [logged.line.text for logged in exported(folder, name, server)]


def test_everything_or_a_place_or_a_server_is_exported(folder: Path) -> None:
    assert texts(folder) == ["green tea", "two\nlines", "waves", "elsewhere"]
    assert texts(folder, "#TEA") == ["green tea", "two\nlines", "elsewhere"]
    assert texts(folder, "#tea", "IRC.example") == ["green tea", "two\nlines"]
    assert texts(folder, server="irc.example:6667") == ["green tea", "two\nlines", "waves"]
    assert texts(folder, server="irc.example:6697") == []


def test_it_is_exported_while_a_client_writes(folder: Path) -> None:
    writing = open_log(folder / "log.db")
    writing.apply([Said(BIA, said("just now", 4))])
    assert texts(folder, "bia") == ["waves", "just now"]
    writing.close()


def test_a_name_of_which_nothing_is_kept_and_a_file_that_is_no_log_are_told(folder: Path) -> None:
    with pytest.raises(ExportError, match="Nothing is logged for #milk"):
        texts(folder, "#milk")
    (folder / "log.db").write_bytes(b"no database" * 100)
    with pytest.raises(ExportError, match="cannot be read"):
        texts(folder)


def test_from_a_shell_as_text_and_as_json(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    without = shell.run("log", "export")
    assert (without.returncode, without.stderr) == (
        1,
        "tui-chat: No messages are logged on this computer.\n",
    )
    database = open_log(tmp_path / "state" / "tui-chat" / "client" / "log.db")
    _fill(database)
    database.close()
    assert shell.run("log", "export", "--server", "irc.example").stdout.splitlines() == [
        "2027-01-15 08:00:00 irc.example:6667 #Tea bia: green tea",
        "2027-01-15 08:00:02 irc.example:6667 #Tea bia: two",
        "      lines",
        "2027-01-15 08:00:01 irc.example:6667 bia * ana waves",
    ]
    (line,) = shell.run("log", "export", "bia", "--format", "jsonl").stdout.splitlines()
    assert json.loads(line) == {
        "time": "2027-01-15T08:00:01.000Z",
        "server": "irc.example:6667",
        "user": "ana",
        "channel": "bia",
        "kind": "action",
        "sender": "ana",
        "text": "waves",
        "own": True,
        "msgid": "m1",
    }

"""The log as a database."""

import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tui_chat.client.buffers.members import Identity
from tui_chat.client.chat_log.log_record_types import (
    Conversation,
    Edited,
    Entry,
    Removed,
    Renamed,
    Said,
    Undelivered,
)
from tui_chat.client.chat_log.sqlite_store import LogDatabase, NewerLogError, is_damage, open_log
from tui_chat.client.search_query import parse_query

TEA = Conversation("irc.example:6667", "ana", "#tea", "#Tea", is_channel=True)
BIA = Conversation("irc.example:6667", "ana", "bia", "bia", False, Identity("b@home", ""))
NOON = 1_800_000_000.0


@pytest.fixture
def log(tmp_path: Path) -> Iterator[LogDatabase]:
    database = open_log(tmp_path / "log.db")
    yield database
    database.close()


def said(text: str, at: float = 0.0, sender: str = "bia", *, msgid: str = "") -> Entry:
    return Entry(NOON + at, 0, sender, text, msgid=msgid)


def texts(log: LogDatabase, conversation: Conversation = TEA) -> list[str]:
    page = log.page(conversation, before=None, until=None, count=1_000)
    return [entry.text for entry in page.entries]


def found(log: LogDatabase, query: str, key: str = "") -> list[tuple[str, str]]:
    results = log.search(TEA.server, TEA.user, parse_query(query), key)
    return [(name, entry.text) for name, entry in results]


def test_what_was_said_is_read_in_pages_latest_first(log: LogDatabase) -> None:
    entries = [said(f"line {number}", number) for number in range(5)]
    log.apply(Said(TEA, each) for each in entries)
    last = log.page(TEA, before=None, until=None, count=2)
    assert last.entries == entries[3:]
    rest = log.page(TEA, before=last.oldest, until=None, count=10)
    assert (rest.entries, rest.oldest) == (entries[:3], None)
    assert log.page(TEA, before=None, until=NOON + 1, count=10).entries == entries[:2]


def test_servers_users_and_conversations_are_kept_apart(log: LogDatabase) -> None:
    others = [
        TEA._replace(server="other:6667"),
        TEA._replace(user="zed"),
        TEA._replace(key="#milk"),
        BIA,
    ]
    log.apply(Said(each, said(str(number))) for number, each in enumerate(others))
    log.apply([Said(TEA, said("here"))])
    assert texts(log) == ["here"]
    assert [texts(log, each) for each in others] == [["0"], ["1"], ["2"], ["3"]]


def test_a_conversation_belongs_to_a_person_not_to_a_nickname(log: LogDatabase) -> None:
    other = BIA._replace(identity=Identity("x@elsewhere", ""))
    log.apply([Said(BIA, said("from bia")), Said(other, said("from somebody else"))])
    assert texts(log, BIA) == ["from bia"]
    assert texts(log, other) == ["from somebody else"]
    moved = BIA._replace(identity=Identity("b@home", "bia"))
    log.apply([Said(moved, said("logged in", 1))])
    assert texts(log, BIA._replace(identity=Identity("b@mobile", "bia"))) == [
        "from bia",
        "logged in",
    ]


def test_a_conversation_follows_the_person_to_a_new_nickname(log: LogDatabase) -> None:
    log.apply([Said(BIA, said("one"))])
    bianca = BIA._replace(key="bianca", name="bianca")
    log.apply([Renamed(bianca, "bia"), Said(bianca, said("two", 1))])
    assert texts(log, bianca) == ["one", "two"]
    assert texts(log, BIA) == []


def test_what_two_clients_hear_is_kept_once(tmp_path: Path, log: LogDatabase) -> None:
    other = open_log(tmp_path / "log.db")
    log.apply([Said(TEA, said("ok", 0.0)), Said(TEA, said("ok", 1.0))])
    other.apply([Said(TEA, said("ok", 0.2)), Said(TEA, said("ok", 1.3)), Said(TEA, said("no", 2))])
    log.apply([Said(TEA, said("no", 2.1)), Said(TEA, said("ok", 60.0))])
    other.close()
    assert texts(log) == ["ok", "ok", "no", "ok"]


def test_what_a_bouncer_repeats_is_kept_once(log: LogDatabase) -> None:
    for _time in range(2):
        log.apply([Said(TEA, said("hi", 0.0)), Said(TEA, said("hi", 9.0, msgid="m1"))])
    log.apply([Said(TEA, said("hi", 10.0, msgid="m1"))])
    assert texts(log) == ["hi", "hi"]


def test_an_edit_changes_the_text_and_what_finds_it(log: LogDatabase) -> None:
    log.apply([Said(TEA, said("tought", msgid="m1")), Edited(TEA, "m1", "thought")])
    assert texts(log) == ["thought"]
    assert (found(log, "tought"), found(log, "thought")) == ([], [("#Tea", "thought")])


def test_a_deleted_message_leaves_nothing_in_the_files(tmp_path: Path, log: LogDatabase) -> None:
    log.apply([Said(TEA, said("xyzzyplugh", msgid="m1")), Said(TEA, said("stays"))])
    log.apply([Removed(TEA, "m1"), Removed(TEA, "unknown"), Removed(TEA, "")])
    assert (texts(log), found(log, "xyzzyplugh")) == (["stays"], [])
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"xyzzyplugh" not in written


def test_a_message_that_did_not_arrive_is_taken_back(log: LogDatabase) -> None:
    own = said("hello?")._replace(own=True)
    log.apply([Said(TEA, own), Said(TEA, own._replace(at=NOON + 1)), Undelivered(TEA, own)])
    assert [each.at for each in log.page(TEA, before=None, until=None, count=9).entries] == [
        NOON + 1
    ]


def test_words_senders_and_places_are_searched_for(log: LogDatabase) -> None:
    log.apply(
        [
            Said(TEA, said("em São João")),
            Said(TEA, said("\x02green\x02 tea", 1)),
            Said(TEA, said("日本語のテスト", 2, "caio")),
            Said(BIA, said("green apple", 3)),
        ]
    )
    assert found(log, "sao joa") == [("#Tea", "em São João")]
    assert [text for _name, text in found(log, "gree")] == ["\x02green\x02 tea", "green apple"]
    assert found(log, "本語") == [("#Tea", "日本語のテスト")]
    assert found(log, "green", "bia") == [("bia", "green apple")]
    assert found(log, "from:CAIO") == [("#Tea", "日本語のテスト")]
    assert found(log, 'gr"een* OR NEAR(') == []


def test_a_failure_in_the_middle_writes_nothing_and_the_next_works(log: LogDatabase) -> None:
    wrong = said("x")._replace(text=object())  # type: ignore[arg-type]
    with pytest.raises(sqlite3.Error):
        log.apply([Said(TEA, said("one")), Said(TEA, wrong)])
    log.apply([Said(TEA, said("two"))])
    assert texts(log) == ["two"]


def test_old_messages_go_and_their_words(log: LogDatabase) -> None:
    log.apply([Said(TEA, said("old", -100)), Said(TEA, said("new"))])
    log.trim(oldest=NOON - 50, most_bytes=10**9)
    assert texts(log) == ["new"]
    assert found(log, "old") == []


def test_the_size_is_bounded_and_the_oldest_goes_first(log: LogDatabase) -> None:
    entries = [said(f"line {number} " + "word " * 50, number) for number in range(2_000)]
    log.apply(Said(TEA, each) for each in entries)
    log.trim(oldest=0.0, most_bytes=300_000)
    left = texts(log)
    assert 0 < len(left) < 1_500
    assert left[-1] == entries[-1].text


def test_a_trimmed_conversation_is_begun_again(tmp_path: Path, log: LogDatabase) -> None:
    log.apply([Said(TEA, said("old", -100))])
    other = open_log(tmp_path / "log.db")
    other.trim(oldest=NOON, most_bytes=10**9)
    other.apply([Said(BIA, said("hi"))])
    other.close()
    log.apply([Said(TEA, said("new"))])
    assert (texts(log), texts(log, BIA)) == (["new"], ["hi"])


def test_nobody_else_may_read_it(tmp_path: Path, log: LogDatabase) -> None:
    log.apply([Said(TEA, said("hi"))])
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert set(modes) >= {"log.db", "log.db-wal"}
    assert set(modes.values()) == {0o600}


def test_what_is_kept_is_listed_and_read_whole(log: LogDatabase) -> None:
    log.apply([Said(TEA, said("one")), Said(TEA, said("two", 5)), Said(BIA, said("psst"))])
    (tea, bia) = log.kept()
    assert (tea.conversation, tea.messages, tea.first, tea.last) == (TEA, 2, NOON, NOON + 5)
    assert bia.conversation == BIA
    assert [entry.text for entry in log.entries(tea.number)] == ["one", "two"]


def test_a_log_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    open_log(tmp_path / "log.db").close()
    with sqlite3.connect(tmp_path / "log.db") as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(NewerLogError):
        open_log(tmp_path / "log.db")


@pytest.mark.parametrize("data", [b"not a database" * 100, b"\0" * 4096])
def test_what_is_no_log_is_known_as_damage(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "log.db").write_bytes(data)
    with pytest.raises(sqlite3.Error) as caught:
        open_log(tmp_path / "log.db").apply([Said(TEA, said("x"))])
    assert is_damage(caught.value)


def test_a_log_without_its_tables_is_damaged(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "log.db") as database:
        database.execute("PRAGMA user_version = 1")
    database.close()
    with pytest.raises(sqlite3.Error) as caught:
        open_log(tmp_path / "log.db").apply([Said(TEA, said("x"))])
    assert is_damage(caught.value)


def test_there_may_be_no_log_to_read(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        open_log(tmp_path / "log.db", read_only=True)
    assert not (tmp_path / "log.db").exists()

"""The history that strangers can fill has limits, and none of their requests blocks others."""

import asyncio
import contextlib
import itertools
import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.sockets import Client, fast_config, from_, proxied
from tests.server.store.talk import NOON, read, remember, remember_speech, say, texts
from tests.server.world import World
from tui_chat.server.core.messages.history_request_types import Entry, Search, Targets
from tui_chat.server.core.settings import Settings
from tui_chat.server.process.server import Server
from tui_chat.server.store import (
    History,
    history_retention_and_index_filling,
    memory_history_and_records,
    search_indexing,
    sqlite_history,
)
from tui_chat.server.store.history_search import HistorySearch
from tui_chat.server.store.memory_history_and_records import MemoryHistory
from tui_chat.server.store.packed_message_blocks import Block, Line, one_by_one, unpack
from tui_chat.server.store.search_index import SearchIndex
from tui_chat.server.store.search_indexing import SearchIndexing
from tui_chat.server.store.sqlite_history import SqliteHistory
from tui_chat.server.store.sqlite_opening_and_migration import transaction


@pytest.fixture
def history(tmp_path: Path) -> Iterator[SqliteHistory]:
    kept = SqliteHistory(tmp_path)
    yield kept
    with contextlib.suppress(sqlite3.Error):
        kept.close()


# Ever new channels


def test_whoever_enters_more_channels_than_are_remembered_mutes_nobody(
    history: SqliteHistory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_history, "_MOST_TARGETS", 3)
    net = World(settings=Settings(auto_join=()), tick_per_line=False, history=history)
    ana, bob = net.join("#tea", "ana", "bob")
    eve = net.enter("eve")
    for start in range(0, 40, 10):  # ten new ones in each tick
        for number in range(start, start + 10):
            eve.says(f"JOIN #c{number}")
        eve.says("JOIN 0")
        net.settle()
        net.now += 1000
        ana.says(f"PRIVMSG #tea :{start}")
        assert bob.hears() == [f":ana!ana@host PRIVMSG #tea {start}"]
    assert len(history._targets) <= 3 + 20
    assert read(history)[-4:] == ["0", "10", "20", "30"]


# A disk, or a mistake of ours, that fails once


class UnforeseenError(Exception):
    """Something that nobody has thought of."""


class FailsOnce:
    """A connection to a database on which one statement fails once."""

    def __init__(self, database: sqlite3.Connection, beginning: str, error: Exception) -> None:
        self._database = database
        self._beginning = beginning
        self._error: Exception | None = error
        self.has_failed = False

    def _pass(self, sql: str) -> None:
        if self._error is not None and sql.startswith(self._beginning):
            error, self._error = self._error, None
            self.has_failed = True
            raise error

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        self._pass(sql)
        return self._database.execute(sql, *values)

    def executemany(self, sql: str, *values: Any) -> sqlite3.Cursor:
        self._pass(sql)
        return self._database.executemany(sql, *values)

    def close(self) -> None:
        self._database.close()


STATEMENTS = [
    "BEGIN",
    "INSERT OR IGNORE INTO targets",
    "SELECT id FROM targets",
    "INSERT OR IGNORE INTO blocks",
    "SELECT target, first, data FROM blocks",
    "COMMIT",
    "PRAGMA wal_checkpoint",
]


@pytest.mark.parametrize("error", [sqlite3.OperationalError("disk I/O error"), UnforeseenError()])
@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_statement_that_fails_once_ends_nothing(
    history: SqliteHistory,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    statement: str,
    error: Exception,
) -> None:
    if statement.startswith("PRAGMA") and isinstance(error, UnforeseenError):
        pytest.skip("SQLite raises no other errors of its own")
    monkeypatch.setattr("tui_chat.server.store.sqlite_writer._PAUSE", 0.0)
    monkeypatch.setattr(sqlite_history, "_LARGE_LOG", 0)
    say(history, 1)
    history._tidying.log_pages = 1
    broken = FailsOnce(history._writer.database, statement, error)
    history._writer.database = broken  # type: ignore[assignment]
    remember(history, 2, target="#new")
    history.forget("#tea", "1")
    history.commit()
    assert broken.has_failed
    assert statement.startswith("PRAGMA") or any(
        record.levelno == logging.ERROR for record in caplog.records
    )
    remember(history, 3, target="#new")
    remember(history, 4, target="#other")
    history.commit()
    assert read(history) == ["1"]
    assert read(history, target="#new")[-1:] == ["3"]
    assert read(history, target="#other") == ["4"], "one conversation got the number of another"
    assert isinstance(error, UnforeseenError) or read(history, target="#new") == ["2", "3"]


@pytest.mark.parametrize("in_a_speech", [False, True])
def test_a_message_that_cannot_be_kept_costs_nobody_elses(
    history: SqliteHistory,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    in_a_speech: bool,
) -> None:
    pack = sqlite_history.pack  # type: ignore[attr-defined]

    def may_fail(lines: list[Line]) -> Iterator[Block]:
        if any(message.params[-1] == "bad" for _, message, _ in one_by_one(lines)):
            raise UnforeseenError
        return pack(lines)

    monkeypatch.setattr(sqlite_history, "pack", may_fail)
    if in_a_speech:
        remember_speech(history, 0, "one", "bad", "two")
    else:
        for number, text in enumerate(("one", "bad", "two")):
            remember(history, number, text)
    remember(history, 5, "three", target="#other")
    history.commit()
    assert read(history) == ["one", "two"]
    assert read(history, target="#other") == ["three"]
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


def test_a_transaction_that_cannot_be_ended_does_not_stay_open(history: SqliteHistory) -> None:
    database = history._writer.database
    broken = FailsOnce(database, "COMMIT", sqlite3.OperationalError("database is locked"))
    with pytest.raises(sqlite3.OperationalError), transaction(broken):  # type: ignore[arg-type]
        pass
    assert not database.in_transaction


# Ever new conversations


@pytest.fixture(params=["memory", "sqlite"])
def bounded(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[History]:
    """A history of five conversations at most."""
    monkeypatch.setattr(history_retention_and_index_filling, "MOST_CONVERSATIONS", 5)
    monkeypatch.setattr(memory_history_and_records, "MOST_CONVERSATIONS", 5)
    kept: History = MemoryHistory() if request.param == "memory" else SqliteHistory(tmp_path)
    yield kept
    kept.close()


def tidy(history: History) -> None:
    while history.tidy(NOON):
        pass


def test_of_too_many_conversations_those_go_in_which_least_was_said(bounded: History) -> None:
    clock = itertools.count()
    for _ in range(3):
        say(bounded, next(clock), "much is said here", target="#much")
    for _ in range(5):
        say(bounded, next(clock), target="#events", command="JOIN")
    for number in range(20):
        say(bounded, next(clock), target=f"#once{number}")
        say(bounded, next(clock), target=f"#entered{number}", command="JOIN")
        tidy(bounded)
    assert read(bounded, target="#much") == ["much is said here"] * 3
    kept = [f"#once{n}" for n in range(20) if read(bounded, target=f"#once{n}")]
    assert kept == [f"#once{n}" for n in range(20 - len(kept), 20)]
    assert 1 <= len(kept) <= 4
    assert read(bounded, target="#events", events=True) == []


def test_whoever_says_much_in_many_channels_drops_none_that_somebody_holds(
    bounded: History,
) -> None:
    """Not even one in which less was said; of too many that are held, the smallest go."""
    held = ["#tea", "ana bob"]
    bounded.protect(lambda name: name in held)
    clock = itertools.count()
    for name in held:
        say(bounded, next(clock), "hello", target=name)
    for number in range(20):
        for _ in range(3):
            say(bounded, next(clock), "spam", target=f"#spam{number}")
        tidy(bounded)
    assert [read(bounded, target=name) for name in held] == [["hello"], ["hello"]]
    assert sum(bool(read(bounded, target=f"#spam{number}")) for number in range(20)) <= 3
    held += [f"#held{number}" for number in range(20)]
    for name in held[2:]:
        say(bounded, next(clock), "one", target=name)
        say(bounded, next(clock), "two", target=name)
        tidy(bounded)
    assert not any(read(bounded, target=f"#spam{number}") for number in range(20))
    assert not read(bounded, target="#tea")
    assert 1 <= sum(bool(read(bounded, target=name)) for name in held) <= 5


def rows(history: SqliteHistory, table: str) -> list[tuple[Any, ...]]:
    return history._writer.database.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608


def test_a_conversation_of_which_nothing_is_left_is_forgotten_and_its_number_not_used_again(
    history: SqliteHistory,
) -> None:
    say(history, 1, "private", target="ana bob")
    ((number, _name),) = rows(history, "targets")
    assert texts(history.answer(Search("ana", (), words="private"))) == ["private"]
    history.drop("ana bob", 0)
    history.commit()
    while history.tidy(NOON + 10**9):
        pass
    assert rows(history, "targets") == []
    say(history, 2, target="#tea")
    ((other, _name),) = rows(history, "targets")
    assert other > number
    say(history, 3, "again", target="ana bob")
    assert read(history, target="ana bob") == ["again"]
    assert texts(history.answer(Search("ana", (), words="private"))) == []


def statements(history: SqliteHistory, ask: Callable[[], object]) -> int:
    """How much the database is asked."""
    asked: list[str] = []
    database = history._reader._conversations._database
    database.set_trace_callback(asked.append)
    ask()
    database.set_trace_callback(None)
    return len(asked)


def test_the_conversations_of_others_cost_nothing_when_somebody_asks_for_targets(
    history: SqliteHistory,
) -> None:
    def ask() -> None:
        found = history.answer(Targets("ana", (), 0, NOON * 2, 10, newest=True))
        assert found == [("ana bob", NOON + 1000), ("ana cleo", NOON + 2000)]

    say(history, 1, target="ana bob")
    say(history, 2, target="ana cleo")
    before = statements(history, ask)
    for number in range(3, 60):
        say(history, number, target=f"dan e{number}")
    assert statements(history, ask) == before
    plan = history._writer.database.execute(
        "EXPLAIN QUERY PLAN SELECT id FROM targets WHERE instr(name, ' ')"
        " AND substr(name, 1, instr(name, ' ') - 1) = 'ana'"
    ).fetchall()
    assert "first_party" in str(plan)


def test_of_many_own_conversations_no_more_are_looked_into_than_are_shown(
    history: SqliteHistory,
) -> None:
    for number in range(50):
        say(history, number, target=f"ana b{number:02}")

    def ask(*, newest: bool) -> list[str]:
        found = history.answer(Targets("ana", (), 0, NOON * 2, 3, newest=newest))
        assert isinstance(found, list)
        return [name for name, _ in found]

    assert ask(newest=True) == ["ana b47", "ana b48", "ana b49"]
    assert ask(newest=False) == ["ana b00", "ana b01", "ana b02"]
    assert statements(history, lambda: ask(newest=True)) < 20


# Searches that are dear


def test_a_search_takes_no_longer_than_it_may(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, step = 0.0, 0.0

    def clock() -> float:
        nonlocal now
        now += step
        return now

    history = SqliteHistory(tmp_path, clock=clock)
    for number in range(50):
        say(history, number, "a b c d e f g")
    ask = Search("", ("#tea",), words="a b c d e f g", limit=100)
    assert len(texts(history.answer(ask))) == 50
    step = 0.1  # for each look at the clock
    assert 0 < len(texts(history.answer(ask))) < 10
    history._indexing.index_some()
    monkeypatch.setattr("tui_chat.server.store.search_index._OFTEN", 1)
    assert texts(history.answer(ask)) == []
    step = 0.0
    assert len(texts(history.answer(ask))) == 50
    history.close()


def test_what_is_no_longer_in_the_index_is_removed_once_more(history: SqliteHistory) -> None:
    """As after a kill between removing messages from the index and from the history."""
    for number in range(3):
        say(history, number, f"hello {number}")
    tidy(history)
    blocks = history._reader._conversations.blocks_backwards(1, 0, 1 << 62, events=False)
    messages = [one for block in blocks for one in unpack(block)]
    for _ in range(2):
        history._indexing.drop(1, messages[:1])
    history._indexing.drop(1, messages)
    say(history, 3, "hello 3")
    tidy(history)
    found = history._search._index.find(1, "hello", "", range(1 << 62))
    assert len(list(found)) == 1


def test_few_words_are_looked_up_and_all_are_heeded(tmp_path: Path) -> None:
    index = SearchIndex(tmp_path)
    asked: list[str] = []
    index._reading.set_trace_callback(asked.append)
    assert (
        list(index.find(1, " ".join(f"{letter}x" for letter in "abcdefghijklm" * 20), "", range(9)))
        == []
    )
    index.close()
    assert max(line.count('"*') for line in asked) == 8


def test_words_that_are_not_looked_up_must_be_there_too(history: SqliteHistory) -> None:
    words = "one two three four five six seven eight nine ten"
    say(history, 1, words)
    say(history, 2, words.replace("two", "too"))
    assert texts(history.answer(Search("", ("#tea",), words=words))) == [words]


async def test_whoever_reads_does_not_wait_for_whoever_searches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, goes_on, ended = threading.Event(), threading.Event(), threading.Event()

    def dear(_self: HistorySearch, _request: Search) -> list[Entry]:
        asked.set()
        goes_on.wait(20)
        ended.set()
        return []

    monkeypatch.setattr(HistorySearch, "search", dear)
    async with (
        Server(fast_config(), tmp_path) as server,
        await Client.named(server, "eve") as eve,
        await Client.named(server, "ana") as ana,
    ):
        eve.says("SEARCH :text=" + "a\\s" * 100)
        assert await asyncio.to_thread(asked.wait, 30)
        ana.says("PRIVMSG #lobby :hello", "CHATHISTORY LATEST #lobby * 10")
        assert "hello" in await ana.hears("PRIVMSG")
        assert not ended.is_set()
        goes_on.set()


async def test_a_search_waits_for_one_of_each_other_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many connections of an address search at the same time."""
    begun: list[str] = []
    asked, goes_on = threading.Event(), threading.Event()

    def dear(_self: HistorySearch, request: Search) -> list[Entry]:
        begun.append(request.words)
        asked.set()
        goes_on.wait(20)
        return []

    monkeypatch.setattr(HistorySearch, "search", dear)
    config = proxied()
    async with Server(config, tmp_path) as server, contextlib.AsyncExitStack() as stack:
        people = []
        for name in ("eve1", "eve2", "eve3", "eve4", "ana"):
            host = "192.0.2.9" if name == "ana" else "192.0.2.7"
            client = await Client.named(server, name, first=from_(host))
            people.append(await stack.enter_async_context(client))
            client.says("CAP REQ :batch soju.im/search", f"SEARCH text={name}", "PING x")
            await client.hears("CAP")
        await asyncio.to_thread(asked.wait, 20)
        while len(server.node._requests._open) < len(people):  # noqa: ASYNC110 - until all wait
            await asyncio.sleep(0)
        goes_on.set()
        for client in people:
            await client.hears("PONG")
    assert begun[0] == "eve1"
    assert begun.index("ana") <= 2


async def test_nobody_waits_for_the_index_to_be_filled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, goes_on, ended = threading.Event(), threading.Event(), threading.Event()

    def dear(_self: SearchIndexing) -> bool:
        began.set()
        goes_on.wait(20)
        ended.set()
        return False

    monkeypatch.setattr(SearchIndexing, "index_some", dear)
    async with Server(fast_config(), tmp_path) as server, await Client.named(server, "ana") as ana:
        assert await asyncio.to_thread(began.wait, 30)
        ana.says("PRIVMSG #lobby :hello", "CHATHISTORY LATEST #lobby * 10")
        assert "hello" in await ana.hears("PRIVMSG")
        ana.says("SEARCH :text=hello")
        assert "hello" in await ana.hears("PRIVMSG")
        assert not ended.is_set()
        goes_on.set()


def test_of_too_many_messages_in_memory_the_oldest_go_where_most_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(memory_history_and_records, "MOST_MESSAGES", 10)
    history = MemoryHistory()
    for number in range(40):
        say(history, number, target="#much")
    say(history, 41, target="#little")
    tidy(history)
    assert read(history, target="#little") == ["41"]
    assert read(history, target="#much") == [str(number) for number in range(31, 40)]


def test_conversations_without_a_word_are_looked_at_in_lots_too(
    history: SqliteHistory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_indexing, "_LOT", 10)
    for number in range(45):
        say(history, number, target=f"#c{number}", command="JOIN")
    lots = 1
    while history._indexing.index_some():
        lots += 1
    assert lots >= 5


def test_changes_that_wait_for_a_disk_that_fails_cost_a_bounded_amount_of_memory(
    history: SqliteHistory, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("tui_chat.server.store.sqlite_writer._PAUSE", 0.0)
    monkeypatch.setattr(sqlite_history, "_MOST_WAITING", 3)
    works = history._writer.database
    error = sqlite3.OperationalError("database or disk is full")
    for number in range(9):
        history.forget("#tea", f"{number:x}")
        history._writer.database = FailsOnce(works, "BEGIN", error)  # type: ignore[assignment]
        history.commit()
    assert len(history._changes) <= 3
    assert "changes to the history are lost: too many were waiting" in caplog.text

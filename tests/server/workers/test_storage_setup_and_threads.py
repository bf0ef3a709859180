"""The stores of a running server."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import pytest

from tests.server.world import World
from tui_chat.server.config.config_schema import Config, History, Listen
from tui_chat.server.core.settings import Settings
from tui_chat.server.core.state_dump import dump
from tui_chat.server.limits.command_rates import Flood
from tui_chat.server.process.server import Server, ServerError
from tui_chat.server.store.memory_history_and_records import MemoryHistory
from tui_chat.server.store.sqlite_history import SqliteHistory
from tui_chat.server.workers import storage_setup_and_threads

HELLO = (
    "CAP REQ :batch message-tags draft/chathistory",
    "NICK alice",
    "USER alice 0 * :x",
    "CAP END",
    "JOIN #tea",
)


def config(history: History = History()) -> Config:  # noqa: B008 - immutable
    return Config(listen=Listen(port=0), flood=Flood(per_second=0), history=history)


async def talk(server: Server, lines: Sequence[str]) -> AsyncIterator[str]:
    """Say all lines in one write; what is heard until the answer to a last PING, without tags."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write("".join(f"{line}\r\n" for line in (*HELLO, *lines, "PING end")).encode())
    while line := (await reader.readline()).decode().rstrip():
        yield line.split(" ", 1)[1] if line[0] == "@" else line
        if " PONG " in line and line.endswith(" end"):
            break
    writer.close()


async def heard(server: Server, *lines: str) -> list[str]:
    """The commands and last words of what follows the names of #tea."""
    every = [line async for line in talk(server, lines)]
    (names_end,) = (n for n, line in enumerate(every) if " 366 " in line and " #tea " in line)
    return [f"{line.split()[1]} {line.split()[-1]}" for line in every[names_end + 1 :]]


@pytest.mark.parametrize("kept", ["disk", "memory"])
async def test_replies_keep_the_order_of_commands_though_a_thread_answers(
    tmp_path: Path, kept: str
) -> None:
    history = History(enabled="disk" if kept == "disk" else "memory")
    async with Server(config(history), tmp_path) as server:
        ask = "CHATHISTORY LATEST #tea * 5"
        lines = ("PRIVMSG #tea one", ask, "PING a", "PRIVMSG #tea two", ask, "PING b")
        said = [line for line in await heard(server, *lines) if not line.startswith("BATCH")]
    assert said == ["PRIVMSG :one", "PONG a", "PRIVMSG :one", "PRIVMSG :two", "PONG b", "PONG end"]


async def test_history_on_disk_outlives_the_server(tmp_path: Path) -> None:
    async with Server(config(), tmp_path) as server:
        await heard(server, "PRIVMSG #tea one")
    async with Server(config(), tmp_path) as server:
        assert "PRIVMSG :one" in await heard(server, "CHATHISTORY LATEST #tea * 5")


async def test_history_in_memory_does_not(tmp_path: Path) -> None:
    for _ in range(2):
        async with Server(config(History(enabled="memory")), tmp_path) as server:
            said = await heard(server, "CHATHISTORY LATEST #tea * 5", "PRIVMSG #tea one")
        assert "PRIVMSG one" not in said
    assert not (tmp_path / "history.db").exists()


async def test_with_history_off_nothing_is_offered_kept_or_told(tmp_path: Path) -> None:
    async with Server(config(History(enabled="off")), tmp_path) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"CAP LS 302\r\nNICK a\r\nUSER a 0 * :a\r\nCAP END\r\n")
        writer.write(b"CHATHISTORY LATEST a * 5\r\nPING end\r\n")
        lines = (await reader.readuntil(b" end\r\n")).decode()
        writer.close()
    assert "chathistory" not in lines
    assert "CHATHISTORY=" not in lines
    assert "FAIL CHATHISTORY MESSAGE_ERROR" in lines


async def test_a_state_folder_from_a_newer_version_is_refused_in_a_sentence(
    tmp_path: Path,
) -> None:
    database = sqlite3.connect(tmp_path / "history.db")
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(ServerError, match="newer tui-chat"):
        async with Server(config(), tmp_path):
            pass


async def test_operators_are_told_when_the_disk_fails_and_when_it_works_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui_chat.server.store.sqlite_writer._PAUSE", 0.0)
    monkeypatch.setattr("tui_chat.server.workers.storage_setup_and_threads._PAUSE", 0.0)
    async with Server(config(), tmp_path) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"NICK alice\r\nUSER alice 0 * :x\r\nJOIN #tea\r\n")
        await reader.readuntil(b" #tea :End of /NAMES list\r\n")
        network = server.node.network
        network.operators[network.users[network.fold("alice")]] = None
        disk = sqlite3.connect(tmp_path / "history.db", isolation_level=None)
        disk.execute("BEGIN IMMEDIATE")
        writer.write(b"PRIVMSG #tea one\r\nPING still-here\r\n")
        lines = (await reader.readuntil(b"lost at a restart.\r\n")).decode()
        assert " PONG tui-chat.local still-here" in lines
        assert "history.db cannot be written to (database is locked): the chat goes on" in lines
        disk.execute("ROLLBACK")
        disk.close()
        writer.write(b"PRIVMSG #tea two\r\n")
        await reader.readuntil(b":*** Messages are stored again.\r\n")
        writer.close()


async def test_a_disk_that_is_full_for_long_is_told_once_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tried = asyncio.Semaphore(0)
    loop = asyncio.get_running_loop()

    def fail(*_: object) -> bool:
        loop.call_soon_threadsafe(tried.release)
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(storage_setup_and_threads, "_PAUSE", 0.0)
    monkeypatch.setattr(SqliteHistory, "tidy", fail)
    async with Server(config(), tmp_path), asyncio.timeout(10):
        for _ in range(3):
            await tried.acquire()
    (told,) = (one for one in caplog.records if "cleaned up" in one.message)
    assert told.message.endswith("could not be cleaned up (database or disk is full); trying again")
    assert told.exc_info is None


async def test_what_is_held_in_a_state_that_was_loaded_later_is_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[Callable[[str], bool]] = []
    monkeypatch.setattr(MemoryHistory, "protect", lambda _history, held: asked.append(held))
    storage = storage_setup_and_threads.Storage(History(enabled="memory"), None)
    there, here = (World(settings=Settings(), tick_per_line=True) for _ in range(2))
    there.join("#tea", "ana")
    storage.serve(here.node)
    here.node.load(dump(there.node.network))
    assert asked[0]("#tea")
    await storage.close()

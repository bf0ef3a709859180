"""The client's own log on the screen: on return, in a search, and when it cannot be kept."""

import asyncio
from pathlib import Path

from tests.client.stage import MORNING, Stage, staged
from tui_chat.client.chat_log.log_on_thread import ChatLog
from tui_chat.client.chat_log.log_record_types import Conversation, Entry, Said
from tui_chat.client.chat_log.sqlite_store import open_log
from tui_chat.client.memory.remembered_state_store import Memories

LOBBY = Conversation("chat.example:6667", "zed", "#lobby", "#lobby", is_channel=True)


def fill(folder: Path, *texts: str) -> None:
    database = open_log(folder / "log.db")
    day_before = MORNING - 86_400
    database.apply(
        Said(LOBBY, Entry(day_before + at, 0, "bia", text)) for at, text in enumerate(texts)
    )
    database.close()


async def has_read(stage: Stage) -> None:
    """What the log was asked for has come, and is painted."""
    log = stage.connection._log
    assert log is not None
    await stage.settles()
    while log._tasks:
        await asyncio.gather(*log._tasks)
    await stage.settles()


async def test_what_was_said_last_time_stands_there_on_return(tmp_path: Path) -> None:
    fill(tmp_path, "see you tomorrow")
    async with staged(memories=Memories(tmp_path), log=ChatLog(tmp_path)) as stage:
        await stage.enters()
        await has_read(stage)
        assert stage.shows("see you tomorrow")
        await stage.hears(":bia!b@h PRIVMSG #lobby :good morning")
        said = [row for row in stage.rows() if "see you" in row or "good morning" in row]
        assert len(said) == 2
        assert "see you" in said[0]


async def test_a_search_finds_what_only_the_log_has(tmp_path: Path) -> None:
    fill(tmp_path, "green tea", *(f"line {number}" for number in range(300)))
    async with staged(memories=Memories(tmp_path), log=ChatLog(tmp_path)) as stage:
        await stage.enters()
        await has_read(stage)
        assert not stage.shows("green tea")
        await stage.submits("/search green")
        await has_read(stage)
        assert stage.shows("green tea")


async def test_a_log_that_cannot_be_kept_is_one_status_line_and_the_chat_goes_on(
    tmp_path: Path,
) -> None:
    (tmp_path / "file").write_text("")
    log = ChatLog(tmp_path / "file")
    async with staged(memories=Memories(tmp_path), log=log) as stage:
        await stage.enters()
        await has_read(stage)
        rows = [row for row in stage.rows() if "Messages cannot be logged" in row]
        assert len(rows) == 1
        await stage.presses("h")
        await stage.hears(":bia!b@h PRIVMSG #lobby :good morning")
        await log.flush()
        await stage.settles()
        assert stage.shows("good morning")
        assert not stage.shows("Messages cannot be logged")

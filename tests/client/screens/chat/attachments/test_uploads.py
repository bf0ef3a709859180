"""/upload on the screen, and paths that are pasted."""

import asyncio
from pathlib import Path

import pytest
from textual import events

from tests.client.stage import Stage, staged
from tui_chat.client.files import FileError
from tui_chat.client.files.file_host import LocalFile, Uploaded

ADDRESS = "https://chat.example/files/abc/cat.png"


class FakeHost:
    """Takes files when it is told to."""

    url = "https://chat.example/files"

    def __init__(self) -> None:
        self.sent: list[LocalFile] = []
        self.answer: asyncio.Future[Uploaded] = asyncio.get_running_loop().create_future()

    def hear(self, _events: object) -> None: ...

    async def upload(self, file: LocalFile, progress: object) -> Uploaded:
        self.sent.append(file)
        await asyncio.to_thread(progress, file.size // 2, file.size)  # type: ignore[arg-type]
        return await self.answer


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "cat.png"
    path.write_bytes(b"x" * 1400)
    return path


async def at_work(stage: Stage) -> FakeHost:
    host = FakeHost()
    stage.connection.files = host  # type: ignore[assignment]
    await stage.enters()
    return host


async def test_the_address_is_said_where_the_file_was_sent_from(file: Path) -> None:
    async with staged() as stage:
        host = await at_work(stage)
        stage.chat.command_context.take(f"/upload {file}", literally=False)
        while not host.sent:
            await stage.settles()
        await stage.joins("#other")
        stage.chat.show(stage.session.find("#other"))  # type: ignore[arg-type]
        host.answer.set_result(Uploaded(ADDRESS, is_stripped=True))
        await stage.app.workers.wait_for_complete()
        await stage.settles()
        sent = [one.params for one in stage.session.take_outgoing() if one.command == "PRIVMSG"]
        assert stage.shows("Sent without the picture's place, time and camera.")
    assert sent == [("#lobby", ADDRESS)]


async def test_why_it_failed_is_told(file: Path, stage: Stage) -> None:
    host = await at_work(stage)
    stage.chat.command_context.upload(str(file))
    host.answer.set_exception(FileError("The server's disk is full."))
    await stage.app.workers.wait_for_complete()
    await stage.settles()
    assert stage.shows("The server's disk is full.")
    stage.chat.command_context.upload("/no/such/file")
    await stage.settles()
    assert stage.shows("There is no file /no/such/file.")


async def test_a_pasted_path_asks_and_enter_sends_the_file(file: Path, stage: Stage) -> None:
    host = await at_work(stage)
    stage.chat.composer._forward_event(events.Paste(str(file)))
    await stage.settles()
    assert stage.shows("Send the file cat.png (1.4 kB)?")
    await stage.pilot.press("enter")
    await stage.settles()
    assert stage.chat.composer.text == ""
    assert [one.path for one in host.sent] == [file]
    host.answer.set_result(Uploaded(ADDRESS, is_stripped=False))
    await stage.app.workers.wait_for_complete()


async def test_any_other_key_keeps_the_path(file: Path, stage: Stage) -> None:
    host = await at_work(stage)
    stage.chat.composer._forward_event(events.Paste(str(file)))
    await stage.settles()
    await stage.pilot.press("!")
    assert stage.chat.composer.text == f"{file}!"
    assert host.sent == []


@pytest.mark.parametrize("pasted", ["hello", "/usr", "/no/such/file", "two\nlines"])
async def test_other_pastes_ask_nothing(pasted: str, stage: Stage) -> None:
    await at_work(stage)
    stage.chat.composer._forward_event(events.Paste(pasted))
    await stage.settles()
    assert not stage.shows("Send the file")
    assert stage.chat.composer.text == pasted


async def test_without_a_file_host_a_path_is_a_text(file: Path, stage: Stage) -> None:
    host = await at_work(stage)
    host.url = ""
    stage.chat.composer._forward_event(events.Paste(str(file)))
    await stage.settles()
    assert not stage.shows("Send the file")

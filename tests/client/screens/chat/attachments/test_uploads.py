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


async def at_work(chat: Stage) -> FakeHost:
    host = FakeHost()
    chat.connection.files = host  # type: ignore[assignment]
    await chat.enters()
    return host


async def test_the_address_is_said_where_the_file_was_sent_from(file: Path) -> None:
    async with staged() as chat:
        host = await at_work(chat)
        chat.chat.command_context.take(f"/upload {file}", literally=False)
        while not host.sent:
            await chat.settles()
        await chat.joins("#other")
        chat.chat.show(chat.session.find("#other"))  # type: ignore[arg-type]
        host.answer.set_result(Uploaded(ADDRESS, is_stripped=True))
        await chat.app.workers.wait_for_complete()
        await chat.settles()
        sent = [one.params for one in chat.session.take_outgoing() if one.command == "PRIVMSG"]
        assert chat.shows("Sent without the picture's place, time and camera.")
    assert sent == [("#lobby", ADDRESS)]


async def test_why_it_failed_is_told(file: Path) -> None:
    async with staged() as chat:
        host = await at_work(chat)
        chat.chat.command_context.upload(str(file))
        host.answer.set_exception(FileError("The server's disk is full."))
        await chat.app.workers.wait_for_complete()
        await chat.settles()
        assert chat.shows("The server's disk is full.")
        chat.chat.command_context.upload("/no/such/file")
        await chat.settles()
        assert chat.shows("There is no file /no/such/file.")


async def test_a_pasted_path_asks_and_enter_sends_the_file(file: Path) -> None:
    async with staged() as chat:
        host = await at_work(chat)
        chat.chat.composer._forward_event(events.Paste(str(file)))
        await chat.settles()
        assert chat.shows("Send the file cat.png (1.4 kB)?")
        await chat.pilot.press("enter")
        await chat.settles()
        assert chat.chat.composer.text == ""
        assert [one.path for one in host.sent] == [file]
        host.answer.set_result(Uploaded(ADDRESS, is_stripped=False))
        await chat.app.workers.wait_for_complete()


async def test_any_other_key_keeps_the_path(file: Path) -> None:
    async with staged() as chat:
        host = await at_work(chat)
        chat.chat.composer._forward_event(events.Paste(str(file)))
        await chat.settles()
        await chat.pilot.press("!")
        assert chat.chat.composer.text == f"{file}!"
        assert host.sent == []


@pytest.mark.parametrize("pasted", ["hello", "/usr", "/no/such/file", "two\nlines"])
async def test_other_pastes_ask_nothing(pasted: str) -> None:
    async with staged() as chat:
        await at_work(chat)
        chat.chat.composer._forward_event(events.Paste(pasted))
        await chat.settles()
        assert not chat.shows("Send the file")
        assert chat.chat.composer.text == pasted


async def test_without_a_file_host_a_path_is_a_text(file: Path) -> None:
    async with staged() as chat:
        host = await at_work(chat)
        host.url = ""
        chat.chat.composer._forward_event(events.Paste(str(file)))
        await chat.settles()
        assert not chat.shows("Send the file")

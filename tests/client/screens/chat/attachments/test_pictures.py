"""Pictures in the log."""

import asyncio

import pytest

from tests.client.files.images import picture_bytes
from tests.client.golden import check_golden
from tests.client.stage import Stage, staged
from tui_chat.client.config.config_schema import PictureChoice
from tui_chat.client.config.connection_and_ui_options import UiOptions
from tui_chat.client.files import FileError
from tui_chat.client.kitty_graphics import PLACEHOLDER
from tui_chat.client.screens.chat.attachments import kitty_picture_sender
from tui_chat.client.screens.chat.attachments.kitty_picture_sender import TerminalDrawing

HERE = "https://chat.example/files"
CAT = f"{HERE}/abc/cat.png"
ELSEWHERE = "https://elsewhere.example/dog.png"


class FakeHost:
    """Gives what it has been told to, and notes what was fetched."""

    def __init__(self, content: bytes | Exception) -> None:
        self.content = content
        self.fetched: list[str] = []
        self.url = HERE

    def hear(self, _events: object) -> None: ...

    def holds(self, address: str) -> bool:
        return address.startswith(self.url + "/")

    async def fetch(self, address: str, _most: int, *, asked: bool) -> bytes:
        self.asked = asked
        self.fetched.append(address)
        await asyncio.sleep(0)
        if isinstance(self.content, Exception):
            raise self.content
        return self.content


async def at_work(chat: Stage, content: bytes | Exception | None = None) -> FakeHost:
    host = FakeHost(content or picture_bytes(40, 40))
    chat.connection.files = host  # type: ignore[assignment]
    await chat.enters(offer="message-tags")
    return host


async def said(chat: Stage, text: str, msgid: str = "m1", sender: str = "bia") -> None:
    await chat.hears(f"@msgid={msgid} :{sender}!b@h PRIVMSG #lobby :{text}")
    await chat.app.workers.wait_for_complete()
    await chat.settles()


def halves(chat: Stage) -> int:
    """How many rows show a part of a picture."""
    return sum("▀" in row for row in chat.rows())


async def test_a_picture_on_the_chats_own_server_is_shown() -> None:
    async with staged() as chat:
        host = await at_work(chat)
        await said(chat, f"look: {CAT}")
        assert host.fetched == [CAT]
        assert halves(chat) == 12


@pytest.mark.parametrize(
    "text",
    [
        *(ELSEWHERE, f"{HERE}evil/x.png", "https://chat.example.evil/files/x.png"),
        *(f"{HERE}/a.zip", "hello"),
    ],
)
async def test_nothing_else_is_fetched_unasked(text: str) -> None:
    async with staged() as chat:
        host = await at_work(chat)
        await said(chat, text)
        assert host.fetched == []


async def test_v_shows_a_picture_of_anywhere_and_hides_it_again() -> None:
    async with staged() as chat:
        host = await at_work(chat)
        await said(chat, ELSEWHERE)
        await chat.presses("ctrl+s", "v")
        await chat.app.workers.wait_for_complete()
        await chat.settles()
        assert host.fetched == [ELSEWHERE]
        assert halves(chat) == 12
        await chat.presses("v")
        assert halves(chat) == 0


async def test_why_it_cannot_be_shown_is_told_only_to_who_asked() -> None:
    async with staged() as chat:
        await at_work(chat, FileError("It could not be fetched (HTTP 404)."))
        await said(chat, CAT)
        assert not chat.shows("HTTP 404")
        await chat.presses("ctrl+s", "v")
        await chat.app.workers.wait_for_complete()
        await chat.settles()
        assert chat.shows("It could not be fetched (HTTP 404).")


async def test_a_broken_picture_harms_nothing() -> None:
    async with staged() as chat:
        await at_work(chat, b"\x89PNG broken")
        await said(chat, CAT)
        assert halves(chat) == 0
        await said(chat, "and on", "m2")
        assert chat.shows("and on")


@pytest.mark.parametrize("choice", [PictureChoice.ASK, PictureChoice.OFF])
async def test_the_person_may_not_want_them(choice: PictureChoice) -> None:
    async with staged(ui=UiOptions(pictures=choice)) as chat:
        host = await at_work(chat)
        await said(chat, CAT)
        assert host.fetched == []


async def test_on_a_slow_line_they_wait_to_be_asked_for() -> None:
    async with staged() as chat:
        host = await at_work(chat)
        chat.connection.lag = 3.0
        await said(chat, CAT)
        assert host.fetched == []


async def test_a_deleted_message_takes_its_picture_along() -> None:
    async with staged() as chat:
        await at_work(chat)
        await said(chat, CAT)
        assert halves(chat) == 12
        await chat.hears(":bia!b@h REDACT #lobby m1")
        await chat.settles()
        assert halves(chat) == 0


async def test_those_said_before_are_shown_when_the_channel_is_opened() -> None:
    async with staged() as chat:
        host = await at_work(chat)
        await chat.joins("#other")
        await chat.hears(f"@msgid=m1 :bia!b@h PRIVMSG #lobby :{CAT}")
        lobby, other = chat.session.find("#lobby"), chat.session.find("#other")
        assert lobby is not None
        assert other is not None
        chat.chat.show(other)
        await chat.settles()
        host.fetched.clear()
        await chat.hears(f"@msgid=m2 :bia!b@h PRIVMSG #lobby :{HERE}/def/dog.jpg")
        assert host.fetched == []
        chat.chat.show(lobby)
        await chat.app.workers.wait_for_complete()
        assert f"{HERE}/def/dog.jpg" in host.fetched


async def test_many_pictures_keep_the_log_where_it_is_read() -> None:
    async with staged(height=40) as chat:
        await at_work(chat, picture_bytes(4, 40))
        for number in range(80):
            await chat.hears(f"@msgid=m{number} :bia!b@h PRIVMSG #lobby :{HERE}/{number}/a.png")
        await chat.app.workers.wait_for_complete()
        await chat.settles()
        assert chat.shows(f"{HERE}/79/a.png")
        assert len(chat.chat._pictures._shown) <= 64


def drawn(chat: Stage) -> int:
    """How many rows show a part of a picture that the terminal draws."""
    return sum(PLACEHOLDER in row for row in chat.rows())


@pytest.fixture
def kitty(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a terminal is sent that draws pictures."""
    sent: list[str] = []
    drawing = TerminalDrawing(sent.append, lambda: (8, 16))
    monkeypatch.setattr(kitty_picture_sender, "drawing_for", lambda *_rest: drawing)
    return sent


async def test_a_terminal_that_can_draws_it(kitty: list[str]) -> None:
    async with staged() as chat:
        await at_work(chat, picture_bytes(80, 64))
        await said(chat, CAT)
        assert (drawn(chat), halves(chat)) == (4, 0)
        assert sum(text.startswith("\x1b_Ga=T") for text in kitty) == 1
        await chat.hears(":bia!b@h REDACT #lobby m1")
        await chat.settles()
        assert drawn(chat) == 0
        assert kitty[-1].startswith("\x1b_Ga=d")


async def test_at_the_end_the_terminal_forgets_it(kitty: list[str]) -> None:
    async with staged() as chat:
        await at_work(chat)
        await said(chat, CAT)
        await chat.app.leave("")
        assert any(text.startswith("\x1b_Ga=d") for text in kitty)


async def test_whoever_wants_blocks_has_blocks(kitty: list[str]) -> None:
    async with staged(ui=UiOptions(half_blocks=True)) as chat:
        await at_work(chat)
        await said(chat, CAT)
        assert (drawn(chat), halves(chat)) == (0, 12)
        assert not any("_G" in text for text in kitty)


async def test_it_looks_as_it_did() -> None:
    async with staged() as chat:
        await at_work(chat, picture_bytes(48, 24, "#e0a030"))
        await said(chat, f"my cat: {CAT}")
        await said(chat, "how sweet", "m2", "caio")
        check_golden("picture", chat.rows())

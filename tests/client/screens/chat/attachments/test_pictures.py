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


async def at_work(stage: Stage, content: bytes | Exception | None = None) -> FakeHost:
    host = FakeHost(content or picture_bytes(40, 40))
    stage.connection.files = host  # type: ignore[assignment]
    await stage.enters(offer="message-tags")
    return host


async def said(stage: Stage, text: str, msgid: str = "m1", sender: str = "bia") -> None:
    await stage.hears(f"@msgid={msgid} :{sender}!b@h PRIVMSG #lobby :{text}")
    await stage.app.workers.wait_for_complete()
    await stage.settles()


def halves(stage: Stage) -> int:
    """How many rows show a part of a picture."""
    return sum("▀" in row for row in stage.rows())


async def test_a_picture_on_the_chats_own_server_is_shown(stage: Stage) -> None:
    host = await at_work(stage)
    await said(stage, f"look: {CAT}")
    assert host.fetched == [CAT]
    assert halves(stage) == 12


@pytest.mark.parametrize(
    "text",
    [
        *(ELSEWHERE, f"{HERE}evil/x.png", "https://chat.example.evil/files/x.png"),
        *(f"{HERE}/a.zip", "hello"),
    ],
)
async def test_nothing_else_is_fetched_unasked(text: str, stage: Stage) -> None:
    host = await at_work(stage)
    await said(stage, text)
    assert host.fetched == []


async def test_v_shows_a_picture_of_anywhere_and_hides_it_again(stage: Stage) -> None:
    host = await at_work(stage)
    await said(stage, ELSEWHERE)
    await stage.presses("ctrl+s", "v")
    await stage.app.workers.wait_for_complete()
    await stage.settles()
    assert host.fetched == [ELSEWHERE]
    assert halves(stage) == 12
    await stage.presses("v")
    assert halves(stage) == 0


async def test_why_it_cannot_be_shown_is_told_only_to_who_asked(stage: Stage) -> None:
    await at_work(stage, FileError("It could not be fetched (HTTP 404)."))
    await said(stage, CAT)
    assert not stage.shows("HTTP 404")
    await stage.presses("ctrl+s", "v")
    await stage.app.workers.wait_for_complete()
    await stage.settles()
    assert stage.shows("It could not be fetched (HTTP 404).")


async def test_a_broken_picture_harms_nothing(stage: Stage) -> None:
    await at_work(stage, b"\x89PNG broken")
    await said(stage, CAT)
    assert halves(stage) == 0
    await said(stage, "and on", "m2")
    assert stage.shows("and on")


@pytest.mark.parametrize("choice", [PictureChoice.ASK, PictureChoice.OFF])
async def test_the_person_may_not_want_them(choice: PictureChoice) -> None:
    async with staged(ui=UiOptions(pictures=choice)) as stage:
        host = await at_work(stage)
        await said(stage, CAT)
        assert host.fetched == []


async def test_on_a_slow_line_they_wait_to_be_asked_for(stage: Stage) -> None:
    host = await at_work(stage)
    stage.connection.lag = 3.0
    await said(stage, CAT)
    assert host.fetched == []


async def test_a_deleted_message_takes_its_picture_along(stage: Stage) -> None:
    await at_work(stage)
    await said(stage, CAT)
    assert halves(stage) == 12
    await stage.hears(":bia!b@h REDACT #lobby m1")
    await stage.settles()
    assert halves(stage) == 0


async def test_those_said_before_are_shown_when_the_channel_is_opened(stage: Stage) -> None:
    host = await at_work(stage)
    await stage.joins("#other")
    await stage.hears(f"@msgid=m1 :bia!b@h PRIVMSG #lobby :{CAT}")
    lobby, other = stage.session.find("#lobby"), stage.session.find("#other")
    assert lobby is not None
    assert other is not None
    stage.chat.show(other)
    await stage.settles()
    host.fetched.clear()
    await stage.hears(f"@msgid=m2 :bia!b@h PRIVMSG #lobby :{HERE}/def/dog.jpg")
    assert host.fetched == []
    stage.chat.show(lobby)
    await stage.app.workers.wait_for_complete()
    assert f"{HERE}/def/dog.jpg" in host.fetched


async def test_many_pictures_keep_the_log_where_it_is_read() -> None:
    async with staged(height=40) as stage:
        await at_work(stage, picture_bytes(4, 40))
        for number in range(80):
            await stage.hears(f"@msgid=m{number} :bia!b@h PRIVMSG #lobby :{HERE}/{number}/a.png")
        await stage.app.workers.wait_for_complete()
        await stage.settles()
        assert stage.shows(f"{HERE}/79/a.png")
        assert len(stage.chat._pictures._shown) <= 64


def drawn(stage: Stage) -> int:
    """How many rows show a part of a picture that the terminal draws."""
    return sum(PLACEHOLDER in row for row in stage.rows())


@pytest.fixture
def kitty(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a terminal is sent that draws pictures."""
    sent: list[str] = []
    drawing = TerminalDrawing(sent.append, lambda: (8, 16))
    monkeypatch.setattr(kitty_picture_sender, "drawing_for", lambda *_rest: drawing)
    return sent


async def test_a_terminal_that_can_draws_it(kitty: list[str], stage: Stage) -> None:
    await at_work(stage, picture_bytes(80, 64))
    await said(stage, CAT)
    assert (drawn(stage), halves(stage)) == (4, 0)
    assert sum(text.startswith("\x1b_Ga=T") for text in kitty) == 1
    await stage.hears(":bia!b@h REDACT #lobby m1")
    await stage.settles()
    assert drawn(stage) == 0
    assert kitty[-1].startswith("\x1b_Ga=d")


async def test_at_the_end_the_terminal_forgets_it(kitty: list[str], stage: Stage) -> None:
    await at_work(stage)
    await said(stage, CAT)
    await stage.app.leave("")
    assert any(text.startswith("\x1b_Ga=d") for text in kitty)


async def test_whoever_wants_blocks_has_blocks(kitty: list[str]) -> None:
    async with staged(ui=UiOptions(half_blocks=True)) as stage:
        await at_work(stage)
        await said(stage, CAT)
        assert (drawn(stage), halves(stage)) == (0, 12)
        assert not any("_G" in text for text in kitty)


async def test_it_looks_as_it_did(stage: Stage) -> None:
    await at_work(stage, picture_bytes(48, 24, "#e0a030"))
    await said(stage, f"my cat: {CAT}")
    await said(stage, "how sweet", "m2", "caio")
    check_golden("picture", stage.rows())

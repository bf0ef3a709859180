"""Pictures that the terminal draws."""

from io import BytesIO, StringIO

import pytest
from PIL import Image
from rich.console import Console

from tests.client.files.images import picture_bytes
from tui_chat.client.files import FileError
from tui_chat.client.files.pictures import Drawn, png_of
from tui_chat.client.kitty_graphics import deleting, sending
from tui_chat.client.screens.chat.attachments.kitty_picture_sender import (
    TerminalDrawing,
    drawing_for,
)

KITTY = {"TERM": "xterm-kitty"}


async def test_a_picture_is_sent_and_forgotten_by_its_number() -> None:
    written: list[str] = []
    drawing = TerminalDrawing(written.append, lambda: (8, 16))
    content = picture_bytes(400, 200)
    first = await drawing.picture_of(content, 40, 12)
    second = await drawing.picture_of(content, 40, 12)
    drawing.forget(first)
    png, width, height = png_of(content, 40, 12, (8, 16))
    assert (first.width, first.height) == (width, height) == (40, 10)
    assert first.number != second.number
    assert all(0 < one.number <= 0xFFFFFF for one in (first, second))
    assert written == [
        sending(first.number, png, 40, 10),
        sending(second.number, png, 40, 10),
        deleting(first.number),
    ]


@pytest.mark.parametrize("cell", [(0, 0), (1000, 20), (8, -1)])
async def test_a_terminal_that_does_not_say_how_large_its_cells_are(cell: tuple[int, int]) -> None:
    drawing = TerminalDrawing(lambda _text: None, lambda: cell)
    drawn = await drawing.picture_of(picture_bytes(1000, 1000), 40, 12)
    assert (drawn.width, drawn.height) == (24, 12)


async def test_one_is_never_larger_than_there_are_marks() -> None:
    drawing = TerminalDrawing(lambda _text: None, lambda: (2, 2))
    drawn = await drawing.picture_of(picture_bytes(500, 500), 200, 200)
    assert (drawn.width, drawn.height) == (48, 48)


async def test_what_is_no_picture_is_not_sent() -> None:
    written: list[str] = []
    with pytest.raises(FileError):
        await TerminalDrawing(written.append, lambda: (8, 16)).picture_of(b"\x89PNG no", 40, 12)
    assert written == []


def test_a_small_picture_stays_small_and_is_upright() -> None:
    sideways = Image.Exif()
    sideways[0x0112] = 6
    png, width, height = png_of(picture_bytes(30, 10, kind="JPEG", exif=sideways), 40, 12, (10, 20))
    with Image.open(BytesIO(png)) as opened:
        assert opened.size == (10, 30)
    assert (width, height) == (1, 2)


def test_only_where_colours_are_sent_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)

    def draws(environment: dict[str, str], **how: object) -> bool:
        console = Console(file=StringIO(), force_terminal=True, **how)  # type: ignore[arg-type]
        return drawing_for(console, print, lambda: (0, 0), environment) is not None

    assert draws(KITTY, color_system="truecolor")
    assert not draws({"TERM": "xterm"}, color_system="truecolor")
    assert not draws(KITTY, color_system="256")
    assert not draws(KITTY, color_system="truecolor", no_color=True)


def test_its_number_is_its_colour() -> None:
    assert Drawn(0x010203, 4, 5).number.to_bytes(3, "big") == b"\x01\x02\x03"

"""The QR code on the screen: whole and in its own colours, or not at all."""

import pytest
from textual.color import Color
from textual.strip import Strip

from tests.client.stage import Stage, staged
from tui_chat.client.screens.qr_code import QrCode, QrScreen
from tui_chat.qr_code import qr_cells

TEXT = "https://192.0.2.5:6680/#" + "T" * 22


def inks(strip: Strip) -> list[tuple[bool, bool]]:
    """For each cell, whether its upper and lower module are dark as they are painted."""
    found = []
    for text, style, _control in strip:
        assert style is not None
        assert style.color is not None
        assert style.bgcolor is not None
        upper, lower = (Color.from_rich_color(one) for one in (style.color, style.bgcolor))
        for sign in text:
            above = upper if sign == "▀" else lower
            found.append((above.brightness < 0.2, lower.brightness < 0.2))
    return found


@pytest.mark.parametrize("theme", ["quiet", "textual-light", "dracula", "ansi-dark"])
async def test_it_is_black_on_white_in_every_theme(theme: str, lobby: Stage) -> None:
    lobby.app.theme = theme
    lobby.app.push_screen(QrScreen(TEXT))
    await lobby.settles()
    code = lobby.app.screen.query_one(QrCode)
    shown = code.region
    assert (shown.width, shown.height) == (code.columns, code.rows)
    painted = [code.render_line(y) for y in range(shown.height)]
    assert [inks(strip) for strip in painted] == qr_cells(TEXT)
    assert lobby.shows(TEXT)


async def test_half_a_code_is_not_shown() -> None:
    async with staged(40, 12) as stage:
        await stage.enters()
        stage.app.push_screen(QrScreen(TEXT))
        await stage.settles()
        assert not stage.app.screen.query_one(QrCode).display
        assert stage.shows("needs a window of")
        await stage.pilot.resize_terminal(80, 24)
        await stage.settles()
        assert stage.app.screen.query_one(QrCode).display
        await stage.presses("escape")
        assert stage.app.screen is stage.chat

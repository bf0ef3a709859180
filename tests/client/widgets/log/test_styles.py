"""Styles follow the theme."""

import pytest

from tests.client.widgets.log.test_message_log import stand
from tests.client.widgets.logs import Room


async def test_another_theme_has_other_colours_at_once(room: Room) -> None:
    room.says("hi")
    async with stand(room) as shown:
        dark = shown.style_of("hi")
        shown.pilot.app.theme = "textual-light"
        await shown.pilot.pause()
        assert shown.style_of("hi").bgcolor != dark.bgcolor


async def test_names_are_dark_on_light_and_light_on_dark(room: Room) -> None:
    room.says("hi")
    async with stand(room) as shown:
        before = shown.style_of("ana").color
        shown.pilot.app.theme = "textual-light"
        await shown.pilot.pause()
        assert shown.style_of("ana").color != before


async def test_without_colours_a_mention_is_bold_and_no_darker(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    room = Room()
    room.says("hi")
    room.says("hello zed", mention=True)
    async with stand(room) as shown:
        plain, mention = shown.style_of("hi"), shown.style_of("hello")
        assert (plain.bold, mention.bold) == (None, True)
        assert mention.color == plain.color

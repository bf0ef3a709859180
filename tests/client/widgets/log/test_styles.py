"""Styles follow the theme."""

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

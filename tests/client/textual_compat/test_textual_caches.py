"""Screens that are closed are not remembered."""

import gc
import weakref

from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from tui_chat.client.textual_compat.textual_caches import forget_closed_screens


class Passing(Screen[None]):
    def compose(self) -> ComposeResult:
        yield Static("hello")


async def test_a_screen_that_was_closed_is_gone() -> None:
    app: App[None] = App()
    async with app.run_test() as pilot:
        screen = Passing()
        gone = weakref.ref(screen)
        await app.push_screen(screen)
        await pilot.pause()
        app.pop_screen()
        del screen
        await pilot.pause()
        forget_closed_screens()
        gc.collect()
        assert gone() is None

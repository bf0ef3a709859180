"""Textual's stack of screens: `_screen_stack`, `_register`, `_push_result_callback`, `_context`."""

import asyncio
import gc
import weakref
from contextvars import Context

from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from tui_chat.client.textual_compat.screen_stack import (
    ClosableScreen,
    acting_for,
    close_screen,
    expect_result,
    forget_closed_screens,
    put_below_top,
)


class Question(Screen[str]):
    """Asks for a word."""


class Asking(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.results: list[str | None] = []

    def get_default_screen(self) -> Question:
        question = Question()
        expect_result(question, self, self.results.append)
        return question


async def test_a_default_screen_that_expects_a_result_gives_it_like_a_pushed_one() -> None:
    app = Asking()
    async with app.run_test() as pilot:
        put_below_top(app, Screen())
        await pilot.pause()
        assert isinstance(app.screen, Question)
        app.screen.dismiss("word")
        await pilot.pause()
        assert app.results == ["word"]


async def test_a_screen_below_the_top_runs_and_is_shown_once_the_top_is_gone() -> None:
    app = Asking()
    async with app.run_test() as pilot:
        below: Screen[None] = Screen()
        put_below_top(app, below)
        put_below_top(app, below)
        await pilot.pause()
        assert [type(each) for each in app.screen_stack] == [Screen, Question]
        assert below.is_running
        app.pop_screen()
        await pilot.pause()
        assert app.screen is below


async def test_a_timer_that_is_set_from_an_older_context_goes_off() -> None:
    app = Asking()
    async with app.run_test():
        gone_off = asyncio.Event()

        def set_timer() -> None:
            with acting_for(app):
                app.screen.set_timer(0.01, gone_off.set)

        Context().run(set_timer)
        async with asyncio.timeout(10):
            await gone_off.wait()


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


class Answering(ClosableScreen[str]):
    """Is closed by a key."""


async def test_a_screen_that_is_closed_twice_gives_one_result_and_closes_no_other() -> None:
    app: App[None] = App()
    results: list[str | None] = []
    async with app.run_test() as pilot:
        below, screen = Passing(), Answering()
        await app.push_screen(below)
        await app.push_screen(screen, results.append)
        screen.dismiss("one")
        screen.dismiss("two")
        await pilot.pause()
        screen.dismiss("three")
        await pilot.pause()
        assert (results, app.screen) == (["one"], below)


async def test_a_screen_under_another_closes_itself_only() -> None:
    app: App[None] = App()
    results: list[str | None] = []
    async with app.run_test() as pilot:
        screen, above = Answering(), Passing()
        await app.push_screen(screen, results.append)
        await app.push_screen(above)
        screen.dismiss("word")
        await pilot.pause()
        assert (results, app.screen, screen.is_attached) == (["word"], above, False)
        assert screen not in app.screen_stack


async def test_the_last_screen_stays() -> None:
    app = Asking()
    async with app.run_test() as pilot:
        close_screen(app, app.screen)
        await pilot.pause()
        assert isinstance(app.screen, Question)


async def test_a_key_for_a_screen_of_a_program_that_ends_is_no_mistake() -> None:
    app: App[None] = App()
    results: list[str | None] = []
    async with app.run_test():
        screen = Answering()
        await app.push_screen(screen, results.append)
        app._screen_stack.clear()  # as Textual does when it ends
        with acting_for(app):
            screen.dismiss("word")
        app._screen_stack.append(screen)
    assert results == []

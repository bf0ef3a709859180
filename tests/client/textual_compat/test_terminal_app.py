"""Programs that a terminal cannot surprise."""

import asyncio
import inspect
import os
import sys

import pytest
from textual._compositor import LayoutUpdate
from textual.app import App, ComposeResult
from textual.drivers import linux_driver, web_driver
from textual.drivers.headless_driver import HeadlessDriver
from textual.events import AppBlur, AppFocus
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from tests.client.peers import peer
from tui_chat.client.connect.connector_interface import connect_streams
from tui_chat.client.textual_compat.posix_driver import PosixDriver
from tui_chat.client.textual_compat.terminal_app import (
    TERMINAL_LOST,
    TerminalApp,
    driver_class,
    has_job_control,
)


class Small(TerminalApp[None]):
    """A program."""


def test_it_uses_our_driver() -> None:
    assert Small().driver_class is PosixDriver


async def test_a_mistake_in_a_thread_is_a_status_of_one() -> None:
    app = Small()
    async with app.run_test():
        app.call_later(app.panic, "a mistake")
    assert app.return_code == 1


async def test_connections_can_be_made_while_it_runs() -> None:
    """Tasks that begin at once break them in Python 3.12.0 to 3.12.7 and 3.13.0."""
    made = False
    app = Small()

    async def connect(_pilot: Pilot[object]) -> None:
        nonlocal made
        async with peer() as port:
            await connect_streams("127.0.0.1", port, None)
            made = True
        app.exit()

    await app.run_async(headless=True, auto_pilot=connect)
    assert made
    assert asyncio.get_running_loop().get_task_factory() is None


async def test_a_lost_terminal_ends_it() -> None:
    app = Small()
    async with app.run_test() as pilot:
        app.terminal_lost()
        await pilot.pause()
    assert app.return_code == TERMINAL_LOST


class Question(Screen[None]):
    """A screen that wants something typed."""

    def compose(self) -> ComposeResult:
        """One field."""
        yield Input()


async def test_typing_reaches_a_screen_that_came_while_the_terminal_was_not_looked_at() -> None:
    app = Small()
    async with app.run_test() as pilot:
        app.post_message(AppBlur())
        await pilot.pause()
        await app.push_screen(Question())
        await pilot.press("o", "k")  # a key is proof enough, where no focus is reported
        assert app.screen.query_one(Input).value == "ok"


async def test_whoever_looks_again_sees_the_cursor_there() -> None:
    app = Small()
    async with app.run_test() as pilot:
        app.post_message(AppBlur())
        await pilot.pause()
        await app.push_screen(Question())
        app.post_message(AppFocus())
        await pilot.pause()
        assert app.focused is app.screen.query_one(Input)


async def test_whoever_comes_back_from_the_shell_sees_all_of_the_screen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = Small()
    async with app.run_test() as pilot:
        await app.push_screen(Question())
        await pilot.pause()
        shown: list[object] = []
        monkeypatch.setattr(app, "_display", lambda _screen, update: shown.append(update))
        app.app_resume_signal.publish(app)
        await pilot.pause()
        assert any(isinstance(update, LayoutUpdate) for update in shown)


# What we rely on in Textual


def test_textual_keeps_the_exit_status_in_this_attribute() -> None:
    assert "self._return_code" in inspect.getsource(App.exit), "TerminalApp.panic sets it"
    assert "self._fatal_error()" in inspect.getsource(App._handle_exception), (
        "TerminalApp tells of mistakes in panic and _fatal_error"
    )


def test_textual_asks_this_method_for_its_driver() -> None:
    assert "get_driver_class" in inspect.getsource(App.__init__)


def test_textual_focuses_the_first_field_of_a_screen_with_this_method() -> None:
    assert "self._update_auto_focus()" in inspect.getsource(Screen._on_screen_resume)


@pytest.mark.parametrize(
    ("own", "of_parent", "group", "expected"),
    [
        (7, 7, 8, True),
        (7, 3, 8, False),
        (os.getpid(), os.getpid(), 8, False),
        (7, 7, 9, False),
    ],
    ids=["from a shell", "whose shell is gone", "without a shell", "from a script"],
)
def test_only_a_shell_continues_what_was_stopped(
    monkeypatch: pytest.MonkeyPatch, own: int, of_parent: int, group: int, expected: bool
) -> None:
    monkeypatch.setattr(os, "getsid", lambda process: own if process == 0 else of_parent)
    monkeypatch.setattr(os, "getpgid", lambda _process: 9)
    monkeypatch.setattr(os, "getpgrp", lambda: group)
    assert has_job_control() is expected


def test_the_driver_of_linux_and_macos_is_replaced_by_ours() -> None:
    assert driver_class(linux_driver.LinuxDriver) is PosixDriver


def test_the_driver_of_the_web_decodes_any_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    module = sys.modules[web_driver.__name__]
    monkeypatch.setattr(module, "getincrementaldecoder", module.getincrementaldecoder)
    assert driver_class(web_driver.WebDriver) is web_driver.WebDriver
    assert module.getincrementaldecoder("utf-8")().decode(b"a\xffb") == "a\ufffdb"


def test_other_drivers_stay() -> None:
    assert driver_class(HeadlessDriver) is HeadlessDriver

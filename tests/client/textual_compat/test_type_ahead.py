"""Keys that come faster than they are handled, also while the program starts."""

import asyncio

import pytest
from textual import events
from textual.app import ComposeResult
from textual.widgets import Input

from tests.client.stage import Stage, staged
from tui_chat.client.app import ChatApp
from tui_chat.client.config.connection_and_ui_options import ClientOptions
from tui_chat.client.connected_server import Connection
from tui_chat.client.screens.nickname import NicknameScreen
from tui_chat.client.textual_compat import type_ahead
from tui_chat.client.textual_compat.type_ahead import TypeAhead


class _Hasty(ChatApp):
    """Somebody types before the screen is there; it connects nowhere."""

    def connect(self, connection: Connection) -> None:
        del connection

    def on_load(self) -> None:
        super().on_load()
        for event in (events.Key("h", "h"), events.Key("i", "i"), events.Paste(" all")):
            self.post_message(event)


async def test_they_stand_in_the_input_in_their_order() -> None:
    app = _Hasty(ClientOptions("chat.example", nick="zed"))
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("!")
        assert app.chat.composer.text == "hi all!"


async def test_they_are_the_nickname_where_one_is_asked_for() -> None:
    app = _Hasty(ClientOptions("chat.example"), proposal="zed")
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, NicknameScreen)
        assert app.chat.composer.text == ""
        assert screen.query_one(Input).value == "hi all"


def press_at_once(stage: Stage, *keys: str) -> None:
    """Send the application keys as a slow line does: all of them in one piece."""
    for key in keys:
        character = "\r" if key == "enter" else "\t" if key == "tab" else None
        stage.app.post_message(events.Key(key, key if len(key) == 1 else character))


async def in_tea(stage: Stage) -> None:
    await stage.enters()
    await stage.joins("#tea")
    stage.sent()


async def test_what_is_typed_after_the_key_of_the_switcher_is_looked_for_there() -> None:
    async with staged() as stage:
        await in_tea(stage)
        press_at_once(stage, "ctrl+g", *"lob", "enter", *"hi", "enter")
        await stage.settles()
        assert stage.chat.buffer.name == "#lobby"
        assert stage.sent() == ["PRIVMSG #lobby hi"]


async def test_tab_completes_what_was_typed_before_it_only() -> None:
    async with staged() as stage:
        await stage.enters()
        press_at_once(stage, *"bi", "tab", *"hello")
        await stage.settles()
        assert stage.chat.composer.text == "bia: hello"


async def test_down_goes_through_a_list_that_the_letter_before_it_opens() -> None:
    async with staged() as stage:
        await stage.enters()
        press_at_once(stage, *"/jo", "down", *"x")
        await stage.settles()
        assert stage.chat.composer.text == "/join x"


async def test_an_emoji_name_is_replaced_however_fast_the_text_goes_on() -> None:
    async with staged() as stage:
        await stage.enters()
        press_at_once(stage, *":tada:!:tada:", "enter")
        await stage.settles()
        assert stage.sent() == ["PRIVMSG #lobby \U0001f389!\U0001f389"]


async def test_a_key_after_one_that_closes_a_screen_is_for_the_screen_below() -> None:
    async with staged() as stage:
        await stage.enters()
        press_at_once(stage, "f1", "escape", *"hi", "f2", "escape", "!", "enter")
        await stage.settles()
        assert stage.sent() == ["PRIVMSG #lobby hi!"]


class _Stuck(Input):
    """Gives the focus away at the first key, and does not finish with it before `done`."""

    def __init__(self, heir: Input, done: asyncio.Event) -> None:
        super().__init__()
        self._heir = heir
        self._done = done

    async def on_key(self) -> None:
        self.screen.set_focus(self._heir)
        await self._done.wait()


class _Desk(TypeAhead):
    def __init__(self, *widgets: Input) -> None:
        super().__init__()
        self._widgets = widgets

    def compose(self) -> ComposeResult:
        yield from self._widgets

    def failed(self) -> None:
        """There is nobody to tell."""


async def test_keys_do_not_wait_for_ever_for_a_key_that_is_never_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(type_ahead, "_LONGEST", 0.01)
    came, done = asyncio.Event(), asyncio.Event()
    heir = Input()
    async with _Desk(_Stuck(heir, done), heir).run_test() as pilot:
        heir.watch_value = lambda _value: came.set()  # type: ignore[attr-defined]
        for key in "ab":
            pilot.app.post_message(events.Key(key, key))
        async with asyncio.timeout(10):
            await came.wait()
        done.set()
    assert heir.value == "b"

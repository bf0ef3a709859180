"""Alt with another key, from a terminal to the application."""

import pytest
from textual import events
from textual._xterm_parser import XTermParser

from tui_chat.client.app import ChatApp
from tui_chat.client.config.connection_and_ui_options import ClientOptions


def keys(typed: str) -> list[str]:
    """The keys that Textual hears."""
    ChatApp(ClientOptions("chat.example", nick="zed"))
    heard = XTermParser().feed(typed)
    return [event.key for event in heard if isinstance(event, events.Key)]


@pytest.mark.parametrize("key", ["1", "9", "a", "n", "p", "u"])
def test_alt_and_a_key_arrive_as_such_and_at_once(key: str) -> None:
    assert keys(f"\x1b{key}") == [f"alt+{key}"]


def test_alt_enter_is_not_enter() -> None:
    assert keys("\x1b\r") == ["alt+enter"]


def test_the_next_key_is_not_garbled() -> None:
    assert keys("\x1b2\x1b[A") == ["alt+2", "up"]


def test_what_textual_knows_by_another_name_keeps_it() -> None:
    assert keys("\x1bf") == ["ctrl+right"]


def test_signs_that_are_typed_are_signs() -> None:
    assert keys("\u00ba") == ["º"]

"""Pastes, from a terminal to the application."""

import pytest
from textual import events
from textual._xterm_parser import XTermParser

from tui_chat.client.app import ChatApp
from tui_chat.client.config.connection_and_ui_options import ClientOptions

BEGIN, END = "\x1b[200~", "\x1b[201~"


def heard(*pieces: str) -> list[str]:
    """What Textual makes of it: "paste TEXT" and keys."""
    ChatApp(ClientOptions("chat.example", nick="zed"))
    parser = XTermParser()
    events_ = [event for piece in pieces for event in parser.feed(piece)]
    return [
        f"paste {event.text}" if isinstance(event, events.Paste) else event.key
        for event in events_
        if isinstance(event, events.Paste | events.Key)
    ]


def test_a_paste_of_plain_lines_stays_as_it_is() -> None:
    assert heard(f"a{BEGIN}one\r\ttwo\r{END}b") == ["a", "paste one\r\ttwo\r", "b"]


def test_the_colours_of_a_terminal_that_were_pasted_send_nothing() -> None:
    pasted = "\x1b[1;31mfatal:\x1b[0m no such branch\r/quit\r\x1b"
    assert heard(f"{BEGIN}{pasted}{END}") == ["paste [1;31mfatal:[0m no such branch\r/quit\r"]


def test_the_end_of_a_paste_within_a_paste_lets_nothing_in_as_keys() -> None:
    assert heard(f"{BEGIN}a{END}/quit\rb{END}c") == ["paste a/quit\rb", "c"]


def test_one_paste_after_another_and_keys_between() -> None:
    assert heard(f"{BEGIN}a{END}x{BEGIN}b{END}") == ["paste a", "x", "paste b"]


def test_characters_that_a_terminal_would_obey_are_no_text() -> None:
    assert heard(f"{BEGIN}a\x07\x08\x7f\x9bb\nc{END}") == ["paste ab\nc"]


def test_an_escape_that_is_typed_is_a_key_as_ever() -> None:
    assert heard("\x1bn", "\x1b[A") == ["alt+n", "up"]


@pytest.mark.parametrize("at", range(len(BEGIN), len(f"{BEGIN}a\x1b[31mb{END}")))
def test_a_paste_may_come_in_pieces(at: int) -> None:
    whole = f"{BEGIN}a\x1b[31mb{END}"
    assert heard(whole[:at], whole[at:]) == ["paste a[31mb"]

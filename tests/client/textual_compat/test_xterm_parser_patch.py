"""Textual's parser behind our filter: what the application hears."""

import inspect

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual import events
from textual._parser import Parser
from textual._xterm_parser import XTermParser
from textual.message import Message

from tui_chat.client.app import ChatApp
from tui_chat.client.config.connection_and_ui_options import ClientOptions
from tui_chat.client.textual_compat.xterm_parser_patch import use_input_filter

use_input_filter()
ChatApp(ClientOptions("chat.example", nick="zed"))  # adds Alt with other keys


def heard(*pieces: str) -> list[Message]:
    parser = XTermParser()
    return [event for piece in pieces for event in parser.feed(piece)]


def keys(*pieces: str) -> list[str]:
    return [event.key for event in heard(*pieces) if isinstance(event, events.Key)]


@pytest.mark.parametrize(
    ("sequence", "expected"),
    [
        ("\x1b[98;1:1u", ["b"]),
        ("\x1b[1;1:3D", []),
        ("\x1b[97:65;2u", ["A"]),
        ("\x1b[1114112u", []),
        ("\x1b[99999999999999999999~", []),
        ("\x1b[?62;4c", []),
        ("\x1b[0;;111:108:225u", ["o", "l", "á"]),
        ("\x1b[1;2R", []),
    ],
)
def test_no_sequence_of_a_keyboard_protocol_ends_the_parser(
    sequence: str, expected: list[str]
) -> None:
    assert keys(sequence + "z") == [*expected, "z"]


def test_a_mistake_in_textuals_parser_costs_no_more_than_what_it_was_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parser = XTermParser()

    def stumble(code: str) -> Message | None:
        raise ZeroDivisionError(code)

    monkeypatch.setattr(parser, "parse_mouse_code", stumble)
    assert list(parser.feed("\x1b[<0;1;1M")) == []
    assert [event.key for event in parser.feed("z") if isinstance(event, events.Key)] == ["z"]


def test_escape_alone_is_a_key_after_one_delay_not_two(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    parser = XTermParser()
    assert list(parser.feed("\x1b")) == []
    now += 0.11
    assert [event.key for event in parser.tick() if isinstance(event, events.Key)] == ["escape"]


def test_a_paste_without_its_end_is_told_once_nothing_comes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 100.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    parser = XTermParser()
    assert list(parser.feed("\x1b[200~text")) == []
    now += 1.0
    (paste,) = parser.tick()
    assert isinstance(paste, events.Paste)
    assert paste.text == "text"
    assert [event.key for event in parser.feed("\x03") if isinstance(event, events.Key)] == [
        "ctrl+c"
    ]


PIECES = [
    *(
        "\x1b",
        "\x1b[",
        "\x1b]",
        "\x1bP",
        "\x1bO",
        "\x1b[200~",
        "\x1b[201~",
        "\x1b[M",
        "\x1b[<",
        "u",
    ),
    *("~", ";", ":", "48;", "t", "R", "$y", "?2048;1", "1114112", "99999999", "\x1b\\", "\x07"),
    *("\x9b", "\ufffd", "é", "\U0001f44d", "\x00", "\r", "0", "1", "D"),
]
KEY = st.from_regex(r"\x1b\[[0-9;:]{0,20}[u~A-S]")


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=6) | KEY))
def test_whatever_is_typed_the_next_key_is_heard_and_steers_nothing(pieces: list[str]) -> None:
    parser = XTermParser()
    told = [event for piece in pieces for event in parser.feed(piece)]
    told += parser.feed("\x18")  # ends any sequence
    told += parser.feed("\x1b[201~")  # ends any paste
    last = [event for event in parser.feed("z") if isinstance(event, events.Key)]
    assert [event.key for event in last][-1:] == ["z"]
    for event in told:
        if isinstance(event, events.Key) and event.character is not None:
            event.character.encode()
            assert len(event.character) == 1 or event.character.startswith("\x1b")
        if isinstance(event, events.Paste):
            assert "\x1b" not in event.text
        if isinstance(event, events.Resize):
            assert event.size.area <= 4_000_000


# What we rely on in Textual


def test_textual_reads_the_keyboard_with_a_parser_that_is_fed_text_and_ticked() -> None:
    assert issubclass(XTermParser, Parser), "drivers feed an XTermParser, which we wrap"
    assert list(inspect.signature(inspect.unwrap(XTermParser.feed)).parameters) == ["self", "data"]
    assert list(inspect.signature(inspect.unwrap(XTermParser.tick)).parameters) == ["self"]


def test_textuals_parser_can_be_begun_anew_by_its_generator() -> None:
    parser = XTermParser()
    for name in ("_gen", "_awaiting", "_tokens", "_timeout_time"):
        assert hasattr(parser, name), f"after a mistake we set the parser's {name} anew"


def test_textual_still_takes_what_it_does_not_know_for_text_or_raises() -> None:
    raw = inspect.unwrap(XTermParser.feed)
    with pytest.raises(ValueError, match="invalid literal"):
        list(raw(XTermParser(), "\x1b[98;1:1u"))
    parser = XTermParser()
    told = [*raw(parser, "\x1b[?62;4c" + "x" * 40)]
    assert any(isinstance(event, events.Key) and event.key == "c" for event in told), (
        "Textual drops unknown sequences now: key_sequence_rewriting.py may be simpler"
    )


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

"""Bytes for the client's keyboard, in pieces, with pauses."""

import codecs

from textual import events
from textual._xterm_parser import XTermParser

from tui_chat.client.textual_compat.input_filter import MOST_HELD, TYPING_AFTER
from tui_chat.client.textual_compat.xterm_parser_patch import filter_of, use_input_filter

_MOST_CELLS = 4_000_000


def keyboard(data: bytes) -> None:
    """Nothing raises, nothing is held for long, and nothing that steers a terminal is text."""
    use_input_filter()
    parser = XTermParser()
    decode = codecs.getincrementaldecoder("utf-8")(errors="replace").decode
    size = data[0] % 16 + 1 if data else 1
    for start in range(1, len(data), size):
        for event in parser.feed(decode(data[start : start + size])):
            _check(event)
        for event in parser.tick():
            _check(event)
        assert len(filter_of(parser)._held) <= MOST_HELD
    # After a pause, whatever was begun is over, and keys are keys.
    filter_of(parser)._at -= TYPING_AFTER
    for event in parser.tick():
        _check(event)
    told = list(parser.feed("\x11"))
    assert [event.key for event in told if isinstance(event, events.Key)] == ["ctrl+q"]


def _check(event: object) -> None:
    match event:
        case events.Key(character=str() as character):
            character.encode()
            assert len(character) == 1 or character.startswith("\x1b")
        case events.Paste(text=text):
            assert not any(sign < " " and sign not in "\t\n\r" for sign in text)
        case events.Resize(size=size):
            assert 0 < size.area <= _MOST_CELLS

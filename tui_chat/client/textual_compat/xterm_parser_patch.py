"""Textual's parser of the keyboard, behind our filter: it is given what it understands."""

import time
from collections.abc import Iterable, Iterator
from functools import wraps
from string import ascii_lowercase, digits
from typing import NamedTuple

from textual import _ansi_sequences
from textual._parser import Parser
from textual._xterm_parser import XTermParser
from textual.message import Message

from tui_chat.client.textual_compat.input_filter import InputFilter


def use_input_filter() -> None:
    """Have every parser of Textual's read the keyboard through an `InputFilter`, from now on.

    Whatever comes, a parser goes on with the next key. No text is no end of it either: drivers
    have none when they have read a part of a character.
    """
    feed, tick = XTermParser.feed, XTermParser.tick
    if hasattr(feed, "__wrapped__"):
        return

    @wraps(feed)
    def feed_filtered(self: XTermParser, data: str) -> Iterable[Message]:
        clean = filter_of(self).take(data, time.monotonic())
        return _read_on(self, feed(self, clean)) if clean else ()

    @wraps(tick)
    def tick_filtered(self: XTermParser) -> Iterable[Message]:
        if late := filter_of(self).tick(time.monotonic()):
            yield from _read_on(self, feed(self, late))
        yield from _read_on(self, tick(self))

    XTermParser.feed = feed_filtered  # type: ignore[method-assign]
    XTermParser.tick = tick_filtered  # type: ignore[method-assign, assignment]


def filter_of(parser: XTermParser) -> InputFilter:
    """The filter in front of a parser."""
    made: InputFilter = parser.__dict__.setdefault("_input_filter", InputFilter())
    return made


def _read_on(parser: Parser[Message], messages: Iterable[Message]) -> Iterator[Message]:
    """The events that a parser makes of its input; after an error in it, parse afresh."""
    try:
        yield from messages
    except Exception:  # noqa: BLE001 - of Textual's parser, which may not end the program
        parser._gen = parser.parse(parser._tokens.append)  # noqa: SLF001
        parser._awaiting = next(parser._gen)  # noqa: SLF001
        parser._timeout_time = None  # noqa: SLF001


class _Pressed(NamedTuple):
    value: str


def parse_alt_keys_at_once() -> None:
    """Read ESC and such a key as Alt and that key, at once.

    Textual waits 100 ms for more, takes the next key for garbage if it comes meanwhile, leaves
    the Alt of Alt+Enter out, and reads digits as what Option and that key write on one layout of
    macOS: signs like "¡".
    """
    table = _ansi_sequences.ANSI_SEQUENCES_KEYS
    if isinstance(table, dict):
        for letter in ascii_lowercase:
            table.setdefault(f"\x1b{letter}", (_Pressed(f"alt+{letter}"),))
        for digit in digits:
            table[f"\x1b{digit}"] = (_Pressed(f"alt+{digit}"),)
        table["\x1b\r"] = (_Pressed("alt+enter"),)

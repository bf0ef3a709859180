"""Bytes for the parts that read what peers send: each takes any, and raises only what it says."""

import contextlib
import tomllib
from typing import Final

from tui_chat.server.config.config_schema import ConfigError
from tui_chat.server.config.load import from_values
from tui_chat.server.transport import proxy_protocol_header
from tui_chat.wire import isupport
from tui_chat.wire.errors import ProtocolError
from tui_chat.wire.framing import TOO_LONG, LineBuffer
from tui_chat.wire.masks import complete_mask, matches
from tui_chat.wire.message import Message
from tui_chat.wire.modes import kinds_of, parse_modes
from tui_chat.wire.text.formatting import encode_formatting, parse_formatting
from tui_chat.wire.text.sanitize import sanitize, sanitize_formatted
from tui_chat.wire.text.splitting import split_text
from tui_chat.wire.timestamps import parse_time

_KINDS: Final = kinds_of("beI,k,l,CMRimnst", "qaohv")
_TAGS: Final = 40
_BODY: Final = 20


def message(data: bytes) -> None:
    """A line is a message, which survives being written, or a ProtocolError."""
    with contextlib.suppress(ProtocolError):
        read = Message.parse(data)
        assert Message.parse(read.encode()[:-2]) == read
    with contextlib.suppress(ProtocolError):
        Message.parse(data, "cp1252")


def framing(data: bytes) -> None:
    """The lines of a stream are the same however it is cut, and none is over the limits.

    The limits are small here, so that short inputs reach them.
    """
    whole, pieces = LineBuffer(_TAGS, _BODY), LineBuffer(_TAGS, _BODY)
    lines = whole.feed(data)
    cut = data[0] + 1 if data else 1
    again = [line for start in range(0, len(data), cut) for line in pieces.feed(data[start:][:cut])]
    assert again == lines
    for line in lines:
        assert len(line) <= _TAGS + _BODY
        assert b"\n" not in line
    assert lines.count(TOO_LONG) <= len(data) // (_BODY - 2) + 1


def text(data: bytes) -> None:
    """What is shown holds nothing that steers a terminal, and is cut only between characters."""
    said = data.decode(errors="surrogateescape")
    for keep_newlines in (False, True):
        safe = sanitize(said, keep_newlines=keep_newlines)
        assert sanitize(safe, keep_newlines=keep_newlines) == safe
        assert not any(
            _steers(letter) and not (keep_newlines and letter == "\n") for letter in safe
        )
    plain, spans = sanitize_formatted(said)
    assert not any(map(_steers, plain))
    assert all(0 <= span.start < span.end <= len(plain) for span in spans)
    if not any("\ud800" <= letter <= "\udfff" for letter in said):
        bare, styles = parse_formatting(said)
        if "\x03" not in bare and "\x04" not in bare:
            assert parse_formatting(encode_formatting(bare, styles)) == (bare, styles)
        if not set(said) & set("\r\n"):
            parts = split_text(said, 64)
            assert all(len(part.encode()) <= 64 for part in parts)


def _steers(letter: str) -> bool:
    code = ord(letter)
    return code < 32 or 127 <= code < 160 or 0x202A <= code <= 0x202E or 0xD800 <= code <= 0xDFFF


def header(data: bytes) -> None:
    """What a proxy says in front is read, waited for, or refused; never more than was sent."""
    with contextlib.suppress(ProtocolError):
        found = proxy_protocol_header.parse(data)
        if found is not None:
            assert 0 < found.length <= len(data)
    proxy_protocol_header.may_begin(data)


def words(data: bytes) -> None:
    """Modes, tokens, times and masks that somebody wrote are read or refused."""
    parts = data.decode(errors="replace").split(" ")
    parse_modes(parts, _KINDS)
    isupport.read_tokens(parts, {})
    with contextlib.suppress(ProtocolError, ValueError):
        parse_time(parts[0])
    matches(complete_mask(parts[0])[:150], parts[-1][:300])


def configuration(data: bytes) -> None:
    """A file is a configuration, or an error of one sentence."""
    try:
        values = tomllib.loads(data.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
        return
    try:
        from_values(values)
    except ConfigError as error:
        assert str(error).endswith((".", "!", "?"))  # noqa: PT017 - not raising is right as well

"""A block: what one tick brought to one conversation, packed into a few bytes.

One row for a whole block costs a fifth of a row for each message (0.9 against 4.2 us a message in
ticks of 256), and the busier the chat the larger the blocks.
"""

import logging
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import msgspec

from tui_chat.server.core.events import Millis
from tui_chat.server.core.messages.history_request_types import Entry
from tui_chat.server.store.msgids import first_number, number_of
from tui_chat.server.store.pages import SPOKEN
from tui_chat.wire.message import Message
from tui_chat.wire.multiline import combined
from tui_chat.wire.source import Source

_log: Final = logging.getLogger(__name__)
MOST: Final = 256
"""Messages of one block: a page should not have to unpack much more than it shows."""


class Kept(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A message in a block."""

    at: int
    command: str
    params: tuple[str, ...]
    source: str | None
    tags: dict[str, str]
    author: str = ""
    """The identity of who said it; older blocks do not have it."""

    @property
    def msgid(self) -> str:
        """The message's id."""
        return self.tags["msgid"]

    @property
    def number(self) -> int:
        """The message's place among all (see `msgids`)."""
        return place(self.msgid, self.at)

    @property
    def spoken(self) -> bool:
        """Whether it is talk, which can be searched."""
        return self.command in SPOKEN

    def entry(self) -> Entry:
        """The message as it was shown."""
        source = None if self.source is None else Source(self.source)
        message = Message(self.command, self.params, source, self.tags)
        return Entry(Millis(self.at), message, self.author)


class _Said(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The beginning of a `Kept`, which is read four times as fast."""

    at: int
    command: str
    params: tuple[str, ...]


Line = tuple[int, Message, str]
"""When a message was shown, the message, and the identity of who said it."""


class Block(NamedTuple):
    """A row: between which places its messages lie, how many, and whether any of it is talk."""

    first: int
    last: int
    messages: int
    spoken: bool
    data: bytes


_encoder: Final = msgspec.msgpack.Encoder()
_decoder: Final = msgspec.msgpack.Decoder(list[Kept])
_said: Final = msgspec.msgpack.Decoder(list[_Said])


def place(msgid: str, at: int) -> int:
    """The place of a message by its id; by its time if the id is none of ours."""
    number = number_of(msgid)
    return first_number(at) if number is None else number


def pack(lines: Sequence[Line]) -> Iterator[Block]:
    """The blocks that hold these messages, given in order of their places."""
    for start in range(0, len(lines), MOST):
        yield _pack(lines[start : start + MOST])


def repack(kept: Sequence[Kept]) -> Block:
    """One block of all these messages."""
    spoken = any(one.spoken for one in kept)
    return Block(kept[0].number, kept[-1].number, len(kept), spoken, _encoder.encode(kept))


def unpack(data: bytes) -> list[Kept]:
    """The messages of a block; none, and a line in the log, if it is damaged."""
    try:
        return _decoder.decode(data)
    except msgspec.DecodeError as error:
        _log.error("a block of the history is damaged and was passed over: %s", error)
        return []


def texts(data: bytes) -> str:
    """The texts of all talk in a block; "" if it is damaged, which `unpack` tells."""
    try:
        said = _said.decode(data)
    except msgspec.DecodeError:
        return ""
    return combined("\n".join([one.params[-1] for one in said if one.command in SPOKEN]))


def _pack(lines: Sequence[Line]) -> Block:
    # Every message passes here before it is shown: tuples instead of `Kept`, whose shape they
    # have, and the places worked out for the two ends alone (1.3 us a message less).
    rows = [
        # str(), for msgspec packs no subclass of it
        (at, line.command, line.params, line.source and str(line.source), line.tags, author)
        for at, line, author in lines
    ]
    (at, first, _), (until, last, _) = lines[0], lines[-1]
    return Block(
        place(first.tags["msgid"], at),
        place(last.tags["msgid"], until),
        len(rows),
        any(row[1] in SPOKEN for row in rows),
        _encoder.encode(rows),
    )

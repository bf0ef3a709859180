"""A block: the messages of one conversation in one tick, packed into a few bytes.

One row for a whole block costs a fifth of a row for each message (0.9 against 4.2 us a message in
ticks of 256), and the busier the chat the larger the blocks. A speech is one row of its block, with
its texts and its msgids joined: that costs a tenth of a row for each of its messages.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

import msgspec

from tui_chat.server.core.effects import Speech
from tui_chat.server.core.events import Millis
from tui_chat.server.core.messages.history_request_types import Entry
from tui_chat.server.core.stamps.msgids import first_number, number_of
from tui_chat.wire.message import SPOKEN, Message
from tui_chat.wire.multiline_text_and_batches import combined
from tui_chat.wire.source import Source

_log: Final = logging.getLogger(__name__)
MOST: Final = 256
"""The most messages in a block or speech: a page should not unpack much more than it shows."""


class Kept(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A message in a block."""

    at: int
    command: str
    params: tuple[str, ...]
    source: str | None
    tags: dict[str, str]
    author: str = ""
    """The author's identity; older blocks do not have it."""

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
        """Whether it is talk: only that can be searched."""
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


Line = tuple[int, Message | Speech, str]
"""When a message or speech was shown, the message itself, and its author's identity."""

_Row = tuple[object, ...]
"""The fields of a `Kept`, in their order."""
_SPEECH: Final = "SPEECH"
"""The command of a row that is a speech: no command of IRC."""
_TALK: Final = SPOKEN | {_SPEECH}


class Block(NamedTuple):
    """A row: the places of its first and last message, their number, and whether any is talk."""

    first: int
    last: int
    messages: int
    spoken: bool
    data: bytes


_encoder: Final = msgspec.msgpack.Encoder()
_decoder: Final = msgspec.msgpack.Decoder(list[Kept])
_said: Final = msgspec.msgpack.Decoder(list[_Said])


def place(msgid: str, at: int) -> int:
    """The place of a message by its id, or by its time if the id is not one of ours."""
    number = number_of(msgid)
    return first_number(at) if number is None else number


def pack(lines: Sequence[Line]) -> Iterator[Block]:
    """These messages in blocks; they are given in the order of their places."""
    # Every message passes here before it is shown: tuples instead of `Kept`, whose shape they
    # have, and the places worked out for the two ends alone (1.3 us a message less).
    rows: list[_Row] = []
    begin, left = 0, MOST
    for number, (at, said, author) in enumerate(lines):
        if isinstance(said, Message):
            size, source = 1, said.source and str(said.source)  # msgspec packs no subclass of it
            row: _Row = at, said.command, said.params, source, said.tags, author
        else:
            size, row = len(said.texts), _packed(at, said, author)
        if size > left and rows:
            yield _block(lines[begin], lines[number - 1], MOST - left, rows)
            rows, begin, left = [], number, MOST
        rows.append(row)
        left -= size
    if rows:
        yield _block(lines[begin], lines[-1], MOST - left, rows)


def repack(kept: Sequence[Kept]) -> Block:
    """One block of all these messages."""
    spoken = any(one.spoken for one in kept)
    return Block(kept[0].number, kept[-1].number, len(kept), spoken, _encoder.encode(kept))


def unpack(data: bytes) -> list[Kept]:
    """The messages of a block. A damaged block has none, which is logged."""
    try:
        rows = _decoder.decode(data)
        return [one for row in rows for one in _each(row)]
    except (msgspec.DecodeError, ValueError) as error:
        _log.error("a damaged block of the history was skipped: %s", error)
        return []


def texts(data: bytes) -> str:
    """The texts of all talk in a block; "" if it is damaged, which `unpack` logs."""
    try:
        said = _said.decode(data)
    except msgspec.DecodeError:
        return ""
    return combined("\n".join([one.params[-1] for one in said if one.command in _TALK]))


def messages_in(lines: Iterable[Line]) -> int:
    """The number of messages in these lines."""
    return sum(1 if isinstance(said, Message) else len(said.texts) for _, said, _ in lines)


def one_by_one(lines: Iterable[Line]) -> Iterator[tuple[int, Message, str]]:
    """The same lines, speeches as their messages."""
    for at, said, author in lines:
        if isinstance(said, Message):
            yield at, said, author
        else:
            for said_at, message in enumerate(said.messages(), at):
                yield said_at, message, author


def _each(row: Kept) -> Sequence[Kept]:
    """The messages of a row. Raises ValueError if it does not have as many texts as msgids."""
    if row.command != _SPEECH:
        return (row,)
    target, texts = row.params
    each = zip(texts.split("\n"), row.msgid.split(" "), strict=True)
    return [
        Kept(at, "PRIVMSG", (target, text), row.source, {**row.tags, "msgid": msgid}, row.author)
        for at, (text, msgid) in enumerate(each, row.at)
    ]


def _block(first: Line, last: Line, messages: int, rows: Sequence[_Row]) -> Block:
    spoken = any(row[1] in _TALK for row in rows)
    return Block(_places(first)[0], _places(last)[1], messages, spoken, _encoder.encode(rows))


def _places(line: Line) -> tuple[int, int]:
    """The places of the first and the last message of a line."""
    at, said, _ = line
    if isinstance(said, Message):
        only = place(said.tags["msgid"], at)
        return only, only
    return place(said.msgids[0], at), place(said.msgids[-1], at + len(said.texts) - 1)


def _packed(at: int, speech: Speech, author: str) -> _Row:
    # No text of a speech holds a line feed: it was cut out of lines.
    params = speech.target, "\n".join(speech.texts)
    tags = {**speech.tags, "msgid": " ".join(speech.msgids)}
    return at, _SPEECH, params, str(speech.source), tags, author

"""The entries of a network's log: each is a batch of events of one node, as JSON."""

from collections.abc import Iterable
from typing import Final

import msgspec

from tui_chat.server.core import event_codec
from tui_chat.server.core.event_codec import UnknownEvent
from tui_chat.server.core.events import Event

FORMAT: Final = 1
"""The first element of every entry. It changes with the layout of entries."""


class UnknownFrame(Exception):  # noqa: N818 - what the log holds, not a fault of ours
    """An entry that this version of tui-chat cannot read."""


class Frame(msgspec.Struct, frozen=True, array_like=True):
    """A batch of events that one node submitted together."""

    format: int
    epoch: int
    """The number of the stream that it was written to: a stream made anew has a greater one."""
    incarnation: int
    """Of the node: the sequence of the entry with which it joined, or 0 before it has joined."""
    batch: int
    """Counted from 1 in each incarnation."""
    events: msgspec.Raw
    """A list."""

    def decoded(self) -> list[Event]:
        """The events. Raises UnknownFrame."""
        try:
            return event_codec.decode_list(self.events)
        except UnknownEvent as error:
            raise UnknownFrame(str(error)) from error


def encode_events(events: Iterable[Event]) -> list[bytes]:
    """Events as a frame holds them. Raises TypeError if one of them does not belong in a log."""
    return [event_codec.encode(event) for event in events]


def encode(epoch: int, incarnation: int, batch: int, events: Iterable[bytes]) -> bytes:
    """A frame as bytes."""
    together = msgspec.Raw(b"[%s]" % b",".join(events))
    return _encoder.encode(Frame(FORMAT, epoch, incarnation, batch, together))


def decode(data: bytes) -> Frame:
    """The frame in these bytes; its events are not decoded yet. Raises UnknownFrame."""
    try:
        frame = _decoder.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UnknownFrame(str(error)) from error
    if frame.format != FORMAT:
        raise UnknownFrame(f"it has format {frame.format}, and this tui-chat writes {FORMAT}")
    return frame


_encoder: Final = msgspec.json.Encoder()
_decoder: Final = msgspec.json.Decoder(Frame)

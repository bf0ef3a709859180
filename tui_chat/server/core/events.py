"""What happens to the network. An event brings its own time and ids: the core has none."""

import enum
from typing import NewType

import msgspec

from tui_chat.wire.message import Message

ClientId = NewType("ClientId", int)
"""A connection, for as long as the log lives: never used twice."""

Millis = NewType("Millis", int)
"""Milliseconds since 1970. Never less than that of the event before."""


class Event(msgspec.Struct, frozen=True, gc=False, tag=True):
    """One entry of the log that every node applies in the same order."""

    client: ClientId
    at: Millis


class Connected(Event, frozen=True, gc=False):
    """A client connected from `host`; `secure` when the line is encrypted."""

    host: str
    secure: bool = False


class Received(Event, frozen=True, gc=False):
    """A client sent `message`; `msgid` is for what becomes of it, should it be shown to others."""

    message: Message
    msgid: str


class Unreadable(enum.Enum):
    """Why a line was not a message."""

    TOO_LONG = "too long"
    NOT_UTF8 = "not UTF-8"


class Garbled(Event, frozen=True, gc=False):
    """A client sent a line that cannot be read; `command` as far as it could be told, else "*"."""

    problem: Unreadable
    command: str = "*"


class Disconnected(Event, frozen=True, gc=False):
    """A connection ended, or must end, for `reason`, which the others are told."""

    reason: str

"""Events of the log as text, one line of JSON each, and back."""

import functools
import typing
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from tui_chat.server.core.events import (
    AccountOrdered,
    Answered,
    ClientId,
    Disconnected,
    Entered,
    Event,
    Garbled,
    GraceEnded,
    Guessed,
    InvitationMade,
    InvitationRevoked,
    LoggedIn,
    Millis,
    NodeJoined,
    NodeLost,
    Received,
    Reconfigured,
    Request,
    Restored,
    Spoke,
)
from tui_chat.server.core.handler_registry import ANSWERS
from tui_chat.wire.tags import NO_TAGS

_Logged = (
    Received
    | Spoke
    | Garbled
    | Disconnected
    | Entered
    | LoggedIn
    | Guessed
    | Restored
    | Reconfigured
    | AccountOrdered
    | InvitationMade
    | InvitationRevoked
    | NodeJoined
    | NodeLost
    | GraceEnded
)
"""The events of the log, besides `Answered`."""


class UnknownEvent(Exception):  # noqa: N818 - what the line holds, not a fault of ours
    """A line that is no event of the log."""


class _Answer(msgspec.Struct, tag="Answered"):
    """An `Answered` whose answer is not read yet: its type depends on the request."""

    client: ClientId
    at: Millis
    request: msgspec.Raw
    answer: msgspec.Raw
    msgid: str
    host: str


def encode(event: Event) -> bytes:
    """The line of an event, without its end. Raises TypeError for what the log is not given."""
    if not isinstance(event, _Logged | Answered):
        raise TypeError(f"{type(event).__name__} is no event of the log")
    return _encoder.encode(event)


def decode(line: bytes) -> Event:
    """The event of a line. Raises UnknownEvent for anything else."""
    try:
        return _whole(_decoder.decode(line))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UnknownEvent(str(error)) from error


def decode_list(data: bytes | msgspec.Raw) -> list[Event]:
    """The events of a JSON array of such lines. Raises UnknownEvent for anything else."""
    try:
        found = _list_decoder.decode(data)
        return [_whole(one) if isinstance(one, _Answer) else one for one in found]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UnknownEvent(str(error)) from error


def _whole(found: Event | _Answer) -> Event:
    if not isinstance(found, _Answer):
        return found
    requests, answers = _kinds()
    request = requests.decode(found.request)
    answer = answers[type(request)].decode(found.answer)
    return Answered(found.client, found.at, request, answer, found.msgid, found.host)


@functools.cache  # not before all commands are known
def _kinds() -> tuple[msgspec.json.Decoder[Request], dict[type, msgspec.json.Decoder[Any]]]:
    """How to read requests, and the answers to each kind: of the type that its handler takes."""
    answers = {}
    for kind, handler in ANSWERS.items():
        _ctx, _request, answer, _result = typing.get_type_hints(handler).values()
        answers[kind] = msgspec.json.Decoder(answer)
    kinds: Any = typing.Union[tuple(ANSWERS)]  # noqa: UP007 - of a table
    return msgspec.json.Decoder(kinds), answers


def _plain(value: object) -> object:
    if value is NO_TAGS:  # nearly always
        return {}
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, list):  # a page of the history
        return list(value)
    if isinstance(value, str):  # who a message is from
        return str(value)
    raise TypeError(f"{type(value).__name__} is nothing that an event holds")


_encoder: Final = msgspec.json.Encoder(enc_hook=_plain)
_decoder: Final = msgspec.json.Decoder(_Logged | _Answer)
_list_decoder: Final = msgspec.json.Decoder(list[_Logged | _Answer])

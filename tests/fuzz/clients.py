"""Bytes for the client's session: whatever a server sends, and what the person does meanwhile."""

import contextlib
from collections.abc import Callable
from typing import Final

import msgspec

from tui_chat.client.buffers.buffer import Buffer
from tui_chat.client.session import Profile, Session
from tui_chat.wire.errors import ProtocolError
from tui_chat.wire.framing import MAX_CLIENT_TAGS, LineBuffer
from tui_chat.wire.message import Message
from tui_chat.wire.tags import encode_tags

_OFFER: Final = (
    "message-tags batch labeled-response echo-message server-time sasl away-notify "
    "draft/multiline=max-bytes=2000,max-lines=9 draft/chathistory draft/event-playback "
    "draft/message-redaction draft/read-marker soju.im/search"
)
_AT: Final = 1_800_000_000.0
_LONGEST_BODY: Final = 4_096
"""Bytes, as the link takes them."""


def session(data: bytes) -> None:
    """A server that lies. Nothing raises, nothing that steers a terminal gets into a log."""
    first = data[0] if data else 0
    offer = _OFFER if first & 2 else ""
    account = "ana" if first & 8 else ""
    profile = Profile("ana", channels=("#t",), account=account, account_password=account)
    talk = Session(profile, "irc.example", entropy=bytes)
    talk.connected(trusted=True)
    if first & 1:
        _welcome(talk, offer)
    lines = LineBuffer(max_body=_LONGEST_BODY)
    for number, part in enumerate(data[1:].split(b"\n")):
        at = _AT + number
        order = part[0] if part else 0
        if order == 1:
            talk.disconnected("The connection is lost.", at, retry_in=1.0)
            talk.connected(trusted=True)
            if first & 4:
                _welcome(talk, offer)
        elif order == 2:
            talk.ping(at)
        elif order in _DOINGS:
            place = talk.find("#t")
            if place is not None:
                typed = part[1:].decode(errors="replace").replace("\r", " ")
                _DOINGS[order](talk, place, typed or "x", at)
        for received in lines.feed(part + b"\n"):
            with contextlib.suppress(ProtocolError):
                talk.receive(Message.parse(received, "cp1252"), at)
        for message in talk.take_outgoing():
            assert len(message.body().encode()) <= talk.features.line_length - 2
            assert len(encode_tags(message.tags).encode()) <= MAX_CLIENT_TAGS - 2
            assert Message.parse(message.encode()[:-2]) == message
    _check_shown(talk)


def _welcome(talk: Session, offer: str) -> None:
    for line in (
        f":irc CAP * LS :{offer}",
        f":irc CAP * ACK :{' '.join(word.partition('=')[0] for word in offer.split())}",
        ":irc 001 ana :Welcome",
        ":irc 005 ana CHATHISTORY=100 MSGREFTYPES=msgid,timestamp MONITOR=9 WHOX :are supported",
        ":irc 422 ana :No message of the day",
        ":ana!a@h JOIN #t",
    ):
        talk.receive(Message.parse(line.encode()), _AT)


def _react(talk: Session, place: Buffer, typed: str, at: float) -> None:
    for line in place.lines[-2:]:
        talk.react(place, line, typed[:2], at)


def _edit(talk: Session, place: Buffer, typed: str, at: float) -> None:
    for line in place.lines[-2:]:
        talk.edit(place, line, typed, at)


def _delete(talk: Session, place: Buffer, typed: str, at: float) -> None:
    for line in place.lines[-2:]:
        talk.delete(place, line, at, typed)


def _answer(talk: Session, place: Buffer, typed: str, at: float) -> None:
    for line in place.lines[-1:]:
        talk.say(place, typed, at, answers=line)


def _read(talk: Session, place: Buffer, _typed: str, at: float) -> None:
    place.show()
    talk.mark_read(place, at, now=True)
    talk.older(place)


def _visit(talk: Session, place: Buffer, typed: str, _at: float) -> None:
    talk.join(f"#{typed}")
    talk.talk_to(typed)
    talk.kick(place.name, typed)
    talk.ban(place.name, typed)


_DOINGS: Final[dict[int, Callable[[Session, Buffer, str, float], None]]] = {
    3: lambda talk, place, typed, at: talk.say(place, typed, at),
    4: _react,
    5: _edit,
    6: _delete,
    7: _answer,
    8: _read,
    11: _visit,
    12: lambda talk, place, _typed, _at: talk.close(place),
    14: lambda talk, _place, typed, _at: talk.change_nick(typed),
    15: lambda talk, place, typed, _at: talk.search(typed, place),
}
"""What the person does in #t, by the first byte of a line; the rest is what they type."""


def _check_shown(talk: Session) -> None:
    for buffer in talk.buffers:
        for line in buffer.lines:
            for text in (line.sender, line.text.replace("\n", ""), buffer.name, buffer.topic):
                assert not any(ord(letter) < 32 or 127 <= ord(letter) < 160 for letter in text)
            assert all(0 <= span.start < span.end <= len(line.text) for span in line.spans)
    _check_kept(talk)


def _check_kept(talk: Session) -> None:
    """What the client packs and writes to its files can be written."""
    people = [buffer.name for buffer in talk.buffers]
    keys = [buffer.key for buffer in talk.buffers]
    lines = [list(buffer.lines) for buffer in talk.buffers]
    kept = [people, keys, lines, talk.nick, talk.positions, talk.rules, talk.channels, talk.unsent]
    msgspec.json.encode(kept)
    msgspec.msgpack.encode(kept)

"""Bytes for the client's session: whatever a server sends, and what the person does meanwhile."""

import contextlib
from typing import Final

from tui_chat.client.session import Profile, Session
from tui_chat.wire.errors import ProtocolError
from tui_chat.wire.framing import MAX_BODY, LineBuffer
from tui_chat.wire.message import Message

_OFFER: Final = (
    "message-tags batch labeled-response echo-message server-time draft/multiline sasl "
    "draft/chathistory draft/event-playback draft/message-redaction draft/read-marker away-notify"
)
_AT: Final = 1_800_000_000.0


def session(data: bytes) -> None:
    """A server that lies. Nothing raises, nothing that steers a terminal gets into a log."""
    first = data[0] if data else 0
    talk = Session(Profile("ana", channels=("#t",)), "irc.example", entropy=bytes)
    talk.connected()
    if first & 1:
        offer = _OFFER if first & 2 else ""
        for line in (
            f":irc CAP * LS :{offer}",
            f":irc CAP * ACK :{offer}",
            ":irc 001 ana :Welcome",
            ":irc 005 ana CHATHISTORY=100 MSGREFTYPES=msgid,timestamp :are supported",
            ":ana!a@h JOIN #t",
        ):
            talk.receive(Message.parse(line.encode()), _AT)
    lines = LineBuffer()
    for number, part in enumerate(data[1:].split(b"\n")):
        at = _AT + number
        order = part[0] if part else 0
        if order == 1:
            talk.disconnected("The connection is lost.", at, retry_in=1.0)
            talk.connected()
        elif order == 2:
            talk.ping(at)
        elif order == 3:
            place = talk.find("#t")
            if place is not None:
                said = part[1:].decode(errors="replace").replace("\r", " ")
                talk.say(place, said or "x", at)
        for received in lines.feed(part + b"\n"):
            with contextlib.suppress(ProtocolError):
                talk.receive(Message.parse(received, "cp1252"), at)
        for message in talk.take_outgoing():
            assert len(message.body().encode()) <= MAX_BODY - 2
            assert Message.parse(message.encode()[:-2]) is not None
    _check_shown(talk)


def _check_shown(talk: Session) -> None:
    for buffer in talk.buffers:
        for line in buffer.lines:
            for text in (line.sender, line.text.replace("\n", ""), buffer.name, buffer.topic):
                assert not any(ord(letter) < 32 or 127 <= ord(letter) < 160 for letter in text)
            assert all(0 <= span.start < span.end <= len(line.text) for span in line.spans)

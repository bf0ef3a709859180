"""A session and the server it talks with, as a transcript."""

from typing import Self

from tui_chat.client.buffers.buffer import Buffer
from tui_chat.client.events import Event, Refused
from tui_chat.client.session import Profile, Session
from tui_chat.wire.message import Message

NOON = 1_800_000_000.0


class Talk:
    """`hears` gives the session lines of the server; `sent` and `happened` what came of it."""

    def __init__(self, **profile: object) -> None:
        wanted = Profile(**{"nick": "ana", **profile})  # type: ignore[arg-type]
        self.session = Session(wanted, "irc.example")
        self.at = NOON
        self._events: list[Event] = []

    def hears(self, *lines: str) -> None:
        for line in lines:
            self._events += self.session.receive(Message.parse(line.encode(), "cp1252"), self.at)

    def sent(self) -> list[str]:
        return [str(message) for message in self.session.take_outgoing()]

    def answers(self, *lines: str) -> list[str]:
        """What was sent since the last call of `sent`, when these lines are heard too."""
        self.hears(*lines)
        return self.sent()

    def happened(self) -> list[Event]:
        events = self._events + self.session.take_events()
        self._events = []
        return events

    def refused(self) -> list[str]:
        """Why requests were refused, for the status line: what no buffer has as a line."""
        self._events += self.session.take_events()
        events = self._events
        return [each.text for each in events if isinstance(each, Refused) and not each.kept]

    def buffer(self, name: str) -> Buffer:
        buffer = self.session.find(name) if name else self.session.buffers.server
        assert buffer is not None, f"no buffer {name}"
        return buffer

    def shows(self, name: str) -> list[str]:
        """The lines of a buffer as "<sender> text" for talk, else the text."""
        return [
            f"<{line.sender}> {line.text}" if line.kind.value < 3 else line.text
            for line in self.buffer(name).lines
        ]

    def members(self, name: str) -> list[str]:
        return sorted(f"{m.ranks}{m.nick}" for m in self.buffer(name).members.values())

    # Short cuts

    @classmethod
    def entered(cls, offer: str = "", isupport: str = "NETWORK=Example") -> Self:
        """One that has been let in."""
        talk = cls()
        talk.enters(offer, isupport)
        return talk

    def connects(self, offer: str = "") -> None:
        """A connection with these capabilities agreed on; what was sent is forgotten."""
        self.session.connected(trusted=True)
        self.hears(f":irc CAP * LS :{offer}")
        if offer:
            names = " ".join(each.partition("=")[0] for each in offer.split())
            self.hears(f":irc CAP * ACK :{names}")
        self.sent()
        self.happened()

    def enters(self, offer: str = "", isupport: str = "NETWORK=Example") -> None:
        """In, with nothing left unread."""
        self.connects(offer)
        nick = self.session.nick
        self.hears(
            f":irc 001 {nick} :Welcome",
            f":irc 005 {nick} {isupport} :are supported",
            f":irc 422 {nick} :No message of the day",
        )
        self.sent()
        self.happened()

    def joins(self, channel: str, *others: str) -> None:
        """In a channel with others ("@bia" for an operator), with nothing left unread."""
        nick = self.session.nick
        self.hears(
            f":{nick}!ana@host JOIN {channel}",
            f":irc 353 {nick} = {channel} :{' '.join((nick, *others))}",
            f":irc 366 {nick} {channel} :End",
        )
        self.sent()
        self.happened()

"""A session with one server: what it says goes in, what a person does goes out. Pure."""

from collections.abc import Callable

from tui_chat.client.buffers import Buffer, BufferKind, Buffers
from tui_chat.client.events import BufferClosed, Disconnected, Event
from tui_chat.client.i18n import _
from tui_chat.client.lines import LineKind
from tui_chat.client.session import listing, modes, names, notices, people, refusals, whois
from tui_chat.client.session.features import Features
from tui_chat.client.session.heard import HANDLERS, Heard
from tui_chat.client.session.messages import fail_all, say
from tui_chat.client.session.profile import Profile
from tui_chat.client.session.registration import begin, introduce, ping
from tui_chat.client.session.state import State
from tui_chat.wire.errors import ProtocolError
from tui_chat.wire.message import Message

__all__ = ["Session"]

_SPEAKING = (listing, modes, names, notices, people, refusals, whois)
"""Modules whose handlers come into the table by being imported."""


class Session:
    """One server, over as many connections as it takes.

    Times (`at`) are seconds of Unix time. Everything a person reads stands in `buffers`; the
    events, from `receive` or `take_events`, say what happened. `take_outgoing` gives what is to
    be sent; `on_change` is called when a person's doing has filled either, so that no caller
    needs to remember to flush. Whatever the server sends, nothing here raises.
    """

    def __init__(self, profile: Profile, server_name: str) -> None:
        self._state = State(profile, server_name)
        for name in profile.channels:
            self._state.wanted[self._state.fold(name)] = (name, "")

    # What is known

    @property
    def nick(self) -> str:
        """Our nickname, or the one we ask for."""
        return self._state.nick

    @property
    def registered(self) -> bool:
        """Whether the server has taken us in on this connection."""
        return self._state.registered

    @property
    def was_registered(self) -> bool:
        """Whether it ever has."""
        return self._state.was_registered

    @property
    def hopeless(self) -> bool:
        """Whether connecting again would be refused again."""
        return self._state.hopeless

    @property
    def farewell(self) -> str:
        """Why the server closes this connection, in words, "" if it did not say."""
        return self._state.farewell

    @property
    def away(self) -> str:
        """Our away message, "" while here."""
        return self._state.away

    @property
    def buffers(self) -> Buffers:
        """Every place of this server."""
        return self._state.buffers

    @property
    def features(self) -> Features:
        """What the server says about itself."""
        return self._state.features

    @property
    def capabilities(self) -> frozenset[str]:
        """The IRCv3 capabilities in force."""
        return frozenset(self._state.capabilities)

    @property
    def foreground(self) -> Buffer:
        """The buffer where the person looks: answers without another place go there."""
        return self._state.here

    @foreground.setter
    def foreground(self, buffer: Buffer) -> None:
        self._state.foreground = buffer

    @property
    def on_change(self) -> Callable[[], None]:
        """Called when a person's doing has filled what `take_outgoing` or `take_events` give."""
        return self._state.on_change

    @on_change.setter
    def on_change(self, callback: Callable[[], None]) -> None:
        self._state.on_change = callback

    # The connection's side

    def connected(self) -> None:
        """A connection stands: say hello."""
        self._state.start_over()
        begin(self._state)

    def receive(self, message: Message, at: float) -> list[Event]:
        """What one message of the server, arrived at `at`, made happen."""
        state = self._state
        heard = Heard(message, at)
        least, handler = HANDLERS.get(message.command, (0, notices.unknown))
        if heard.count >= least:
            handler(state, heard)
        return self.take_events()

    def disconnected(
        self, reason: str, at: float, *, retry_in: float | None, asked: bool = False
    ) -> list[Event]:
        """The connection is lost or could not be made, for `reason`, a sentence.

        The places know that nothing can be said there; a loss is told in each once.
        """
        state = self._state
        fail_all(state)
        lost = [buffer for buffer in state.buffers if buffer.joined]
        for buffer in lost:
            buffer.joined = False
            buffer.members = {}
            buffer.touch_members()
            if not asked:
                buffer.append(LineKind.ERROR, reason, at)
        state.start_over()
        state.outgoing.clear()
        state.tell(
            Disconnected(reason, retry_in, told=bool(lost) or not state.was_registered, asked=asked)
        )
        return self.take_events()

    def ping(self, at: float) -> bool:
        """Ask for a sign of life. False if the last one was not answered yet."""
        if self._state.ping is not None:
            return False
        ping(self._state, at)
        return True

    def take_outgoing(self) -> list[Message]:
        """What is to be sent, which is then no longer kept here."""
        messages = self._state.outgoing
        self._state.outgoing = []
        return messages

    def take_events(self) -> list[Event]:
        """What happened, which is then no longer kept here."""
        events = self._state.events
        self._state.events = []
        return events

    # The person's side

    def say(self, buffer: Buffer, text: str, at: float) -> None:
        """Say `text`, as many lines as it has, to a channel or person; it stands there at once."""
        say(self._state, buffer, text, at, LineKind.MESSAGE)
        self._state.on_change()

    def act(self, buffer: Buffer, text: str, at: float) -> None:
        """Say what we do: `/me waves`."""
        say(self._state, buffer, text, at, LineKind.ACTION)
        self._state.on_change()

    def notice(self, buffer: Buffer, text: str, at: float) -> None:
        """Say `text` as a notice, which programs do not answer."""
        say(self._state, buffer, text, at, LineKind.NOTICE)
        self._state.on_change()

    def find(self, name: str) -> Buffer | None:
        """The place of that person or channel, if it is open."""
        return self._state.buffer(name)

    def talk_to(self, name: str) -> Buffer:
        """The place of a person or channel, opened if need be."""
        buffer = self._state.open(name, asked=False)
        self._state.on_change()
        return buffer

    def change_nick(self, nick: str) -> None:
        """Take another nickname; while getting in, answer a refused one."""
        state = self._state
        if state.registered:
            state.send("NICK", nick)
        else:
            state.nick = nick
            if state.connected:
                introduce(state)
        state.on_change()

    def join(self, name: str, key: str = "") -> None:
        """Go into a channel, now or once the server has taken us in."""
        state = self._state
        state.wanted[state.fold(name)] = (name, key)
        state.asked.joins[state.fold(name)] = key
        if state.welcomed:
            state.send("JOIN", name, *([key] if key else []))
        state.on_change()

    def part(self, name: str, reason: str = "") -> None:
        """Leave a channel; its place stays."""
        state = self._state
        state.wanted.pop(state.fold(name), None)
        self._send("PART", name, *([reason] if reason else []))

    def close(self, buffer: Buffer) -> None:
        """Leave a place and take it away."""
        state = self._state
        state.wanted.pop(buffer.key, None)
        if buffer.kind is BufferKind.CHANNEL and buffer.joined:
            state.send("PART", buffer.name)
        if buffer is not state.buffers.server:
            state.buffers.close(buffer)
            state.tell(BufferClosed(buffer))
        state.on_change()

    def set_topic(self, channel: str, topic: str) -> None:
        """Set a channel's topic; "" takes it away."""
        self._send("TOPIC", channel, topic)

    def ask_topic(self, channel: str) -> None:
        """Have a channel's topic told."""
        self._state.asked.topics.add(self._state.fold(channel))
        self._send("TOPIC", channel)

    def ask_names(self, channel: str) -> None:
        """Have told who is in a channel."""
        self._state.asked.names[self._state.fold(channel)] = self._state.here
        self._send("NAMES", channel)

    def ask_list(self, pattern: str = "") -> None:
        """Have the server's channels told."""
        self._state.asked.listing = []
        self._state.asked.listing_cut = False
        self._send("LIST", *([pattern] if pattern else []))

    def whois(self, nick: str) -> None:
        """Have told what is known of somebody."""
        self._state.asked.whois[self._state.fold(nick)] = []
        self._send("WHOIS", nick)

    def invite(self, nick: str, channel: str) -> None:
        """Ask somebody into a channel."""
        self._send("INVITE", nick, channel)

    def kick(self, channel: str, nick: str, reason: str = "") -> None:
        """Remove somebody from a channel."""
        self._send("KICK", channel, nick, *([reason] if reason else []))

    def set_modes(self, target: str, *words: str) -> None:
        """Change modes, `words` as in `+o ana`; without words, have them told."""
        if not words:
            self._state.asked.modes.add(self._state.fold(target))
        self._send("MODE", target, *words)

    def set_away(self, message: str) -> None:
        """Mark us as away, or with "" as back; kept over a lost connection."""
        self._state.away = message
        self._send("AWAY", *([message] if message else []))

    def send_raw(self, line: str) -> str:
        """Send a line of the protocol as it is. Gives a sentence if it is none, else ""."""
        try:
            message = Message.parse(line.encode(errors="replace"))
        except ProtocolError:
            return _("That is not a line of the protocol.")
        self._send(message.command, *message.params)
        return ""

    def quit(self, message: str = "") -> None:
        """Say goodbye; the server closes the connection."""
        if self._state.connected:
            self._state.send("QUIT", *([message] if message else []))
        self._state.on_change()

    def _send(self, command: str, *params: str) -> None:
        """Send what only a server that took us in understands."""
        if self._state.registered:
            self._state.send(command, *params)
        self._state.on_change()
